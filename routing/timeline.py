"""Which phase is in force where, out of all that began. Nothing here touches the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Began:
    """A phase began; everywhere, or at one location."""

    phase: int
    at: datetime
    location: int | None = None


@dataclass(frozen=True)
class Span:
    """When a phase began for the whole house, and when the next one took its place; empty while it is in force."""

    began: datetime
    ended: datetime | None


def in_force(starts: Iterable[Began], at: datetime, location: int | None = None) -> int | None:
    """Return the phase that began last at this place or for the whole house; a place's own goes first."""
    here = [start for start in starts if start.at <= at and start.location in (None, location)]
    here.sort(key=lambda start: (start.at, start.location is not None))
    return here[-1].phase if here else None


def elsewhere(starts: Sequence[Began], at: datetime) -> dict[int, int]:
    """Return the phase of each location where it is another one than for the whole house."""
    house = in_force(starts, at)
    places = {start.location for start in starts if start.location is not None}
    found = {place: in_force(starts, at, place) for place in places}
    return {place: phase for place, phase in found.items() if phase is not None and phase != house}


def spans(starts: Iterable[Began], at: datetime) -> dict[int, Span]:
    """Return for each phase its last time for the whole house."""
    rows = sorted((start for start in starts if start.location is None and start.at <= at), key=lambda one: one.at)
    ends: list[datetime | None] = [row.at for row in rows[1:]]
    return {row.phase: Span(row.at, end) for row, end in zip(rows, [*ends, None], strict=False)}
