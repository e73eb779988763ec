"""The desk's queues: which there are, what is in them, and who may look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Prefetch, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from servicedesk.lifecycle import ApprovalState, OrderState, State
from servicedesk.models import Approval, Ticket, WorkOrder
from servicedesk.models.tickets import TicketQuerySet

# Counting stops here, so that a counter costs the same however much is stored.
COUNT_TO = 100
# So many questions are dealt with in one go.
MOST_TICKED = 50


class Queue(NamedTuple):
    """One list of open questions. `keep` gets those the user may see, the user and the moment."""

    slug: str
    label: Promise
    keep: Callable[[TicketQuerySet, User, datetime], TicketQuerySet]
    nothing: Promise
    why_nothing: Promise
    late: bool = False


def _given_back(tickets: TicketQuerySet) -> TicketQuerySet:
    # From the few orders that came back to their questions, not the other way round.
    return tickets.open().filter(pk__in=WorkOrder.objects.filter(state=OrderState.RETURNED).values("ticket"))


QUEUES = (
    Queue(
        "unassigned",
        _("Nobody's yet"),
        lambda tickets, user, now: tickets.unassigned(),
        _("Every question has somebody"),
        _("New questions show up here by themselves."),
    ),
    Queue(
        "mine",
        _("Mine"),
        lambda tickets, user, now: tickets.open().filter(assignee=user.pk),
        _("Nothing is in your name"),
        _("Take a question that nobody has yet, or register a new one."),
    ),
    Queue(
        "unit",
        _("My unit's"),
        lambda tickets, user, now: tickets.open().filter(lead_unit__in=user.standing.units),
        _("Your unit has no open questions"),
        _("Questions that your unit answers show up here."),
    ),
    Queue(
        "waiting",
        _("Waiting"),
        lambda tickets, user, now: tickets.waiting(),
        _("Nothing is waiting"),
        _("Questions that wait for a customer, an approval or a back office show up here."),
    ),
    Queue(
        "returned",
        _("Given back"),
        lambda tickets, user, now: _given_back(tickets),
        _("No work order was given back"),
        _("When a back office can't go on, the question shows up here with the reason."),
    ),
    Queue(
        "late",
        _("Late"),
        lambda tickets, user, now: tickets.overdue(now),
        _("Nothing is late"),
        _("All promises are still being kept."),
        late=True,
    ),
    Queue(
        "all",
        _("All"),
        lambda tickets, user, now: tickets.open(),
        _("There are no open questions"),
        _("Everything that was asked has been answered."),
    ),
)
BY_SLUG = {queue.slug: queue for queue in QUEUES}
OVER = {"solved": State.SOLVED, "closed": State.CLOSED, "cancelled": State.CANCELLED}


def has_desk(user: User) -> bool:
    """May `user` come to the desk: agents, readers of everything, and heads of units."""
    standing = user.standing
    return standing.is_agent or standing.reads_all or bool(standing.head_of)


def desk_tickets(user: User) -> TicketQuerySet:
    """Return the questions that `user` sees at the desk: all of them, or for a head those that the own units answer."""
    standing = user.standing
    seen = Ticket.objects.visible_to(user)
    if standing.is_agent or standing.reads_all:
        return seen
    return seen.filter(lead_unit__in=standing.head_of)


def home_queue(user: User) -> Queue:
    """Return the queue someone begins with."""
    return BY_SLUG["unassigned" if user.standing.is_agent else "all"]


def counts(user: User, now: datetime) -> dict[str, str]:
    """Return how much is in each queue, by its slug: "0" to "99", or "99+". One cheap query each."""
    seen = desk_tickets(user)
    found = {queue.slug: queue.keep(seen, user, now).order_by().values("pk")[:COUNT_TO].count() for queue in QUEUES}
    return {slug: f"{COUNT_TO - 1}+" if number >= COUNT_TO else str(number) for slug, number in found.items()}


def filtered(
    tickets: TicketQuerySet, *, building: str = "", kind: str = "", unit: str = "", q: str = "", by: User | None = None
) -> TicketQuerySet:
    """Keep what is in this building (code), of this kind, done by this unit (code), with words that `by` may read."""
    if building:
        tickets = tickets.filter(location__code=building)
    if kind:
        tickets = tickets.filter(kind="" if kind == "none" else kind)
    if unit:
        tickets = tickets.filter(Q(executing_unit__code=unit) | Q(lead_unit__code=unit))
    return tickets.found_by(q, by) if q.strip() else tickets


def for_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    """Fetch in three queries what the rows of a queue show.

    As lists of their own: Django builds a query for each row and relation that it fetches under the relation's name.
    """
    orders = WorkOrder.objects.open().select_related("unit")
    asked = Approval.objects.filter(state=ApprovalState.ASKED).select_related("approver")
    return (
        tickets.select_related("requester__department", "location", "executing_unit", "assignee")
        .defer("description", "answers", "explanation")
        .prefetch_related(
            Prefetch("work_orders", orders, "open_work_orders"), Prefetch("approvals", asked, "open_approvals")
        )
    )


def ticked(user: User, keys: Sequence[str]) -> TicketQuerySet:
    """Return the questions that were ticked in a list: those of `keys` that `user` sees, so many at most."""
    plain = [key.removeprefix("M-") for key in keys]
    numbers = [int(key) for key in plain if key.isascii() and key.isdigit() and len(key) < 13]
    return desk_tickets(user).filter(pk__in=numbers[:MOST_TICKED]).for_display().order_by("resolve_by", "pk")
