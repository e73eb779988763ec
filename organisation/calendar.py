"""Working time: opening hours a weekday, closed days, one time zone. Pure; aware moments in and out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
A_DAY = timedelta(days=1)
LAST_DAY_AHEAD = timedelta(days=3660)


@dataclass(frozen=True)
class WorkingTime:
    """When work is done: `hours` a weekday (0 is Monday) as spans that don't overlap; on `closed` days not at all.

    It is open when the clock on the wall says so, also on the two days that summer time starts and ends. A span that
    closes at 0:00 lasts until midnight.
    """

    hours: Mapping[int, Sequence[tuple[time, time]]]
    closed: Set[date] = field(default_factory=frozenset)
    zone: ZoneInfo = AMSTERDAM

    def add(self, moment: datetime, length: timedelta) -> datetime:
        """Return the moment at which `length` of working time has passed since `moment`.

        Nothing added ends where it starts if that is open, else at the next opening. A whole day's work ends at
        closing time. Raises ValueError for a naive moment, a negative length, or when ten years hold too little time.
        """
        moment = _checked(moment)
        if length < timedelta(0):
            raise ValueError("a length of working time can't be negative")
        left = length
        for start, end in self._spans(moment.astimezone(self.zone).date()):
            start = max(start, moment)
            if start >= end:
                continue
            if left <= end - start:
                return (start + left).astimezone(self.zone)
            left -= end - start
        raise ValueError("there is too little working time in the next ten years")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from `start` to `end`; negative when `end` is earlier."""
        start, end = _checked(start), _checked(end)
        if end < start:
            return -self.between(end, start)
        total = timedelta(0)
        for opens, closes in self._spans(start.astimezone(self.zone).date()):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta(0))
        return total

    def is_open(self, moment: datetime) -> bool:
        """Is work being done at `moment`? Closing time itself is closed."""
        moment = _checked(moment)
        return any(start <= moment < end for start, end in self._day(moment.astimezone(self.zone).date()))

    def end_of_day(self, start: date, days: int) -> datetime:
        """Return closing time `days` working days after `start`; 0: on the first working day from `start` on."""
        left = days + 1 if any(True for _ in self._day(start)) else max(days, 1)
        for day in _days(start):
            spans = list(self._day(day))
            left -= bool(spans)
            if left == 0:
                return spans[-1][1].astimezone(self.zone)
        raise ValueError("there is no working day in the next ten years")

    def _spans(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        for day in _days(first):
            yield from self._day(day)

    def _day(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The open spans of a day in UTC, in which an hour is always an hour."""
        hours = sorted(self.hours.get(day.weekday(), ()))
        if day in self.closed or not hours:
            return
        for begins, ends, offset in _stretches(day, self.zone):
            for opens, closes in hours:
                until = day if closes > time(0) else day + A_DAY
                start = max(datetime.combine(day, opens, tzinfo=UTC) - offset, begins)
                end = min(datetime.combine(until, closes, tzinfo=UTC) - offset, ends)
                if start < end:
                    yield (start, end)


def _days(first: date) -> Iterator[date]:
    last = first + LAST_DAY_AHEAD
    while first <= last:
        yield first
        first += A_DAY


@lru_cache(maxsize=4096)
def _stretches(day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime, timedelta]]:
    """Return the parts of a day in which the clock is not moved: from, until (both UTC), and how far ahead of UTC."""
    begins, ends = (datetime.combine(one, time(0), tzinfo=zone).astimezone(UTC) for one in (day, day + A_DAY))
    before, after = _ahead(begins, zone), _ahead(ends - timedelta.resolution, zone)
    if before == after:
        return [(begins, ends, before)]
    early, late = begins, ends
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        early, late = (middle, late) if _ahead(middle, zone) == before else (early, middle)
    return [(begins, late, before), (late, ends, after)]


def _ahead(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _checked(moment: datetime) -> datetime:
    """Return `moment` in UTC, because local arithmetic jumps an hour on the days that summer time starts and ends."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)


def office_hours(zone: ZoneInfo, closed: Set[date] = frozenset()) -> WorkingTime:
    """Return the opening hours of the house: Monday to Friday, 8:00 to 17:30."""
    return WorkingTime({weekday: [(time(8), time(17, 30))] for weekday in range(5)}, closed, zone)
