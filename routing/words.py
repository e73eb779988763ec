"""How days and dates of phases read."""

from __future__ import annotations

from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext


def days(first: int, last: int) -> str:
    """Say a stretch of weekdays, 0 is Monday."""
    if first == last:
        return str(WEEKDAYS[first]).capitalize()
    words = {"first": str(WEEKDAYS[first]), "last": str(WEEKDAYS[last])}
    return (gettext("%(first)s to %(last)s") % words).capitalize()


def planned(since: date, until: date | None) -> str:
    """Say when a phase is planned: `1 October 2007 to 31 January 2008`."""
    words = {"from": date_format(since, "j F Y"), "until": date_format(until, "j F Y") if until else ""}
    return (gettext("%(from)s to %(until)s") if until else gettext("from %(from)s")) % words
