"""When a question is promised to be answered and done. Pure: a moment and a calendar in, moments out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from organisation.calendar import WorkingTime

# Working time until the first reaction; until a solution where the product promises no lead time.
RESPOND_WITHIN = {"high": timedelta(hours=1), "normal": timedelta(hours=4), "low": timedelta(hours=8)}
RESOLVE_DAYS = {"high": 1, "normal": 2, "low": 5}


class Promise(NamedTuple):
    """By when the customer hears from us, and by when it is done."""

    respond_by: datetime
    resolve_by: datetime


def promise(at: datetime, urgency: str, lead_days: int | None, calendar: WorkingTime) -> Promise:
    """Return what is promised at `at`. `lead_days` are working days; None where the product promises none."""
    days = RESOLVE_DAYS[urgency] if lead_days is None else lead_days
    return Promise(calendar.add(at, RESPOND_WITHIN[urgency]), done_by(at, days, calendar))


def done_by(at: datetime, days: int, calendar: WorkingTime) -> datetime:
    """Return closing time `days` working days after the day of `at`; after closing time, that is the next day."""
    begins = calendar.add(at, timedelta(0))
    return calendar.end_of_day(begins.astimezone(calendar.zone).date(), days)
