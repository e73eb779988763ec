"""Putting a ticket out of sight of the queues for a while, and how it comes back by itself."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.models import User
from servicedesk.lifecycle import Wakes
from servicedesk.models import Ticket
from servicedesk.services.deliveries import PATIENCE
from servicedesk.services.ground import lock, lock_quietly, record

logger = logging.getLogger(__name__)

BATCH = 50
LONGEST = timedelta(days=366)


@transaction.atomic
def snooze(
    ticket: Ticket, *, by: User, wakes_on: str = Wakes.DATE, until: datetime | None = None, seen: int | None = None
) -> Ticket:
    """Put it out of sight until `wakes_on` happens, or `until` at the latest. Refuses a moment that has passed.

    A customer who says something, and work that is given back, always bring it back.
    """
    ticket = lock(ticket, "snooze", by=by, seen=seen)
    if until is None and wakes_on == Wakes.DATE:
        raise _refused(gettext("Fill in until which day."))
    if until is not None and until <= timezone.now():
        raise _refused(gettext("Choose a day that is still to come."))
    if until is not None and until > timezone.now() + LONGEST:
        raise _refused(gettext("Choose a day within a year."))
    if wakes_on == Wakes.WORK and not ticket.work_orders.open().exists():
        text = gettext("There is no work under way that could be done.")
        raise Refused(text, {"wakes_on": [text]})
    ticket.wakes_on, ticket.asleep_until = wakes_on, until
    record(ticket, "snooze", by=by)
    return ticket


@transaction.atomic
def wake(ticket: Ticket, *, by: User, seen: int | None = None) -> Ticket:
    """Bring it back into the queues. Waking what is awake changes nothing."""
    ticket = lock(ticket, "wake", by=by, seen=seen)
    if ticket.wakes_on:
        _wake(ticket)
        record(ticket, "wake", by=by)
    return ticket


def stir(ticket: Ticket, what: str = "") -> None:
    """Wake a locked ticket if it sleeps until `what`, or whatever it sleeps for; what is recorded next saves it."""
    if not what or ticket.wakes_on == what:
        _wake(ticket)


def wake_due(at: datetime | None = None) -> int:
    """Wake what slept long enough, each in a transaction of its own; return how many were tried."""
    until, now, tried = monotonic() + PATIENCE.total_seconds(), at or timezone.now(), 0
    due = Ticket.objects.asleep().filter(asleep_until__lte=now).order_by("asleep_until", "pk")
    for pk in list(due.values_list("pk", flat=True)[:BATCH]):
        if monotonic() > until:
            break
        tried += 1
        try:
            _wake_one(pk, now)
        except Exception:  # one that fails must not keep the others asleep; it is tried again
            logger.exception("ticket %s could not be woken", pk)
    return tried


@transaction.atomic
def _wake_one(pk: int, now: datetime) -> None:
    ticket = lock_quietly(Ticket(pk=pk))
    # Meanwhile somebody may have woken it, or put it away for longer.
    if ticket.wakes_on and ticket.asleep_until and ticket.asleep_until <= now:
        _wake(ticket)
        record(ticket, "wake", by=None)


def _wake(ticket: Ticket) -> None:
    ticket.wakes_on, ticket.asleep_until = "", None


def _refused(text: str) -> Refused:
    return Refused(text, {"until": [text]})
