"""The duty roster read: which days have nobody, whose turn it is today, and the days for a calendar program."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db.models import F
from django.utils import timezone

from organisation.calendar import WorkingTime
from organisation.models import User
from organisation.opening import house_calendar
from routing.findings import Finding, fault, warning
from routing.menus import gettext_noop
from routing.models import DutyTurn, Roster

# So long ahead one is warned of a day without somebody.
AHEAD = timedelta(days=7)
ON_DUTY = gettext_noop("{person} is on duty for {unit} today and gets it.")
GAP = gettext_noop("Nobody of {unit} is on duty on {day}.")
NO_LONGER = gettext_noop("{person} is on duty for {unit} on {day}, but doesn't work there any more.")


def is_working_day(day: date, calendar: WorkingTime | None = None) -> bool:
    """Does the house work on this day?"""
    calendar = calendar or house_calendar()
    return day not in calendar.closed and bool(calendar.hours.get(day.weekday()))


def working_days(first: date, last: date) -> list[date]:
    """Return the working days from `first` to `last`, both included."""
    calendar = house_calendar()
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [day for day in days if is_working_day(day, calendar)]


def days_of_month(month: date) -> list[date]:
    """Return the working days of the month that `month` is in."""
    return working_days(month.replace(day=1), month.replace(day=monthrange(month.year, month.month)[1]))


def gaps(roster: Roster, first: date, last: date) -> list[date]:
    """Return the working days on which nobody is on duty. One query."""
    taken = set(roster.turns.filter(day__range=(first, last)).values_list("day", flat=True))
    return [day for day in working_days(max(first, roster.since), last) if day not in taken]


def gaps_ahead(rosters: Iterable[Roster], today: date) -> list[tuple[Roster, list[date]]]:
    """Return the rosters that have a gap within a week, with the days. One query for all."""
    known = list(rosters)
    last = today + AHEAD
    turns = DutyTurn.objects.filter(roster__in=known, day__range=(today, last)).values_list("roster", "day")
    taken = set(turns)
    days = working_days(today, last)
    found = [(one, [day for day in days if day >= one.since and (one.pk, day) not in taken]) for one in known]
    return [(one, missing) for one, missing in found if missing]


def gaps_for(user: User, today: date) -> list[tuple[Roster, list[date]]]:
    """Return what `user` has to fill within a week: the gaps of the units one leads. No query for who leads none."""
    led = user.standing.head_of
    return gaps_ahead(Roster.objects.filter(unit__in=led).select_related("unit"), today) if led else []


def on_duty(unit_id: int, day: date) -> User | None:
    """Return who answers for this unit on this day; nobody where it has no roster, or nobody is named. One query."""
    turns = DutyTurn.objects.filter(roster__unit=unit_id, day=day, person__is_active=True)
    turn = turns.select_related("person").first()
    return turn.person if turn else None


def check(today: date | None = None) -> list[Finding]:
    """A working day within a week that has nobody is a fault; somebody who left the unit is worth knowing."""
    today = today or timezone.localdate()
    rosters = Roster.objects.select_related("unit")
    found = [
        fault(GAP, unit=roster.unit.code, day=day.isoformat())
        for roster, days in gaps_ahead(rosters, today)
        for day in days
    ]
    turns = DutyTurn.objects.filter(day__gte=today).select_related("person", "roster__unit")
    left = turns.exclude(pk__in=turns.filter(person__memberships__unit=F("roster__unit")).values("pk"))
    return found + [
        warning(NO_LONGER, person=str(turn.person), unit=turn.roster.unit.code, day=turn.day.isoformat())
        for turn in left
    ]


def pattern(days: Sequence[date], people: Sequence[int], taken: Iterable[date]) -> Iterator[tuple[date, int]]:
    """Deal the days without somebody over people, in turn."""
    if not people:
        return
    busy = set(taken)
    empty = (day for day in days if day not in busy)
    for place, day in enumerate(empty):
        yield day, people[place % len(people)]


def as_calendar(name: str, turns: Iterable[tuple[str, date, str]], at: datetime) -> str:
    """Write days as iCalendar (RFC 5545): each has a key that stays the same, the day and its words."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//FBO Servicedesk//Duty roster//NL"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{_escaped(name)}"]
    for key, day, words in turns:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{key}",
            f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(words)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> str:
    """A line has 75 bytes at most; what is more goes on after a blank on the next."""
    parts: list[str] = []
    current = ""
    for sign in line:
        if len((current + sign).encode()) > (75 if not parts else 74):
            parts.append(current)
            current = ""
        current += sign
    return "\r\n ".join([*parts, current])
