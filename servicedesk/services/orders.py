"""Work: what the front office asks of units and partners, and what they say back."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from catalog.definition import Part, released, wanted
from core.refusals import Refused
from organisation.models import Unit, User
from organisation.opening import house_calendar
from routing.grounds import open_unit
from routing.models import PhaseStart
from servicedesk.deadlines import done_by
from servicedesk.lifecycle import OPEN, OrderState, State, WaitingFor, Wakes
from servicedesk.models import Ticket, WorkOrder
from servicedesk.services.ground import kept, lock, lock_order, move, move_order, record, said, save_order
from servicedesk.services.intake import missing_answers
from servicedesk.services.sleeping import stir


@transaction.atomic
def forward(
    ticket: Ticket, *, by: User, unit: Unit | None = None, note: str = "", task: str = "", seen: int | None = None
) -> list[WorkOrder]:
    """Order the work: all parts of a composite product, or one order for `unit` (by default the one that carries out).

    Refuses a ticket without its kind (rule 2), with a required answer missing (rule 3, by name of each), or with an
    approval that is still open.
    """
    ticket = lock(ticket, "forward", by=by, seen=seen)
    note, task = kept(note, "note"), kept(task, "task")
    _may_be_ordered(ticket)
    parts = _parts(ticket) if unit is None else ()
    if parts:
        known = {unit.code: unit for unit in Unit.objects.filter(code__in=[part.unit for part in parts])}
        units = _open(ticket, [known.get(part.unit, ticket.executing_unit) for part in parts])
        orders = [_planned(ticket, part, note, unit) for part, unit in zip(parts, units, strict=True)]
    else:
        unit = unit or ticket.executing_unit
        whole = Part(key="", name=task or ticket.subject, unit=unit.code)
        orders = [_planned(ticket, whole, note, *_open(ticket, [unit]))]
    ticket.assignee = ticket.assignee or by
    move(ticket, "forward", waiting_for=WaitingFor.WORK)
    names = ", ".join(dict.fromkeys(order.unit.name for order in orders))
    settle(ticket)
    record(ticket, "forward", by=by, public=True, units=names, orders=[order.number for order in orders])
    _release(ticket, by=by)
    return list(ticket.work_orders.filter(pk__in=[order.pk for order in orders]).order_by("pk"))


@transaction.atomic
def accept(order: WorkOrder, *, by: User, seen: int | None = None) -> WorkOrder:
    """A worker takes the order on."""
    ticket, order = lock_order(order, "accept", by=by, seen=seen)
    move_order(order, "accept")
    order.accepted_by, order.accepted_at = by, timezone.now()
    save_order(order, "accepted_by", "accepted_at")
    record(ticket, "order_accepted", by=by, public=True, order=order, unit=order.unit.name)
    return order


@transaction.atomic
def note_order(order: WorkOrder, *, by: User, text: str) -> WorkOrder:
    """Write something down for whoever works on it and for the front office."""
    ticket, order = lock_order(order, "note", by=by)
    record(ticket, "order_note", by=by, order=order, text=said(text, gettext("Write your note.")))
    return order


@transaction.atomic
def return_order(order: WorkOrder, *, by: User, reason: str, seen: int | None = None) -> WorkOrder:
    """Give an order back to the front office. Refuses an empty reason."""
    ticket, order = lock_order(order, "return", by=by, seen=seen)
    order.returned_reason = said(reason, gettext("Say what is missing or why you can't do it."), "reason")
    move_order(order, "return")
    save_order(order, "returned_reason")
    settle(ticket)
    stir(ticket)
    record(ticket, "order_returned", by=by, order=order, text=order.returned_reason, unit=order.unit.name)
    return order


@transaction.atomic
def resend(
    order: WorkOrder, *, by: User, note: str = "", unit: Unit | None = None, seen: int | None = None
) -> WorkOrder:
    """Send a returned order again, with what was missing, or to another unit."""
    ticket, order = lock_order(order, "resend", by=by, seen=seen)
    note = kept(note, "note")
    _may_be_ordered(ticket)
    _waits_for_nothing(order)
    (order.unit,) = _open(ticket, [unit or order.unit])
    order.note = "\n\n".join(filter(None, [order.note, note]))
    order.accepted_by = order.accepted_at = None
    _send(order)
    move_order(order, "resend")
    save_order(order, "unit", "note", "accepted_by", "accepted_at", "sent_at", "due_at")
    settle(ticket)
    record(ticket, "order_resent", by=by, order=order, text=note, unit=order.unit.name)
    return order


@transaction.atomic
def complete(order: WorkOrder, *, by: User, result: str, seen: int | None = None) -> WorkOrder:
    """Report an order done. What waited for it starts; after the last one the ticket is the desk's again (rule 10)."""
    ticket, order = lock_order(order, "complete", by=by, seen=seen)
    order.result = said(result, gettext("Say in a few words what you did."), "result")
    if order.accepted_by is None:
        order.accepted_by, order.accepted_at = by, timezone.now()
    move_order(order, "complete")
    save_order(order, "result", "accepted_by", "accepted_at")
    settle(ticket)
    if not ticket.work_orders.open().exists():
        stir(ticket, Wakes.WORK)
    record(ticket, "order_done", by=by, order=order, text=order.result, unit=order.unit.name)
    _release(ticket, by=None)
    return order


