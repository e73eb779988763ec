"""Lines of a form that can be added, moved and taken away by a plain button: what was sent in, the next form out.

A button is called `do` and has a value such as `add:questions`, `up:questions:2` or `remove:approvals:1`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.text import slugify

MOST = 60
KEY = re.compile(r"[a-z0-9_]+(?:-[a-z0-9_]+)*", re.ASCII)
LONGEST_KEY = 50
# A number may still come behind it.
LONGEST_NEW_KEY = 46
DO = re.compile(r"(?P<verb>add|up|down|remove):(?P<prefix>[a-z]+)(?::(?P<at>\d{1,3}))?")

Line = dict[str, list[str]]


@dataclass(frozen=True)
class Move:
    """What a button asks to do with a line."""

    verb: str
    prefix: str
    at: int


def read_move(do: str, prefixes: Iterable[str]) -> Move | None:
    """Return what the value of a button asks; None for a button that is about something else."""
    match = DO.fullmatch(do)
    if not match or match["prefix"] not in prefixes:
        return None
    return Move(match["verb"], match["prefix"], int(match["at"] or 0))


def moved(lines: Sequence[Line], move: Move) -> tuple[list[Line], int]:
    """Return the lines after a move, and at which one the eye should be."""
    after = list(lines)
    at = move.at
    if move.verb == "add":
        return ([*after, {}], len(after)) if len(after) < MOST else (after, len(after) - 1)
    if at >= len(after):
        return after, max(0, len(after) - 1)
    if move.verb == "remove":
        del after[at]
        return after, max(0, min(at, len(after) - 1))
    other = at - 1 if move.verb == "up" else at + 1
    if 0 <= other < len(after):
        after[at], after[other] = after[other], after[at]
        return after, other
    return after, at


def read_lines(data: Mapping, prefix: str) -> list[Line]:
    """Return the lines that were sent, in order; no more than MOST, whatever was claimed."""
    total = str(data.get(f"{prefix}-count", "0"))
    count = min(int(total), MOST) if total.isascii() and total.isdigit() and len(total) < 4 else 0
    lines: list[Line] = [{} for _ in range(count)]
    name = re.compile(rf"{prefix}-(\d{{1,3}})-(.+)", re.ASCII)
    for key in data:
        match = name.fullmatch(key)
        if match and int(match[1]) < count:
            lines[int(match[1])][match[2]] = _values(data, key)
    return lines


def write_lines(data: QueryDict, prefix: str, lines: Sequence[Line]) -> None:
    """Put the lines in the place of those that were there."""
    for key in [key for key in data if key.startswith(f"{prefix}-")]:
        del data[key]
    data[f"{prefix}-count"] = str(len(lines))
    for number, line in enumerate(lines):
        for field, values in line.items():
            data.setlist(f"{prefix}-{number}-{field}", values)


def with_keys(lines: Sequence[Line], title: str) -> list[Line]:
    """Give each line that has a title a key of its own; one that has a good key keeps it, since answers hang on it."""
    taken: set[str] = set()
    found = []
    for line in lines:
        key = first(line, "key")
        if not KEY.fullmatch(key) or len(key) > LONGEST_KEY or key in taken:
            key = _free(slugify(first(line, title))[:LONGEST_NEW_KEY].strip("-"), taken | _keys(lines))
        taken.add(key)
        found.append({**line, "key": [key]} if key else {**line, "key": [""]})
    return found


def first(line: Line, field: str) -> str:
    """Return what was typed in a field of a line."""
    return next(iter(line.get(field, [])), "").strip()


def _values(data: Mapping, key: str) -> list[str]:
    return data.getlist(key) if isinstance(data, QueryDict) else [data[key]]


def _keys(lines: Iterable[Line]) -> set[str]:
    return {first(line, "key") for line in lines}


def _free(key: str, taken: set[str]) -> str:
    if not key:
        return ""
    number, free = 2, key
    while free in taken:
        free = f"{key}-{number}"
        number += 1
    return free
