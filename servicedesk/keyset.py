"""Pages of long lists that cost the same wherever one is: no OFFSET, but "what comes after this row"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

YEARS = range(1990, 2200)
# So many rows are looked at one by one for words before their index is asked; more where so many had them.
WALK, MET = 6_000, 12

Step = Callable[[Any], QuerySet]


class Slice(NamedTuple):
    """Some rows, and where the next ones begin; empty when these are the last."""

    rows: list
    next: str


class Way(NamedTuple):
    """In which order rows are read, and from where on."""

    field: str
    latest_first: bool
    start: tuple[datetime, int] | None

    @property
    def order(self) -> tuple[str, str]:
        return (f"-{self.field}", "-pk") if self.latest_first else (self.field, "pk")

    def on(self, rows: QuerySet) -> QuerySet:
        """Return the rows from there on, in their order."""
        if self.start:
            at, pk = self.start
            passed = "pk__gte" if self.latest_first else "pk__lte"
            rows = self.until(rows, at, back=True).exclude(Q((self.field, at), (passed, pk)))
        return rows.order_by(*self.order)

    def until(self, rows: QuerySet, at: datetime, *, back: bool = False) -> QuerySet:
        """Keep the rows that come no later than `at` on this way; with `back` those that come no earlier."""
        return rows.filter(Q((f"{self.field}__gte" if self.latest_first != back else f"{self.field}__lte", at)))


def soonest_after(rows: QuerySet, field: str, cursor: str, *, size: int, **how: Any) -> Slice:
    """Return `size` rows after `cursor`, soonest `field` first. A cursor that can't be read is the start.

    `only` keeps what has the words that were sought, and `along` is in what they are sought: rows that have an index in
    this order. `shape` fetches along what the page shows.
    """
    return _slice(_first(rows, Way(field, False, _read(cursor)), size + 1, **how), field, size)


def latest_after(rows: QuerySet, field: str, cursor: str, *, size: int, **how: Any) -> Slice:
    """Return `size` rows after `cursor`, latest `field` first; the rest as above."""
    return _slice(_first(rows, Way(field, True, _read(cursor)), size + 1, **how), field, size)


def _first(
    rows: QuerySet,
    way: Way,
    many: int,
    only: Step | None = None,
    along: QuerySet | None = None,
    shape: Step = QuerySet.all,
) -> list:
    if only is None:
        return list(shape(way.on(rows))[:many])
    keys = _keys(rows, way, many, only, rows if along is None else along)
    return list(shape(rows.filter(pk__in=keys)).order_by(*way.order)) if keys else []


def _keys(rows: QuerySet, way: Way, many: int, only: Step, along: QuerySet) -> list[int]:
    """Return the keys of the first `many` that have the words.

    Words that many rows have are met soon on the way. All others are few, so that the index of words finds them; but a
    database takes two common words that never go together for common, and would go the whole way to look for them.
    """
    keys = _near(rows, way, many, only, along, WALK)
    if MET <= len(keys) < many:
        keys = _near(rows, way, many, only, along, WALK * many * 3 // (2 * len(keys)))
    if len(keys) == many:
        return keys
    # An order that no index has: first all that have the words, then the order.
    first = Coalesce(way.field, way.field)
    slowly = only(way.on(rows)).order_by(first.desc() if way.latest_first else first, way.order[1])
    return list(slowly.values_list("pk", flat=True)[:many])


def _near(rows: QuerySet, way: Way, many: int, only: Step, along: QuerySet, walk: int) -> list[int]:
    # The end is asked for first: with a moment the database knows how little there is to look through.
    end = way.on(along).values_list(way.field, flat=True)[walk - 1 : walk]
    near = way.on(rows)
    for at in end:
        near = way.until(near, at)
    return list(only(near).values_list("pk", flat=True)[:many])


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
