"""A question as its customer follows it: the line, the pill and the sentence. Reads only what was fetched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicedesk.lifecycle import ApprovalState, OrderState
from servicedesk.models import Approval, Event, Ticket, WorkOrder
from servicedesk.models.tickets import TicketQuerySet
from servicedesk.progress import Answer, Course, Sign, Step, answer, sign, steps
from servicedesk.wording import FACT, NOTE, entry

# What the desk says with the numbers of its work orders, said to the customer.
LINES = {
    "order_accepted": _("%(unit)s took on the work."),
    "forward": _("%(name)s passed the work on to %(units)s."),
}
# Above what somebody said stands only the name, unless the words alone don't tell what was done.
SPOKEN = frozenset({"opened", "ask", "answer", "remark", "note", "solve"})


class Followed(NamedTuple):
    """One question with all that is said about how it stands."""

    ticket: Ticket
    steps: list[Step]
    sign: Sign
    answer: Answer
    is_late: bool

    @property
    def reached(self) -> int:
        """How many steps have been reached, the one that is now or waits included."""
        return sum(step.state != "todo" for step in self.steps)

    @property
    def needs_customer(self) -> bool:
        return self.ticket.waiting_for == "customer"

    @property
    def line(self) -> str:
        """What a list says of it: what is going on, without the date that stands beside it."""
        going_on = [step.words for step in self.steps if step.state in ("now", "wait")]
        return going_on[0] if going_on and self.ticket.is_open else str(self.answer)

    @property
    def has_date(self) -> bool:
        """Is there a moment to look forward to?"""
        return self.ticket.is_open and self.ticket.waiting_for not in ("customer", "approval")


class Told(NamedTuple):
    """One thing that happened, as the customer reads it: a plain fact, or with `text` what somebody said.

    `speaker` stands above the words, `face` beside them. `is_inside`: the customer doesn't read it.
    """

    event: Event
    line: str
    text: str = ""
    speaker: str = ""
    face: str = ""
    is_own: bool = False
    is_inside: bool = False


def told(ticket: Ticket, events: Iterable[Event]) -> list[Told]:
    """Return the events of `ticket` in the customer's words. Their actors should have been fetched."""
    return [_told(ticket, event) for event in events]


def for_customer(tickets: TicketQuerySet) -> TicketQuerySet:
    """Fetch in three queries what following a question takes."""
    orders = WorkOrder.objects.exclude(state=OrderState.CANCELLED).select_related("unit").order_by("pk")
    approvals = Approval.objects.select_related("approver", "decided_by").order_by("step")
    return tickets.select_related("lead_unit", "executing_unit", "assignee", "merged_into").prefetch_related(
        Prefetch("work_orders", orders), Prefetch("approvals", approvals)
    )


def follow(tickets: Iterable[Ticket], now: datetime) -> list[Followed]:
    """Say of each question, fetched with `for_customer`, how it stands at `now`."""
    return [followed(ticket, now) for ticket in tickets]


def followed(ticket: Ticket, now: datetime) -> Followed:
    """Say how one question stands at `now`."""
    course = course_of(ticket)
    words = answer(course, now=now, zone=timezone.get_current_timezone())
    late = ticket.is_overdue(now) and ticket.waiting_for not in ("customer", "approval")
    return Followed(ticket, steps(course), sign(course), words, late)


def _told(ticket: Ticket, event: Event) -> Told:
    found = entry(event, ticket)
    data = {"name": event.actor or "", "unit": event.data.get("unit", ""), "units": event.data.get("units", "")}
    line = str(LINES[event.verb]) % data if event.verb in LINES else found.line
    if event.verb == "opened" and event.actor_id == ticket.requester_id:
        line = gettext("%(name)s asked this.") % data
    if found.sort == FACT:
        return Told(event, line)
    face = str(found.speaker or "")
    spoken = bool(face) and event.verb in SPOKEN
    return Told(
        event, line, found.text, face if spoken else line, face, found.from_customer and spoken, found.sort == NOTE
    )


def course_of(ticket: Ticket) -> Course:
    """Read the row and its fetched orders and approvals as plain values."""
    orders, approvals = list(ticket.work_orders.all()), list(ticket.approvals.all())
    busy = [order for order in orders if order.state in (OrderState.SENT, OrderState.ACCEPTED)]
    mine = busy if ticket.is_open else orders
    return Course(
        state=ticket.state,
        waiting_for=ticket.waiting_for,
        channel=ticket.channel,
        lead=ticket.lead_unit.name,
        holder=ticket.assignee.name if ticket.assignee else "",
        workers=", ".join(dict.fromkeys(order.unit.name for order in mine)),
        accepted=bool(busy) and all(order.state == OrderState.ACCEPTED for order in busy),
        approver=_name(approvals, ApprovalState.ASKED) if ticket.is_open else "",
        agreed_by=_name(approvals, ApprovalState.APPROVED),
        refused_by=_name(approvals, ApprovalState.REFUSED),
        merged_into=ticket.merged_into.number if ticket.merged_into else "",
        opened_at=ticket.opened_at,
        respond_by=ticket.respond_by,
        resolve_by=ticket.resolve_by,
        responded_at=ticket.responded_at,
        solved_at=ticket.solved_at,
        closed_at=ticket.closed_at,
    )


def _name(approvals: Iterable[Approval], state: str) -> str:
    """Return who was asked, or who decided, the last one of them."""
    found = [step.decided_by or step.approver for step in approvals if step.state == state]
    return found[-1].name if found else ""
