"""Who else has a question on the screen, and who writes there. Kept in the cache only, where it is gone by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.cache import cache

from organisation.models import User
from servicedesk.models import Ticket

# So long after the last sign of life somebody is still said to look: a little more than twice the time between two.
LOOKS = timedelta(seconds=25)
# So long after something that was written was kept, somebody is still said to write.
WRITES = timedelta(seconds=15)


class Present(NamedTuple):
    """A colleague who has the same question on the screen."""

    name: str
    writes: bool


def look(ticket: Ticket, *, by: User, now: datetime) -> list[Present]:
    """Note that `by`, who may see the ticket, has it on the screen; return who else has, by name.

    Two who come by in the same instant may miss each other; a few seconds later they don't.
    """
    rows = _rows(ticket.pk, now)
    mine = rows.pop(by.pk, None)
    wrote = mine[2] if mine else 0.0
    cache.set(_key(ticket.pk), rows | {by.pk: (by.name, now.timestamp(), wrote)}, LOOKS.total_seconds())
    since = (now - WRITES).timestamp()
    return sorted(Present(name, wrote > since) for name, _at, wrote in rows.values())


def write(number: int, *, by: User, now: datetime) -> None:
    """Note that `by` writes to the ticket with this key. Means nothing for who hasn't it on the screen."""
    rows = _rows(number, now)
    if by.pk in rows:
        at = now.timestamp()
        cache.set(_key(number), rows | {by.pk: (by.name, at, at)}, LOOKS.total_seconds())


def _rows(number: int, now: datetime) -> dict[int, tuple[str, float, float]]:
    """Return by person: the name, when last seen, and when something written was last kept."""
    since = (now - LOOKS).timestamp()
    return {person: row for person, row in (cache.get(_key(number)) or {}).items() if row[1] > since}


def _key(number: int) -> str:
    return f"looking-at-{number}"
