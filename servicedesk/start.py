"""Where the desk's day begins, for who answers, who leads and who watches: what waits, what is late, what is new."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from organisation.models import User
from servicedesk.lifecycle import State
from servicedesk.models import Approval, Ticket
from servicedesk.queues import BY_SLUG, COUNT_TO, Queue, counts, desk_tickets
from servicedesk.told import Told, news

# So many rows of each list are shown.
FIRST = 5
# Which lists somebody begins with, the nearest to the own work first.
AGENT = ("mine", "late", "unassigned")
HEAD = ("late", "unassigned", "unit")
READER = ("late", "unassigned", "returned")


class Begin(NamedTuple):
    """A list with its first rows, and how many it has in words."""

    queue: Queue
    many: str
    rows: list[Ticket]


class Start(NamedTuple):
    """`tiles` are the other lists; `ended` is how much was solved today, for who watches."""

    lists: list[Begin]
    tiles: list[tuple[Queue, str]]
    news: list[Told]
    approvals: list[Approval]
    ended: str


def start(user: User, now: datetime) -> Start:
    """Return what somebody begins with. Seven queries at most, however much there is."""
    numbers, _views = counts(user, now)
    chosen = _lists_of(user)
    seen = desk_tickets(user)
    lists = [
        Begin(queue, numbers[queue.slug], _first(queue, user, now) if numbers[queue.slug] != "0" else [])
        for queue in (BY_SLUG[slug] for slug in chosen)
    ]
    approvals = Approval.objects.asked_of(user).select_related("ticket__requester").order_by("asked_at")
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    over = seen.filter(state__in=[State.SOLVED, State.CLOSED], changed_at__gte=midnight, solved_at__gte=midnight)
    ended = over.order_by().values("pk")[:COUNT_TO].count() if user.standing.reads_all else None
    return Start(
        lists=lists,
        tiles=[(queue, numbers[slug]) for slug, queue in BY_SLUG.items() if slug not in chosen],
        news=news(user),
        approvals=list(approvals[:FIRST]),
        ended="" if ended is None else f"{COUNT_TO - 1}+" if ended >= COUNT_TO else str(ended),
    )


def _lists_of(user: User) -> tuple[str, ...]:
    if user.standing.is_agent:
        return AGENT
    return READER if user.standing.reads_all else HEAD


def _first(queue: Queue, user: User, now: datetime) -> list[Ticket]:
    rows = queue.keep(desk_tickets(user), user, now).select_related("requester").order_by("resolve_by", "pk")
    return list(rows.defer("description", "answers", "explanation")[:FIRST])
