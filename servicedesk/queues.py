"""The desk's queues: which there are, what is in them, and who may look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import IntegerField, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from organisation.models import Department, Location, Unit, User
from servicedesk.lifecycle import OPEN, State
from servicedesk.models import SavedView, Ticket
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


QUEUES = (
    Queue(
        "unassigned",
        _("Nobody's yet"),
        lambda tickets, user, now: tickets.unassigned().awake(),
        _("Every question has somebody"),
        _("New questions show up here by themselves."),
    ),
    Queue(
        "mine",
        _("Mine"),
        lambda tickets, user, now: tickets.open().awake().filter(assignee=user.pk),
        _("Nothing is in your name"),
        _("Take a question that nobody has yet, or register a new one."),
    ),
    Queue(
        "unit",
        _("My unit's"),
        lambda tickets, user, now: tickets.open().awake().filter(lead_unit__in=user.standing.units),
        _("Your unit has no open questions"),
        _("Questions that your unit answers show up here."),
    ),
    Queue(
        "waiting",
        _("Waiting"),
        lambda tickets, user, now: tickets.waiting().awake(),
        _("Nothing is waiting"),
        _("Questions that wait for a customer, an approval or a back office show up here."),
    ),
    Queue(
        "returned",
        _("Given back"),
        lambda tickets, user, now: tickets.given_back(),
        _("No work order was given back"),
        _("When a back office can't go on, the question shows up here with the reason."),
    ),
    Queue(
        "snoozed",
        _("Snoozed"),
        lambda tickets, user, now: tickets.asleep(),
        _("Nothing is snoozed"),
        _("What you put out of sight for a while stands here, and comes back by itself."),
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
STATES = {state.value: state for state in State}
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


class Counted(Subquery):
    """How many rows, in a query that counts more than one thing."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counts(user: User, now: datetime, views: Sequence[SavedView] = ()) -> tuple[dict[str, str], list[str]]:
    """Return how much is in each queue, by its slug, and in each of `views`: "0" to "99", or "99+". One cheap query.

    Of a list that looks for words nothing is said: counting would be searching.
    """
    seen = desk_tickets(user)
    lists = {f"queue_{queue.slug}": queue.keep(seen, user, now) for queue in QUEUES}
    lists |= {f"view_{view.pk}": kept_contents(view, user, now) for view in views if not view.query.get("q")}
    counted = {name: Counted(tickets.order_by().values("pk")[:COUNT_TO]) for name, tickets in lists.items()}
    row = User.objects.filter(pk=user.pk).values(**counted).get()
    shown = {
        name: f"{COUNT_TO - 1}+" if (number or 0) >= COUNT_TO else str(number or 0) for name, number in row.items()
    }
    return (
        {queue.slug: shown[f"queue_{queue.slug}"] for queue in QUEUES},
        [shown.get(f"view_{view.pk}", "") for view in views],
    )


def kept_contents(view: SavedView, user: User, now: datetime) -> TicketQuerySet:
    """Return what is in a list that was kept."""
    days = {name: date.fromisoformat(view.query[name]) for name in ("since", "until") if name in view.query}
    return contents(BY_SLUG.get(view.slug, BY_SLUG["all"]), {**view.query, **days}, user, now)


class Sort(NamedTuple):
    """An order of a list: by which field, and does the latest come first?"""

    label: Promise
    field: str
    latest_first: bool


SORTS = {
    "promise": Sort(_("First what must be ready first"), "resolve_by", False),
    "last": Sort(_("Latest promise first"), "resolve_by", True),
    "opened": Sort(_("Newest first"), "opened_at", True),
    "oldest": Sort(_("Oldest first"), "opened_at", False),
    "changed": Sort(_("Changed last first"), "changed_at", True),
    "quiet": Sort(_("Longest quiet first"), "changed_at", False),
}
# What a row can show besides its promise and its subject.
COLUMNS = {
    "kind": _("Kind"),
    "number": _("No."),
    "customer": _("Customer"),
    "department": _("Department"),
    "place": _("Place"),
    "product": _("Product"),
    "urgency": _("Urgency"),
    "channel": _("Channel"),
    "opened": _("Opened"),
    "changed": _("Changed"),
    "state": _("State"),
    "holder": _("Lies with"),
}
USUAL = ("kind", "number", "customer", "place", "state", "holder")


def filtered(tickets: TicketQuerySet, chosen: Mapping[str, Any], user: User, now: datetime) -> TicketQuerySet:
    """Keep what has all that was chosen besides words; what is empty leaves nothing out."""
    for name, keep in FILTERS.items():
        if chosen.get(name):
            tickets = tickets.filter(keep(chosen[name], user, now))
    return tickets


def _one(rows: QuerySet, value: str, by: str = "code") -> Subquery:
    """Return the key of the one with this code, looked up once: a join would be made for each question."""
    return Subquery(rows.filter(Q((by, value))).values("pk")[:1])


def _holder(value: str, user: User, now: datetime) -> Q:
    if value == "none":
        return Q(assignee__isnull=True)
    return Q(assignee=user.pk if value == "me" else _one(User.objects.order_by(), value, "username"))


def _unit(code: str, user: User, now: datetime) -> Q:
    unit = _one(Unit.objects.order_by(), code)
    return Q(executing_unit=unit) | Q(lead_unit=unit)


def _day(value: date) -> datetime:
    return timezone.make_aware(datetime.combine(value, time.min))


FILTERS: dict[str, Callable[[Any, User, datetime], Q]] = {
    "building": lambda code, user, now: Q(location=_one(Location.objects.order_by(), code)),
    "kind": lambda kind, user, now: Q(kind="" if kind == "none" else kind),
    "unit": _unit,
    "product": lambda code, user, now: Q(product=_one(Product.objects.order_by(), code)),
    "assignee": _holder,
    "department": lambda code, user, now: Q(department=_one(Department.objects.order_by(), code)),
    "channel": lambda channel, user, now: Q(channel=channel),
    "urgency": lambda urgency, user, now: Q(urgency=urgency),
    "late": lambda late, user, now: Q(resolve_by__lt=now, state__in=OPEN),
    "since": lambda day, user, now: Q(opened_at__gte=_day(day)),
    "until": lambda day, user, now: Q(opened_at__lt=_day(day) + timedelta(days=1)),
}


def contents(queue: Queue, chosen: Mapping[str, Any], user: User, now: datetime) -> TicketQuerySet:
    """Return what is in the queue, whatever words are sought in it. A search among all is also in what is over."""
    seen = desk_tickets(user)
    state, everything = chosen.get("state", ""), queue.slug == "all"
    if everything and state:
        return filtered(seen.filter(state=STATES[state]), chosen, user, now)
    if everything and chosen.get("q"):
        return filtered(seen, chosen, user, now)
    return filtered(queue.keep(seen, user, now), chosen, user, now)


def ticked(user: User, keys: Sequence[str]) -> TicketQuerySet:
    """Return the questions that were ticked in a list: those of `keys` that `user` sees, so many at most."""
    plain = [key.removeprefix("M-") for key in keys]
    numbers = [int(key) for key in plain if key.isascii() and key.isdigit() and len(key) < 13]
    return desk_tickets(user).filter(pk__in=numbers[:MOST_TICKED]).for_display().order_by("resolve_by", "pk")
