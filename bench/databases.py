"""Databases with so many questions in them: made where missing, else used again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("BENCH_SERVER", "postgres://postgres@127.0.0.1:5432").rstrip("/")
SIZES = {"100k": 100_000, "1m": 1_000_000}


def url(name: str) -> str:
    return f"{SERVER}/{name}"


def environment(database: str) -> dict[str, str]:
    """Return what a process needs to run the product as in production on `database`."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "EMAIL_URL")}
    return kept | {
        "DATABASE_URL": url(database),
        "SECRET_KEY": "only-for-measuring-" + "x" * 40,
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "fbo.settings",
    }


def python(*arguments: str, database: str) -> str:
    """Run Python on `database` and return what it prints; what it says on the way is shown."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment(database), stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


class Module:
    """A module of this folder that runs on a database and answers line for line; `hello` is what it says first."""

    def __init__(self, name: str, database: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", name], cwd=ROOT, env=environment(database), text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.hello = self._answer()

    def ask(self, line: object) -> Any:
        assert self.process.stdin
        print(line, file=self.process.stdin, flush=True)
        return self._answer()

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=20)

    def _answer(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("what measures has stopped")
        return json.loads(line)


def prepare(size: str) -> str:
    """Return the name of a database with so many questions, up to date. One of another version is made anew."""
    name = f"fbo_bench_{size}"
    exists = bool(sql("SELECT 1 FROM pg_database WHERE datname = %s", [name]))
    if exists and not _is_ours(name):
        sql(f"DROP DATABASE {name}")
        exists = False
    if not exists:
        sql(f"CREATE DATABASE {name}")
    python("-m", "fbo.prepare", database=name)
    missing = SIZES[size] - sql("SELECT count(*) FROM servicedesk_ticket", [], name)[0][0]
    if missing > SIZES[size] // 10:
        tell(f"Generating {missing:,} questions in {name} …")
        python("manage.py", "generate_tickets", "--yes", "--count", str(missing), database=name)
    # A column that a migration added is unknown to the planner until it looked.
    sql("ANALYZE", None, name)
    return name


def _is_ours(name: str) -> bool:
    """Has the database only migrations that this version knows?"""
    if not sql("SELECT to_regclass('django_migrations')", [], name)[0][0]:
        return True
    applied = sql("SELECT app, name FROM django_migrations", [], name)
    return all((ROOT / app / "migrations" / f"{step}.py").exists() for app, step in applied if (ROOT / app).is_dir())


def sql(statement: str, values: list | None = None, database: str = "postgres") -> list[tuple]:
    """Run one statement and return its rows."""
    connection = psycopg2.connect(url(database))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def machine() -> str:
    """Return on what was measured."""
    version = sql("SHOW server_version")[0][0].split()[0]
    return (
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, PostgreSQL {version} at {urlsplit(SERVER).hostname}"
    )


def tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
