"""The lists of work orders of somebody who carries them out: which there are, what is in them, who may look."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from servicedesk.lifecycle import OrderState
from servicedesk.models import WorkOrder
from servicedesk.models.orders import WorkOrderQuerySet
from servicedesk.queues import COUNT_TO

# So many parts that still wait for others are named.
COMING = 20


class WorkList(NamedTuple):
    """One list. `keep` gets the user and the moment, and returns the work orders."""

    slug: str
    label: Promise
    keep: Callable[[User, datetime], WorkOrderQuerySet]
    nothing: Promise
    why_nothing: Promise


class Group(NamedTuple):
    """Work orders that must be done by about the same time."""

    label: Promise
    orders: list[WorkOrder]


def _ours(user: User) -> WorkOrderQuerySet:
    return WorkOrder.objects.visible_to(user).of_units_of(user)


def _mine(user: User, now: datetime) -> WorkOrderQuerySet:
    return _ours(user).to_do().filter(Q(accepted_by=user.pk) | Q(accepted_by__isnull=True))


def _done(user: User, now: datetime) -> WorkOrderQuerySet:
    return _ours(user).filter(state=OrderState.DONE, ended_at__gte=_midnight(now))


MINE = WorkList(
    "mine",
    _("For me"),
    _mine,
    _("There is no work for you now"),
    _("What you took on shows up here, and what nobody in your team took on yet."),
)
TEAM = WorkList(
    "team",
    _("Of the team"),
    lambda user, now: _ours(user).to_do(),
    _("Your team has no work now"),
    _("New work orders show up here by themselves."),
)
ALL = WorkList(
    "all",
    _("Of everybody"),
    lambda user, now: WorkOrder.objects.visible_to(user).to_do(),
    _("Nobody has work now"),
    _("Work orders show up here as soon as the desk sends them."),
)
DONE = WorkList(
    "done",
    _("Done today"),
    _done,
    _("Nothing was completed today yet"),
    _("What your team completes today shows up here."),
)


def has_work(user: User) -> bool:
    """May `user` look at work orders: whoever works in a unit, agents, and readers of everything."""
    standing = user.standing
    return bool(standing.units) or standing.is_agent or standing.reads_all


def lists_for(user: User) -> list[WorkList]:
    """Return the lists someone has, the one to begin with first."""
    standing = user.standing
    own = [MINE, TEAM, DONE] if standing.works else []
    return own + ([ALL] if standing.is_agent or standing.reads_all or not own else [])


def counts(user: User, now: datetime) -> dict[str, str]:
    """Return how much is in each of someone's lists, by its slug: "0" to "99", or "99+"."""
    found = {one.slug: one.keep(user, now).order_by().values("pk")[:COUNT_TO].count() for one in lists_for(user)}
    return {slug: f"{COUNT_TO - 1}+" if number >= COUNT_TO else str(number) for slug, number in found.items()}


def for_cards(orders: WorkOrderQuerySet) -> WorkOrderQuerySet:
    """Fetch in one query what the cards show."""
    return orders.select_related("unit", "accepted_by", "ticket__requester", "ticket__location", "ticket__lead_unit")


def grouped(orders: Iterable[WorkOrder], now: datetime) -> list[Group]:
    """Put orders, soonest first, under late, today, this week and later; without the groups that are empty."""
    midnight = _midnight(now)
    sunday = midnight + timedelta(days=7 - timezone.localtime(now).weekday())
    groups = [
        (_("Late"), now),
        (_("Today"), midnight + timedelta(days=1)),
        (_("This week"), sunday),
        (_("Later"), None),
    ]
    rest, found = list(orders), []
    for label, until in groups:
        inside = [order for order in rest if until is None or (order.due_at and order.due_at < until)]
        rest = [order for order in rest if order not in inside]
        found.append(Group(label, inside))
    return [group for group in found if group.orders]


def coming(user: User) -> list[WorkOrder]:
    """Return what will come to the units of `user` when other parts are done, in two queries; see `waits_for`."""
    siblings = WorkOrder.objects.open().select_related("unit")
    planned = _ours(user).filter(state=OrderState.PLANNED)
    return list(for_cards(planned).prefetch_related(Prefetch("ticket__work_orders", siblings)).order_by("pk")[:COMING])


def waits_for(order: WorkOrder) -> str:
    """Name the work that must be done first; its siblings should have been fetched."""
    before = [one for one in order.ticket.work_orders.all() if one.part and one.part in order.after and one.is_open]
    return ", ".join(f"{one.task} ({one.unit})" for one in before)


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
