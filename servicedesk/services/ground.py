"""What every service stands on: locking, moving along the table, and writing the log.

The order in a service is: lock (with rights and state), rules, change, record.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused, Stale
from organisation.access import require
from organisation.models import User
from servicedesk.lifecycle import APPROVAL_MOVES, ENDED, OPEN, ORDER_MOVES, TICKET_MOVES, OrderState, State
from servicedesk.models import Approval, Delivery, Event, Ticket, WorkOrder
from servicedesk.registry import readers_of
from servicedesk.services.words import add_words, said_in

# What may change about a ticket; each change stands in the log under "set", so that the log explains the row.
TRACKED = (
    "state", "waiting_for", "kind", "subject", "description", "product_id", "product_version_id", "answers", "urgency",
    "location_id", "room", "lead_unit_id", "executing_unit_id", "assignee_id", "explanation", "rule_version",
    "phase", "skill_id",
    "respond_by", "resolve_by", "responded_at", "solved_at", "closed_at", "first_contact", "merged_into_id",
    "outage_id", "wakes_on", "asleep_until", "given_back_at",
)  # fmt: skip

# The longest text that somebody may write, in characters.
LONGEST = 20_000


def lock(ticket: Ticket, verb: str, *, by: User, seen: int | None = None) -> Ticket:
    """Return the row as it is now, locked until the transaction ends, if `by` may do `verb` to it and it is possible.

    Raises PermissionDenied, Stale when it changed after version `seen`, or Refused.
    """
    row = lock_quietly(ticket)
    require(by, verb, row)
    if seen is not None and row.version != seen:
        changes = list(row.events.visible_to(by).since(seen).for_display())
        raise Stale(
            gettext("A colleague changed this while you were working on it. Read what is new, then go on."), changes
        )
    if row.state not in TICKET_MOVES[verb].to:
        raise Refused(_impossible(row.get_state_display()))
    return row


def lock_quietly(ticket: Ticket) -> Ticket:
    """Return the row as it is now, locked, without asking who or why: for what follows from something else."""
    # Not against rows that point here: two who link two tickets crosswise must not wait for each other.
    locked = Ticket.objects.select_for_update(of=("self",), no_key=True)
    row = locked.select_related("lead_unit", "product_version").get(pk=ticket.pk)
    row.before = {field: getattr(row, field) for field in TRACKED}  # type: ignore[attr-defined]
    return row


def move(ticket: Ticket, verb: str, target: str | None = None, *, waiting_for: str = "") -> None:
    """Set the state that `verb` leads to; `target` says which where the table leaves a choice."""
    possible = TICKET_MOVES[verb].to.get(ticket.state, frozenset())
    if target is None and len(possible) == 1:
        target = next(iter(possible))
    if target not in possible:
        raise Refused(_impossible(ticket.get_state_display()))
    if target == State.WAITING and not waiting_for:
        waiting_for = ticket.waiting_for
    ticket.state = target
    ticket.waiting_for = waiting_for if target == State.WAITING else ""
    ticket.closed_at = (ticket.closed_at or timezone.now()) if target in ENDED else None
    if target not in OPEN:
        ticket.wakes_on, ticket.asleep_until, ticket.given_back_at = "", None, None


def record(
    ticket: Ticket, verb: str, *, by: User | None, public: bool = False, order: WorkOrder | None = None, **data: Any
) -> Event:
    """Save what changed about the ticket and write the event with one delivery for each reader."""
    now = timezone.now()
    before = ticket.before  # type: ignore[attr-defined]
    changed = {field: getattr(ticket, field) for field in TRACKED if getattr(ticket, field) != before[field]}
    ticket.version += 1
    ticket.changed_at = now
    ticket.save(update_fields=[*changed, "version", "changed_at"])
    ticket.before = before | changed  # type: ignore[attr-defined]
    return log(ticket, verb, at=now, by=by, public=public, order=order, data=data | {"set": jsonable(changed)})


def log(
    ticket: Ticket, verb: str, *, at: datetime, by: User | None, public: bool, order: WorkOrder | None, data: dict
) -> Event:
    """Write one event and its deliveries."""
    data = {key: value for key, value in data.items() if value not in ("", None, {}, [])}
    event = Event.objects.create(
        ticket=ticket, work_order=order, at=at, actor=by, verb=verb, data=data, public=public, version=ticket.version
    )
    Delivery.objects.bulk_create(Delivery(event=event, reader=name, due_at=at) for name in readers_of(verb))
    # The first step says what the row says, which is found already.
    if verb != "opened":
        add_words(ticket, said_in(data, order), public=public)
    return event


def lock_order(order: WorkOrder, verb: str, *, by: User, seen: int | None = None) -> tuple[Ticket, WorkOrder]:
    """Return ticket and order, locked in that order, if `by` may do `verb` to the order and it is possible.

    Raises PermissionDenied, Stale when the order changed after version `seen`, or Refused.
    """
    # Not the ticket that the caller knows: a merge may have moved the order to another one.
    ticket = lock_quietly(Ticket(pk=WorkOrder.objects.values_list("ticket", flat=True).get(pk=order.pk)))
    row = WorkOrder.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=order.pk)
    if row.ticket_id != ticket.pk:
        raise _order_changed(row, by)
    row.ticket = ticket
    require(by, verb, row)
    if seen is not None and row.version != seen:
        raise _order_changed(row, by)
    if row.state not in ORDER_MOVES[verb].to:
        raise Refused(_impossible(row.get_state_display()))
    return ticket, row


def move_order(order: WorkOrder, verb: str) -> None:
    """Set the state that `verb` leads to, and the time it ended."""
    (target,) = ORDER_MOVES[verb].to[order.state]
    order.state = target
    order.ended_at = timezone.now() if target in (OrderState.DONE, OrderState.CANCELLED) else None


def save_order(order: WorkOrder, *fields: str) -> None:
    """Save the named fields with state, time ended and version."""
    order.version += 1
    order.save(update_fields=["state", "ended_at", "version", *fields])


def lock_approval(approval: Approval, verb: str, *, by: User) -> tuple[Ticket, Approval]:
    """Return ticket and approval, locked in that order, if `by` may decide and it is still asked."""
    ticket = lock_quietly(Ticket(pk=approval.ticket_id))
    row = Approval.objects.select_for_update(no_key=True).get(pk=approval.pk)
    row.ticket = ticket
    require(by, verb, row)
    if row.state not in APPROVAL_MOVES[verb].to:
        raise Refused(gettext("This has been decided already."))
    return ticket, row


def said(text: str, message: str, field: str = "text") -> str:
    """Return `text` without blanks around it. Refuses an empty one: somebody reads it."""
    text = kept(text, field)
    if not text:
        raise Refused(message, {field: [message]})
    return text


def kept(text: str, field: str, most: int = LONGEST) -> str:
    """Return `text` without blanks around it. Refuses one that is too long, or that the database can't hold."""
    text = text.strip()
    if len(text) > most:
        message = gettext("This is too long. Use %(most)d characters at most.") % {"most": most}
        raise Refused(message, {field: [message]})
    # PostgreSQL keeps no NUL; half a surrogate pair can't be written as UTF-8.
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
        message = gettext("This has a character that we can't keep.")
        raise Refused(message, {field: [message]})
    return text


def _order_changed(order: WorkOrder, by: User) -> Stale:
    changes = order.events.visible_to(by).for_display().order_by("-pk")[:3]
    return Stale(gettext("A colleague changed this work order meanwhile. Look at it again."), list(reversed(changes)))


def _impossible(state: str) -> str:
    return gettext("That is not possible now: it is %(state)s.") % {"state": state}


def jsonable(values: dict) -> dict:
    """Return `values` with moments as ISO text, as the log keeps them."""
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}
