"""Opening hours as a site keeps them: for a weekday, 0 is Monday, the times between which it is open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Hours = Mapping[str, Sequence[Sequence[str]]]
SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")


def parse(text: str) -> list[list[str]]:
    """Return the times in a text such as `8:00-12:00, 13:00-17:30`. Raises ValueError for what isn't in order."""
    found: list[list[str]] = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;]", text))):
        match = SPAN.fullmatch(part)
        if match is None:
            raise ValueError(part)
        opens, closes = (f"{int(match[at]):02}:{match[at + 1]}" for at in (1, 3))
        last = found[-1][1] if found else "00:00"
        if not (last <= opens < closes <= "24:00") or int(match[2]) > 59 or int(match[4]) > 59:
            raise ValueError(part)
        found.append([opens, closes])
    return found


def written(spans: Sequence[Sequence[str]]) -> str:
    """Return the times as `parse` reads them."""
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)


def weeks(hours: Hours) -> list[tuple[int, int, str]]:
    """Return stretches of days that are open at the same times: first day, last day, the times."""
    found: list[tuple[int, int, str]] = []
    for day in range(7):
        text = written(hours.get(str(day), ()))
        if not text:
            continue
        if found and found[-1][1] == day - 1 and found[-1][2] == text:
            found[-1] = (found[-1][0], day, text)
        else:
            found.append((day, day, text))
    return found
