"""Writing very many rows: COPY where the database has it, without checking and indexing row by row."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

# What PostgreSQL may use to sort while it makes an index, during this load only.
MEMORY = "256MB"


class Writer:
    """Gathers rows by model and writes them in the order of `tables`, so that a key points at what is there."""

    def __init__(self, tables: Sequence[type[models.Model]]) -> None:
        self.tables = tables
        self.copies = connection.vendor == "postgresql"
        self.rows: defaultdict[type[models.Model], list[Any]] = defaultdict(list)
        numbered = [table for table in tables if isinstance(table._meta.pk, models.AutoField)]
        self.next = {table: self._last(table) + 1 for table in numbered}

    def numbers(self, table: type[models.Model], many: int) -> range:
        """Return so many new keys."""
        first = self.next[table]
        self.next[table] += many
        return range(first, self.next[table])

    def flush(self) -> None:
        """Write what was gathered."""
        for table in self.tables:
            if rows := self.rows.pop(table, None):
                self._copy(table, rows) if self.copies else self._insert(table, rows)

    def finish(self) -> None:
        """Let the numbers that the database gives go on after ours."""
        self.flush()
        if self.copies:
            with connection.cursor() as cursor:
                for table, number in self.next.items():
                    cursor.execute(
                        "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table._meta.db_table, number]
                    )

    def _last(self, table: type[models.Model]) -> int:
        """Return the highest number given so far, also where its row is gone."""
        sql = "SELECT last_value FROM pg_sequences WHERE sequencename = %s || '_id_seq'"
        if not self.copies:
            sql = "SELECT seq FROM sqlite_sequence WHERE name = %s"
        with connection.cursor() as cursor:
            cursor.execute(sql, [table._meta.db_table])
            row = cursor.fetchone()
        return (row[0] or 0) if row else 0

    def _copy(self, table: type[models.Model], rows: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.copy_expert(
                f"COPY {table._meta.db_table} ({_columns(table)}) FROM STDIN", io.StringIO("".join(rows))
            )

    def _insert(self, table: type[models.Model], rows: list[tuple]) -> None:
        marks = ", ".join(["%s"] * len(rows[0]))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table._meta.db_table} ({_columns(table)}) VALUES ({marks})", rows)  # noqa: S608


def _columns(table: type[models.Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in table._meta.concrete_fields)


@contextmanager
def unindexed(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Take away the indexes and keys of `tables` and make them anew afterwards, over all rows at once.

    In one transaction: nobody else reads these tables meanwhile, and after a failure all is as it was.
    Where there is no COPY, or no index to speak of, it does nothing.
    """
    if connection.vendor != "postgresql":
        yield
        return
    names = [table._meta.db_table for table in tables]
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [MEMORY])
        off, on = _keys(cursor, names), _indexes(cursor, names)
        for statement, _again in [*off, *on]:
            cursor.execute(statement)
        yield
        for _statement, again in [*on, *off]:
            cursor.execute(again)
        for name in names:
            cursor.execute(f"ANALYZE {name}")


def _keys(cursor: Any, names: list[str]) -> list[tuple[str, str]]:
    """The statements that take away each foreign key of the tables, and that put it back."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s) ORDER BY 1, 2",
        [names],
    )
    return [
        (f'ALTER TABLE {table} DROP CONSTRAINT "{name}"', f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for table, name, definition in cursor.fetchall()
    ]


def _indexes(cursor: Any, names: list[str]) -> list[tuple[str, str]]:
    """The same for each index that is not itself a constraint."""
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid::regclass::text = ANY(%s)"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))"
        " ORDER BY 1",
        [names],
    )
    return [(f"DROP INDEX {name}", definition) for name, definition in cursor.fetchall()]
