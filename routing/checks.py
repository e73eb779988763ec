"""What is wrong with how the house is arranged. Each part of it registers a check when its app starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from routing.findings import Finding

Check = Callable[[], Iterable[Finding]]
_checks: dict[str, Check] = {}


class Found(NamedTuple):
    """A finding, and which check found it."""

    check: str
    finding: Finding


def register(name: str, check: Check) -> None:
    """Let `check` look from now on, under this name: "rules", "menu", "roster"."""
    _checks[name] = check


def names() -> list[str]:
    """Return the names of all checks, in the order in which they were registered."""
    return list(_checks)


def findings(*only: str) -> list[Found]:
    """Return what all checks find now, or only these."""
    return [Found(name, finding) for name in only or names() for finding in _checks[name]()]
