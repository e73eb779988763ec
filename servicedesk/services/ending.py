"""How a ticket ends, and how it comes back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.models import User
from servicedesk.models import Ticket
from servicedesk.services.approvals import withdraw_approvals
from servicedesk.services.ground import lock, move, record, said
from servicedesk.services.orders import cancel_open_orders

# After one of these a question was not answered at first contact: somebody else had to act, or the customer came back.
SECOND_CONTACT = ("ask", "answer", "remark", "forward", "reopen", "approval_asked", "merged")


@transaction.atomic
def solve(ticket: Ticket, *, by: User, text: str, seen: int | None = None) -> Ticket:
    """Give the customer the answer. Refuses an empty one, and while work or approval is open."""
    ticket = lock(ticket, "solve", by=by, seen=seen)
    text = said(text, gettext("Write what the customer should read."))
    _nothing_open(ticket)
    now = timezone.now()
    ticket.first_contact = not ticket.events.filter(verb__in=SECOND_CONTACT).exists()
    ticket.responded_at = ticket.responded_at or now
    ticket.solved_at = now
    ticket.assignee = ticket.assignee or by
    move(ticket, "solve")
    record(ticket, "solve", by=by, public=True, text=text)
    return ticket


@transaction.atomic
def close(ticket: Ticket, *, by: User, seen: int | None = None) -> Ticket:
    """The customer has what was asked."""
    ticket = lock(ticket, "close", by=by, seen=seen)
    move(ticket, "close")
    record(ticket, "close", by=by, public=True)
    return ticket


@transaction.atomic
def reopen(ticket: Ticket, *, by: User, text: str, seen: int | None = None) -> Ticket:
    """It was not solved after all. Refuses an empty text and a ticket that went on in another."""
    ticket = lock(ticket, "reopen", by=by, seen=seen)
    text = said(text, gettext("Write what is not right yet."))
    if ticket.merged_into_id:
        raise Refused(gettext("This question goes on in M-%(number)s.") % {"number": ticket.merged_into_id})
    ticket.solved_at = None
    ticket.first_contact = False
    move(ticket, "reopen")
    record(ticket, "reopen", by=by, public=True, text=text)
    return ticket


@transaction.atomic
def cancel(ticket: Ticket, *, by: User, text: str, seen: int | None = None) -> Ticket:
    """It is no longer needed: open work and approvals are taken back. Refuses an empty reason."""
    ticket = lock(ticket, "cancel", by=by, seen=seen)
    text = said(text, gettext("Say in a few words why."))
    cancel_open_orders(ticket, by=by)
    withdraw_approvals(ticket)
    move(ticket, "cancel")
    record(ticket, "cancel", by=by, public=True, text=text)
    return ticket


def _nothing_open(ticket: Ticket) -> None:
    orders = [order.number for order in ticket.work_orders.open()]
    if orders:
        raise Refused(gettext("Work is still going on: %(orders)s.") % {"orders": ", ".join(orders)})
    waiting = ticket.approvals.open().select_related("approver").first()
    if waiting:
        raise Refused(gettext("%(name)s still has to agree.") % {"name": waiting.approver})
