"""Moments in the words people use: how late, how soon, which day. Plain values in, words out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from django.utils import dateformat
from django.utils.translation import gettext, ngettext, pgettext

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SOON = HOUR


@dataclass(frozen=True)
class Due:
    """A deadline as it is shown. `tone` is one of late, soon, today, later, done, none."""

    tone: str
    words: str


def due(at: datetime | None, *, now: datetime, zone: tzinfo) -> Due:
    """Say when something must be ready. A deadline that is exactly now is not late yet."""
    if at is None:
        return Due("none", gettext("no date yet"))
    left = _between(now, at)
    if left < timedelta(0):
        return Due("late", gettext("late: %(length)s") % {"length": length(-left)})
    if left <= SOON:
        return Due("soon", gettext("%(length)s left") % {"length": length(_up_to_the_minute(left))})
    tone = "today" if _days_ahead(at, now, zone) == 0 else "later"
    return Due(tone, moment(at, now=now, zone=zone))


def done(at: datetime, *, now: datetime, zone: tzinfo) -> Due:
    """Say when something was ready: `done 13:05` on the day itself."""
    words = clock(at, zone) if _days_ahead(at, now, zone) == 0 else moment(at, now=now, zone=zone)
    return Due("done", gettext("done %(moment)s") % {"moment": words})


def length(span: timedelta) -> str:
    """Say how long, in its largest unit, rounded down; never less than a minute."""
    if span < HOUR:
        return gettext("%(count)d min") % {"count": max(1, span // MINUTE)}
    if span < DAY:
        return gettext("%(count)d h") % {"count": span // HOUR}
    days = span // DAY
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def moment(at: datetime, *, now: datetime, zone: tzinfo) -> str:
    """Say day and time, short: `today 9:42`, `Thu 15 Nov 9:42`, with the year where it is another."""
    local = at.astimezone(zone)
    near = _near_day(_days_ahead(at, now, zone))
    this_year = local.year == now.astimezone(zone).year
    form = pgettext("date format", "D j M") if this_year else pgettext("date format", "D j M Y")
    return f"{near or dateformat.format(local, form)} {clock(at, zone)}"


def day(on: date, *, today: date) -> str:
    """Say a day in full: `today`, `tomorrow`, `Thursday 15 November`, with the year where it is another."""
    near = _near_day((on - today).days)
    return near or dateformat.format(on, "l j F" if on.year == today.year else "l j F Y")


def promise(at: datetime, *, now: datetime, zone: tzinfo) -> str:
    """Say day and time in full, for within a sentence: `Thursday 15 November at 17:00`."""
    local = at.astimezone(zone)
    words = day(local.date(), today=now.astimezone(zone).date())
    return gettext("%(day)s at %(time)s") % {"day": words, "time": clock(at, zone)}


def clock(at: datetime, zone: tzinfo) -> str:
    """Say the time of day on 24 hours, without a leading zero: `8:30`."""
    local = at.astimezone(zone)
    return f"{local.hour}:{local.minute:02d}"


def initials(name: str) -> str:
    """Return the first letter of the first and of the last word that is a name; `?` for nobody."""
    # "Fatima el Amrani" is FA: the small words in the middle of a Dutch name don't count.
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    last = words[-1][0] if len(words) > 1 else ""
    return (words[0][0] + last).upper()


def _between(start: datetime, end: datetime) -> timedelta:
    # Moments in one zone are subtracted by the clock on the wall, which is an hour off when summer time begins or ends.
    return end.astimezone(UTC) - start.astimezone(UTC)


def _up_to_the_minute(span: timedelta) -> timedelta:
    return -(-span // MINUTE) * MINUTE


def _days_ahead(at: datetime, now: datetime, zone: tzinfo) -> int:
    return (at.astimezone(zone).date() - now.astimezone(zone).date()).days


def _near_day(days_ahead: int) -> str:
    words = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    return words.get(days_ahead, "")