@transaction.atomic
def cancel_order(order: WorkOrder, *, by: User, reason: str, seen: int | None = None) -> WorkOrder:
    """Take an order back. What waited for it no longer does."""
    ticket, order = lock_order(order, "cancel", by=by, seen=seen)
    reason = said(reason, gettext("Say why, so that the unit knows."), "reason")
    move_order(order, "cancel")
    save_order(order)
    settle(ticket)
    record(ticket, "order_cancelled", by=by, order=order, text=reason, unit=order.unit.name)
    _release(ticket, by=None)
    return order


def cancel_open_orders(ticket: Ticket, *, by: User) -> None:
    """Take back all that is open, because the ticket itself ends."""
    for order in ticket.work_orders.select_for_update(of=("self",), no_key=True).select_related("unit").open():
        move_order(order, "cancel")
        save_order(order)
        record(ticket, "order_cancelled", by=by, order=order, unit=order.unit.name)


def _may_be_ordered(ticket: Ticket) -> None:
    errors: dict[str, list[str]] = {}
    if not ticket.kind:
        errors["kind"] = [gettext("Choose what kind of question this is.")]
    for question in missing_answers(ticket):
        errors[f"answers.{question.key}"] = [gettext("“%(label)s” has no answer yet.") % {"label": question.label}]
    if errors:
        names = " ".join(text for texts in errors.values() for text in texts)
        raise Refused(gettext("This can't go to a back office yet. %(names)s") % {"names": names}, errors)
    waiting = ticket.approvals.open().select_related("approver").first()
    if waiting:
        raise Refused(gettext("%(name)s still has to agree.") % {"name": waiting.approver})


def _parts(ticket: Ticket) -> Sequence[Part]:
    """The parts that the answers ask for and that have no order yet."""
    if ticket.product_version is None:
        return ()
    ordered = set(ticket.work_orders.exclude(state=OrderState.CANCELLED).values_list("part", flat=True))
    parts = wanted(ticket.product_version.as_definition.parts, ticket.answers)
    return [part for part in parts if part.key not in ordered]


def _planned(ticket: Ticket, part: Part, note: str, unit: Unit) -> WorkOrder:
    return WorkOrder.objects.create(
        ticket=ticket,
        unit=unit,
        task=part.name[:200],
        note=note,
        part=part.key,
        after=list(part.after),
        lead_days=part.lead_days if part.key else 0,
        created_at=timezone.now(),
    )


def _open(ticket: Ticket, units: Sequence[Unit]) -> list[Unit]:
    """Return the units, each that is closed at the ticket's place replaced by who took its place."""
    start = PhaseStart.objects.in_force(timezone.now(), ticket.location)
    return [open_unit(unit, start.phase if start else None) for unit in units]


def _release(ticket: Ticket, *, by: User | None) -> None:
    """Send what waits for nothing any more."""
    orders = list(ticket.work_orders.select_for_update(of=("self",), no_key=True).select_related("unit"))
    planned = [order for order in orders if order.state == OrderState.PLANNED]
    if not planned:
        return
    known = {order.part for order in orders if order.part}
    ended = {order.part for order in orders if order.part and not order.is_open}
    # A cancelled part that was ordered anew is not finished: its successor is.
    ended -= {order.part for order in orders if order.is_open}
    parts = [
        Part(order.part or f"#{order.pk}", order.task, order.unit.code, 0, tuple(set(order.after) & known))
        for order in planned
    ]
    free = set(released(parts, ended))
    sent = [order for order in planned if (order.part or f"#{order.pk}") in free]
    for order, unit in zip(sent, _open(ticket, [order.unit for order in sent]), strict=True):
        order.ticket, order.unit = ticket, unit
        _send(order)
        move_order(order, "release")
        save_order(order, "unit", "sent_at", "due_at")
    settle(ticket)
    for order in sent:
        record(ticket, "order_sent", by=by, order=order, unit=order.unit.name, note=order.note)


def _waits_for_nothing(order: WorkOrder) -> None:
    """Refuse while a part that must come first is still open: it may have been ordered anew meanwhile."""
    first = [one.number for one in order.ticket.work_orders.open().filter(part__in=order.after).exclude(part="")]
    if first:
        raise Refused(gettext("First this has to be done: %(orders)s.") % {"orders": ", ".join(first)})


def _send(order: WorkOrder) -> None:
    now = timezone.now()
    order.sent_at = now
    promised = order.ticket.resolve_by
    order.due_at = done_by(now, order.lead_days, house_calendar()) if order.part else max(promised, now)


def settle(ticket: Ticket) -> None:
    """Let the ticket follow its orders: it waits while work is going on, and is ours when something came back."""
    if ticket.state not in OPEN:
        return
    orders = list(ticket.work_orders.open().select_related("unit"))
    returned = any(order.state == OrderState.RETURNED for order in orders)
    ticket.given_back_at = (ticket.given_back_at or timezone.now()) if returned else None
    works = ticket.waiting_for in (WaitingFor.WORK, WaitingFor.PARTNER)
    if ticket.state == State.WAITING and not works:
        return
    if returned or not orders:
        if ticket.state == State.WAITING:
            move(ticket, "work_moved", State.IN_PROGRESS)
        return
    busy = [order for order in orders if order.state != OrderState.PLANNED] or orders
    partner = all(order.unit.is_partner for order in busy)
    move(ticket, "work_moved", State.WAITING, waiting_for=WaitingFor.PARTNER if partner else WaitingFor.WORK)
