"""Pages of long lists that cost the same wherever one is: no OFFSET, but "what comes after this row"."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

YEARS = range(1990, 2200)


class Slice(NamedTuple):
    """Some rows, and where the next ones begin; empty when these are the last."""

    rows: list
    next: str


def soonest_after(rows: QuerySet, field: str, cursor: str, *, size: int) -> Slice:
    """Return `size` rows after `cursor`, soonest `field` first. A cursor that can't be read is the start."""
    start = _read(cursor)
    if start:
        at, pk = start
        rows = rows.filter(**{f"{field}__gte": at}).exclude(**{field: at, "pk__lte": pk})
    return _slice(rows.order_by(field, "pk"), field, size)


def latest_after(rows: QuerySet, field: str, cursor: str, *, size: int) -> Slice:
    """Return `size` rows after `cursor`, latest `field` first."""
    start = _read(cursor)
    if start:
        at, pk = start
        rows = rows.filter(**{f"{field}__lte": at}).exclude(**{field: at, "pk__gte": pk})
    return _slice(rows.order_by(f"-{field}", "-pk"), field, size)


def _slice(rows: QuerySet, field: str, size: int) -> Slice:
    found = list(rows[: size + 1])
    return Slice(found[:size], _written(found[size - 1], field) if len(found) > size else "")


def _written(row: Any, field: str) -> str:
    return f"{getattr(row, field).isoformat()}_{row.pk}"


def _read(cursor: str) -> tuple[datetime, int] | None:
    at, _, pk = cursor.rpartition("_")
    try:
        moment, number = datetime.fromisoformat(at), int(pk)
    except ValueError:
        return None
    sound = moment.tzinfo and moment.year in YEARS and 0 < number < 10**12
    return (moment, number) if sound else None
