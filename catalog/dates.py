"""Dates as people type them: `22-11-2026`, `22 nov`, `22-11`, `2026-11-22`. Plain values in, plain values out."""

from __future__ import annotations

import re
from datetime import date

MONTHS = {
    "jan": 1, "feb": 2, "mrt": 3, "maa": 3, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
# A date may be preceded by its weekday, which is not checked: "di 24 nov".
WEEKDAY = r"(?:(?:ma|di|wo|do|vr|za|zo|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?"
SEPARATOR = r"(?: ?[-/.] ?| )"
YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
DAY_FIRST = re.compile(
    rf"{WEEKDAY}(?P<day>\d{{1,2}}){SEPARATOR}(?P<month>\d{{1,2}}|[a-z]{{3,9}})\.?(?:{SEPARATOR}(?P<year>\d{{4}}|\d{{2}}))?",
    re.ASCII,
)


def read_date(text: str, *, today: date) -> date | None:
    """Return the date that `text` means; without a year the first one from `today` on; None where it is no date."""
    words = " ".join(text.lower().split())
    match = YEAR_FIRST.fullmatch(words) or DAY_FIRST.fullmatch(words)
    month = _month(match["month"]) if match else None
    if match is None or month is None:
        return None
    if match["year"]:
        return _date(_year(match["year"]), month, int(match["day"]))
    # 29 February may be some years away.
    coming = (_date(year, month, int(match["day"])) for year in range(today.year, today.year + 9))
    return next((day for day in coming if day and day >= today), None)


def write_date(day: date) -> str:
    """Return it as people here write it: `22-11-2026`."""
    return f"{day:%d-%m-}{day.year:04d}"


def shown_date(iso: str) -> str:
    """Return a kept date as people write it; whatever is no date, as it is."""
    try:
        return write_date(date.fromisoformat(iso))
    except ValueError:
        return iso


def _month(word: str) -> int | None:
    return int(word) if word.isdigit() else MONTHS.get(word[:3])


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
