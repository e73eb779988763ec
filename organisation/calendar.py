"""Working time: opening hours a weekday, closed days, one time zone. Pure; aware moments in and out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LAST_DAY_AHEAD = timedelta(days=3660)


@dataclass(frozen=True)
class WorkingTime:
    """When work is done: `hours` a weekday (0 is Monday) as spans that don't overlap, in order; `closed` days not at all."""

    hours: Mapping[int, Sequence[tuple[time, time]]]
    closed: Set[date] = field(default_factory=frozenset)
    zone: ZoneInfo = ZoneInfo("Europe/Amsterdam")

    def add(self, moment: datetime, length: timedelta) -> datetime:
        """Return the moment at which `length` of working time has passed since `moment`.

        Nothing added ends where it starts if that is open, else at the next opening. A whole day's work ends at
        closing time. Raises ValueError for a naive moment, a negative length, or when ten years hold too little time.
        """
        _check(moment, length)
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
        _check(start)
        _check(end)
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
        _check(moment)
        return any(start <= moment < end for start, end in self._day(moment.astimezone(self.zone).date()))

    def end_of_day(self, start: date, days: int) -> datetime:
        """Return closing time on the `days`-th working day after `start`; 0 is the first working day from `start` on."""
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
        if day in self.closed:
            return
        for opens, closes in self.hours.get(day.weekday(), ()):
            # In UTC, because local arithmetic jumps an hour on the two days that summer time starts and ends.
            yield (_utc(day, opens, self.zone), _utc(day, closes, self.zone))


def _days(first: date) -> Iterator[date]:
    last = first + LAST_DAY_AHEAD
    while first <= last:
        yield first
        first += timedelta(days=1)


def _utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(ZoneInfo("UTC"))


def _check(moment: datetime, length: timedelta = timedelta(0)) -> None:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    if length < timedelta(0):
        raise ValueError("a length of working time can't be negative")


def office_hours(zone: ZoneInfo, closed: Set[date] = frozenset()) -> WorkingTime:
    """Return the opening hours of the house: Monday to Friday, 8:00 to 17:30."""
    return WorkingTime({weekday: [(time(8), time(17, 30))] for weekday in range(5)}, closed, zone)
