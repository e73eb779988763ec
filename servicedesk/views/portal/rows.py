"""How questions stand, as the portal's lists and pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone

from core import wording
from servicedesk.lifecycle import State
from servicedesk.models import Approval, Ticket, WorkOrder
from servicedesk.models.tickets import TicketQuerySet
from servicedesk.line import Facts, Step, facts_of, pips, sentence, steps


class Row(NamedTuple):
    """One question: its line, and in one sentence how it stands. `ready` says in words by when; empty once it ended."""

    ticket: Ticket
    facts: Facts
    line: list[Step]
    dots: list[str]
    reached: int
    words: str
    ready: str


def told(tickets: TicketQuerySet) -> TicketQuerySet:
    """Fetch in three queries all that rows are made of."""
    return tickets.for_display().prefetch_related(
        Prefetch("work_orders", WorkOrder.objects.select_related("unit").order_by("pk")),
        Prefetch("approvals", Approval.objects.select_related("approver").order_by("step")),
    )


def rows(tickets: Iterable[Ticket]) -> list[Row]:
    """Return a row for each ticket; all read one clock."""
    now = timezone.now()
    return [row(ticket, now) for ticket in tickets]


def row(ticket: Ticket, now: datetime) -> Row:
    zone = timezone.get_current_timezone()
    facts = facts_of(ticket)
    line = steps(facts)
    dots, reached = pips(line)
    by = wording.promise(ticket.resolve_by, now=now, zone=zone)
    answer_by = wording.promise(ticket.respond_by, now=now, zone=zone)
    open_now = ticket.state in (State.NEW, State.IN_PROGRESS, State.WAITING)
    return Row(
        ticket=ticket,
        facts=facts,
        line=line,
        dots=dots,
        reached=reached,
        words=sentence(facts, by, answer_by, late=ticket.is_overdue(now)),
        ready=by if open_now and not ticket.is_overdue(now) else "",
    )
