"""What is seen of a question at a glance: its kind, its state, with whom it lies. Reads only what was fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicedesk.lifecycle import ApprovalState, Kind, OrderState, State, WaitingFor
from servicedesk.models import Approval, Ticket, WorkOrder


class Sign(NamedTuple):
    """What the `state` tag takes: a tone of the look, an icon of the sprite, and a word."""

    tone: str
    icon: str
    label: str


class KindSign(NamedTuple):
    """What the `kind` tag takes. The letters are those of KWIS, in every language: the desk speaks them."""

    suffix: str
    letter: str
    label: str


_KINDS = {
    Kind.COMPLAINT: ("k", "K"),
    Kind.WISH: ("w", "W"),
    Kind.INFORMATION: ("i", "I"),
    Kind.INCIDENT: ("s", "S"),
    Kind.REQUEST: ("a", "A"),
}
_STATES = {
    State.NEW: ("new", "new", _("New")),
    State.IN_PROGRESS: ("progress", "progress", _("In progress")),
    State.WAITING: ("waiting", "pause", _("Waiting")),
    State.SOLVED: ("done", "check", _("Solved")),
    State.CLOSED: ("done", "check", _("Closed")),
    State.CANCELLED: ("later", "close", _("Stopped")),
}
_WAITS = {
    WaitingFor.CUSTOMER: ("waiting", "pause", _("Waits for customer")),
    WaitingFor.APPROVAL: ("waiting", "pause", _("Waits for approval")),
    WaitingFor.WORK: ("progress", "wrench", _("Work under way")),
    WaitingFor.PARTNER: ("progress", "truck", _("With a partner")),
    WaitingFor.PARENT: ("waiting", "link", _("Waits for the main question")),
}
_ORDER_STATES = {
    OrderState.PLANNED: ("later", "clock", _("Comes later")),
    OrderState.SENT: ("new", "new", _("Sent")),
    OrderState.ACCEPTED: ("progress", "progress", _("Taken on")),
    OrderState.DONE: ("done", "check", _("Done")),
    OrderState.RETURNED: ("late", "back", _("Given back")),
    OrderState.CANCELLED: ("later", "close", _("Taken back")),
}
_APPROVAL_STATES = {
    ApprovalState.PLANNED: ("later", "clock", _("Comes later")),
    ApprovalState.ASKED: ("waiting", "pause", _("Asked")),
    ApprovalState.APPROVED: ("done", "check", _("Agreed")),
    ApprovalState.REFUSED: ("late", "close", _("Did not agree")),
    ApprovalState.WITHDRAWN: ("later", "close", _("No longer needed")),
}
TO_DO = (OrderState.SENT, OrderState.ACCEPTED)


def kind_sign(kind: str) -> KindSign:
    """Return the square of a kind; a question mark where nobody chose one yet (rule 2)."""
    if kind not in _KINDS:
        return KindSign("i", "?", capfirst(gettext("no kind yet")))
    suffix, letter = _KINDS[Kind(kind)]
    return KindSign(suffix, letter, capfirst(str(Kind(kind).label)))


def state_sign(ticket: Ticket) -> Sign:
    """Return the pill of a question; what it waits for where it waits."""
    if ticket.state == State.WAITING and ticket.waiting_for in _WAITS:
        tone, icon, label = _WAITS[WaitingFor(ticket.waiting_for)]
    else:
        tone, icon, label = _STATES[State(ticket.state)]
    return Sign(tone, icon, str(label))


def order_sign(order: WorkOrder) -> Sign:
    tone, icon, label = _ORDER_STATES[OrderState(order.state)]
    return Sign(tone, icon, str(label))


def approval_sign(approval: Approval) -> Sign:
    tone, icon, label = _APPROVAL_STATES[ApprovalState(approval.state)]
    return Sign(tone, icon, str(label))


def lies_with(ticket: Ticket, names: Callable[[Ticket, str], Sequence[str]] | None = None) -> str:
    """Say who has to do something now; empty when that is nobody. `names` says who they are in some relation to it."""
    names = names or _related
    if not ticket.is_open:
        return ""
    if ticket.waiting_for == WaitingFor.CUSTOMER:
        return _joined(names(ticket, "requester")) or gettext("the customer")
    if ticket.waiting_for == WaitingFor.APPROVAL:
        return _joined(names(ticket, "approvers"))
    if ticket.waiting_for in (WaitingFor.WORK, WaitingFor.PARTNER):
        return _joined(names(ticket, "workers")) or _joined(names(ticket, "executing_unit"))
    return _joined(names(ticket, "assignee"))


def _joined(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _related(ticket: Ticket, relation: str) -> list[str]:
    """Read the question's own relations; a page fetches orders and approvals before."""
    if relation == "approvers":
        return [str(step.approver) for step in ticket.approvals.all() if step.state == ApprovalState.ASKED]
    if relation == "workers":
        return [str(order.unit) for order in ticket.work_orders.all() if order.state in TO_DO]
    one = getattr(ticket, relation)
    return [str(one)] if one else []
