"""How often the front office was passed by: per unit and product, per month and phase. Never per person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from organisation.models import User
from servicedesk.models import Bypass
from servicedesk.models.bypasses import Way

MONTHS = 12
# A bar and the space beside it, and the height of the highest, in the units of the drawing.
STEP, WIDTH, HEIGHT = 6, 4, 20


class Cell(NamedTuple):
    """So many of one month, unit, product, phase and way."""

    month: date
    unit: str
    product: str
    phase: int | None
    way: str
    many: int


class Bar(NamedTuple):
    x: int
    y: int
    height: int


class Line(NamedTuple):
    """One unit or product: how many in each month, the oldest first."""

    name: str
    counts: list[int]
    bars: list[Bar]
    words: str

    @property
    def total(self) -> int:
        return sum(self.counts)


class OfPhase(NamedTuple):
    """So many in one phase, and by which way."""

    phase: int | None
    total: int
    ways: list[tuple[str, int]]


def cells(user: User, now: datetime) -> list[Cell]:
    """Return what was counted in the last twelve months, this one included. One query."""
    first = months(now)[0]
    since = timezone.make_aware(datetime.combine(first, time()))
    found = Bypass.objects.visible_to(user).filter(at__gte=since).annotate(month=TruncMonth("at"))
    rows = found.order_by().values_list("month", "unit__name", "product__name", "phase", "way").annotate(Count("pk"))
    made = (
        Cell(month.date(), unit, product or "", phase, way, many) for month, unit, product, phase, way, many in rows
    )
    return sorted(made, key=lambda cell: (cell.month, cell.unit, cell.product, cell.phase or 0, cell.way))


def months(now: datetime) -> list[date]:
    """Return the first days of the last twelve months."""
    last = timezone.localtime(now)
    counts = range(last.year * 12 + last.month - MONTHS, last.year * 12 + last.month)
    return [date(count // 12, count % 12 + 1, 1) for count in counts]


def lines(found: Sequence[Cell], shown: Sequence[date], field: str) -> list[Line]:
    """Return a line for each unit or product (`field`), the most first. All bars are on one scale."""
    counted: Counter[tuple[str, date]] = Counter()
    for cell in found:
        counted[getattr(cell, field), cell.month] += cell.many
    names = {name for name, _month in counted}
    highest = max(counted.values(), default=1)
    made = [_line(name, [counted[name, month] for month in shown], shown, highest) for name in names]
    return sorted(made, key=lambda line: (-line.total, line.name))


def by_phase(found: Sequence[Cell]) -> list[OfPhase]:
    """Return how many in each phase, by which way."""
    counted: Counter[tuple[int | None, str]] = Counter()
    for cell in found:
        counted[cell.phase, cell.way] += cell.many
    phases = sorted({phase for phase, _way in counted}, key=lambda phase: (phase is None, phase or 0))
    return [
        OfPhase(phase, sum(counted[phase, way] for way in Way), [(str(way.label), counted[phase, way]) for way in Way])
        for phase in phases
    ]


def as_rows(found: Sequence[Cell]) -> Iterator[list[str]]:
    """Return the cells as rows of a table to take away, the names of the columns first."""
    yield [gettext("month"), gettext("unit"), gettext("product"), gettext("phase"), gettext("way"), gettext("number")]
    for cell in found:
        words = [_plain(cell.unit), _plain(cell.product), str(cell.phase or ""), str(Way(cell.way).label)]
        yield [f"{cell.month:%Y-%m}", *words, str(cell.many)]


def _line(name: str, counts: list[int], shown: Sequence[date], highest: int) -> Line:
    bars = []
    for place, many in enumerate(counts):
        height = max(1, round(many * HEIGHT / highest)) if many else 0
        bars.append(Bar(place * STEP, HEIGHT - height, height))
    words = ", ".join(f"{date_format(month, 'F')} {many}" for month, many in zip(shown, counts, strict=True) if many)
    return Line(name, counts, bars, words)


def _plain(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
