"""The test database: on SQLite a file, as in production: threads and a live server have their own connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.base.operations import BaseDatabaseOperations

IS_POSTGRESQL = connection.vendor == "postgresql"


def prepare(folder: Path) -> None:
    """Let the SQLite test database be a file in `folder`; one in memory is shared by all threads and locks them out.

    On PostgreSQL it is dropped whoever is still connected: after some runs one session was, of whom is not known.
    """
    if IS_POSTGRESQL:
        type(connection.creation)._destroy_test_db = _drop_by_force  # type: ignore[method-assign]
    else:
        settings.DATABASES["default"]["TEST"]["NAME"] = str(folder / "test.sqlite3")


def _drop_by_force(self: BaseDatabaseCreation, name: str, verbosity: int) -> None:
    with self._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(name)} WITH (FORCE)")


# Written by every migrate and every flush: the same again.
KEPT = frozenset({"django_content_type", "auth_permission"})


def make_flush_quick() -> None:
    """Let a test that commits be cleaned up row by row: to TRUNCATE sixty tables takes longer than most tests do.

    The guards of the log, which refuse the DELETE, are away meanwhile.
    """
    type(connection.ops).sql_flush = _sql_flush


def _sql_flush(self: BaseDatabaseOperations, style: object, tables: Iterable[str], **options: bool) -> list[str]:
    deletes = [f"DELETE FROM {self.quote_name(table)}" for table in tables if table not in KEPT]
    if not deletes:
        return []
    off, on = _guards()
    return [*off, *deletes, *on]


def _guards() -> tuple[list[str], list[str]]:
    """The SQL that takes away the triggers, and that puts them back."""
    with connection.cursor() as cursor:
        if IS_POSTGRESQL:
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            tables = [table for (table,) in cursor.fetchall()]
            off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
            on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
            return off, ["SET CONSTRAINTS ALL IMMEDIATE", *on]
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _sql in guards], [sql for _name, sql in guards]


@contextmanager
def undone() -> Iterator[None]:
    """Take back what happens inside, so that one test can try many things on the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
