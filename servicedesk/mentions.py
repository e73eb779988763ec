"""Colleagues who are named in a note: `@username` or `@Firstname Lastname`. Who may not read it has to be let in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q

from organisation.models import User
from organisation.services import is_guest
from servicedesk.models import Ticket

NAMED = re.compile(r"(?<![\w.])@([\w.\-]+(?:[ ][\w.'\-]+){0,4})")
# So many people are named in one note at most; more is no message but a mailing.
MOST = 20


def mentioned(text: str) -> list[User]:
    """Return the active colleagues that `text` names, in full or by username."""
    names = {name for found in NAMED.findall(text) for name in _beginnings(found.split(" "))}
    if not names:
        return []
    called = Q(username__in=[name.lower() for name in names]) | Q(name__in=names)
    return list(User.objects.filter(called, is_active=True).order_by("name", "pk")[:MOST])


def may_read(people: Iterable[User], ticket: Ticket) -> list[User]:
    """Keep who may read notes about `ticket`."""
    return [person for person in people if ticket.shows_inside_to(person)]


def unseen(text: str, ticket: Ticket) -> list[User]:
    """Return who is named and may not read notes about `ticket`."""
    people = mentioned(text)
    able = may_read(people, ticket)
    return [person for person in people if person not in able]


def can_be_let_in(person: User, ticket: Ticket) -> bool:
    """Can `person` be given notes about `ticket`? Not its customer, and nobody without a login of their own."""
    return person.is_active and person.pk != ticket.requester_id and not is_guest(person)


def _beginnings(words: list[str]) -> Iterable[str]:
    for count in range(1, len(words) + 1):
        yield " ".join(words[:count]).rstrip(".,-")
