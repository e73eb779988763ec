"""What is promised before anyone asks: when a product is ready, and when somebody answers the phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from catalog.definition import Definition, lead_days
from core import wording
from organisation.opening import house_calendar
from servicedesk.deadlines import promise


def promised_for(definition: Definition) -> datetime:
    """Return by when it is ready if it is asked for now, with all its parts."""
    return promise(timezone.now(), "normal", lead_days(definition), house_calendar()).resolve_by


def reachable(now: datetime) -> str:
    """Say whether somebody answers the phone at `now`, and until or from when."""
    calendar, zone = house_calendar(), timezone.get_current_timezone()
    if calendar.is_open(now):
        closes = calendar.end_of_day(timezone.localtime(now).date(), 0)
        return gettext("We answer now, today until %(time)s") % {"time": wording.clock(closes, zone)}
    opens = calendar.add(now, timedelta(0))
    return gettext("We answer again %(moment)s") % {"moment": wording.promise(opens, now=now, zone=zone)}
