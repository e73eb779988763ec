"""Pages of long lists that cost the same wherever one is: no OFFSET, but "what comes after this row"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

YEARS = range(1990, 2200)
# So many rows are looked at one by one for words before their index is asked; more where so many had them.
WALK, MET = 6_000, 12

Step = Callable[[Any], QuerySet]


class Slice(NamedTuple):
    """Some rows, and where the next ones begin; empty when these are the last."""

    rows: list
    next: str


def soonest_after(rows: QuerySet, field: str, cursor: str, *, size: int, **how: Step) -> Slice:
    """Return `size` rows after `cursor`, soonest `field` first. A cursor that can't be read is the start.

    `only` keeps what has the words that were sought; `shape` fetches along what the page shows.
    """
    start = _read(cursor)
    if start:
        at, pk = start
        rows = rows.filter(**{f"{field}__gte": at}).exclude(**{field: at, "pk__lte": pk})
    return _slice(_first(rows, (field, "pk"), size + 1, **how), field, size)


def latest_after(rows: QuerySet, field: str, cursor: str, *, size: int, **how: Step) -> Slice:
    """Return `size` rows after `cursor`, latest `field` first; the rest as above."""
    start = _read(cursor)
    if start:
        at, pk = start
        rows = rows.filter(**{f"{field}__lte": at}).exclude(**{field: at, "pk__gte": pk})
    return _slice(_first(rows, (f"-{field}", "-pk"), size + 1, **how), field, size)


def _first(
    rows: QuerySet, order: tuple[str, str], many: int, only: Step | None = None, shape: Step = QuerySet.all
) -> list:
    if only is None:
        return list(shape(rows).order_by(*order)[:many])
    keys = _keys(rows.order_by(*order), order, many, only)
    return list(shape(rows.filter(pk__in=keys)).order_by(*order)) if keys else []


def _keys(rows: QuerySet, order: tuple[str, str], many: int, only: Step) -> list[int]:
    """Return the keys of the first `many` that have the words, in three queries at most.

    Words that many rows have are met soon on the way. All others are few, so that the index of words finds them; but a
    database takes two common words that never go together for common, and would go the whole way to look for them.
    """
    keys = _near(rows, order, many, only, WALK)
    if MET <= len(keys) < many:
        keys = _near(rows, order, many, only, WALK * many * 3 // (2 * len(keys)))
    if len(keys) == many:
        return keys
    # An order that no index has: first all that have the words, then the order.
    field = order[0].removeprefix("-")
    first = Coalesce(field, field)
    slowly = only(rows).order_by(first.desc() if field != order[0] else first, order[1])
    return list(slowly.values_list("pk", flat=True)[:many])


def _near(rows: QuerySet, order: tuple[str, str], many: int, only: Step, walk: int) -> list[int]:
    near = only(rows.filter(pk__in=rows.values("pk")[:walk])).order_by(*order)
    return list(near.values_list("pk", flat=True)[:many])


def _slice(found: list, field: str, size: int) -> Slice:
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
