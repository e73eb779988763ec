"""The test database: on SQLite a file, as in production: threads and a live server have their own connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.sqlite3.base import DatabaseOperations

IS_POSTGRESQL = connection.vendor == "postgresql"


def use_file(folder: Path) -> None:
    """Let the SQLite test database be a file in `folder`; one in memory is shared by all threads and locks them out."""
    if not IS_POSTGRESQL:
        settings.DATABASES["default"]["TEST"]["NAME"] = str(folder / "test.sqlite3")


def allow_flush() -> None:
    """Let a test that commits be cleaned up: the log's trigger on SQLite refuses the DELETE that a flush is."""
    # PostgreSQL flushes with TRUNCATE, for which no row trigger fires.
    DatabaseOperations.execute_sql_flush = _flush_without_guard  # type: ignore[method-assign]


def _flush_without_guard(self: DatabaseOperations, sql_list: Iterable[str]) -> None:
    with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = cursor.fetchall()
        for name, _sql in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for sql in [*sql_list, *(sql for _name, sql in guards)]:
            cursor.execute(sql)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what happens inside, so that one test can try many things on the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
