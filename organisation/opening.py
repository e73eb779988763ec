"""The calendar of the house: opening hours less Dutch public holidays."""

from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings

from organisation.calendar import WorkingTime, office_hours

YEARS = range(2000, 2101)


@lru_cache
def house_calendar() -> WorkingTime:
    """Return when the house works."""
    closed: frozenset[date] = frozenset(holidays.country_holidays("NL", years=YEARS))
    return office_hours(ZoneInfo(settings.TIME_ZONE), closed)
