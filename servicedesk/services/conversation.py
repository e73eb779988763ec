"""What is said on a ticket, and by whom it is held."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.access import can, require
from organisation.models import User
from servicedesk.lifecycle import State, WaitingFor
from servicedesk.models import Attachment, Notice, Ticket
from servicedesk.services.files import bind
from servicedesk.services.ground import lock, move, record, said
from servicedesk.services.sharing import ask_access
from servicedesk.services.sleeping import stir


@transaction.atomic
def take(ticket: Ticket, *, by: User, seen: int | None = None) -> Ticket:
    """Put the ticket in one's own name."""
    ticket = lock(ticket, "take", by=by, seen=seen)
    ticket.assignee = by
    move(ticket, "take")
    record(ticket, "take", by=by)
    return ticket


@transaction.atomic
def assign(ticket: Ticket, *, by: User, to: User, seen: int | None = None) -> Ticket:
    """Put the ticket in a colleague's name. Refuses someone who can't answer customers."""
    ticket = lock(ticket, "assign", by=by, seen=seen)
    if not can(to, "take", ticket):
        text = gettext("%(name)s does not answer customers.") % {"name": to}
        raise Refused(text, {"user": [text]})
    ticket.assignee = to
    move(ticket, "assign")
    record(ticket, "assign", by=by, to=to.name, to_id=to.pk)
    return ticket


@transaction.atomic
def ask(ticket: Ticket, *, by: User, text: str, seen: int | None = None) -> Ticket:
    """Ask the customer something; the ticket waits for the answer."""
    ticket = lock(ticket, "ask", by=by, seen=seen)
    text = said(text, gettext("Write what you want to know."))
    _responded(ticket, by)
    move(ticket, "ask", waiting_for=WaitingFor.CUSTOMER)
    record(ticket, "ask", by=by, public=True, text=text)
    return ticket


@transaction.atomic
def answer(ticket: Ticket, *, by: User, text: str, seen: int | None = None) -> Ticket:
    """Tell the customer something; the ticket goes on as it was."""
    ticket = lock(ticket, "answer", by=by, seen=seen)
    text = said(text, gettext("Write what the customer should read."))
    _responded(ticket, by)
    move(ticket, "answer")
    record(ticket, "answer", by=by, public=True, text=text)
    return ticket


@transaction.atomic
def note(ticket: Ticket, *, by: User, text: str, public: bool = False) -> Ticket:
    """Write something down; unless `public`, the customer never sees it. Needs no fresh screen: it overrules nothing.

    Only who answers customers may write what the customer reads (rule 8).
    """
    ticket = lock(ticket, "note", by=by)
    if public:
        require(by, "answer", ticket)
    written = record(ticket, "note", by=by, public=public, text=said(text, gettext("Write your note.")))
    ask_access(written)
    return ticket


@transaction.atomic
def remark(ticket: Ticket, *, by: User, text: str) -> Ticket:
    """The customer adds something. What waits for the customer goes on; what is solved stays solved."""
    ticket = lock(ticket, "remark", by=by)
    text = said(text, gettext("Write your message."))
    stir(ticket)
    awaited = ticket.state == State.WAITING and ticket.waiting_for == WaitingFor.CUSTOMER
    move(ticket, "remark", State.IN_PROGRESS if awaited else ticket.state)
    record(ticket, "remark", by=by, public=True, text=text)
    return ticket


@transaction.atomic
def attach(ticket: Ticket, *, by: User, files: Sequence[Attachment], public: bool = True) -> Ticket:
    """Add files that `by` uploaded before. Refuses files that belong to something else.

    Unless `public`, the customer never sees them; only the customer and who answers may add public ones (rule 8).
    """
    ticket = lock(ticket, "attach", by=by)
    if public and by.pk != ticket.requester_id:
        require(by, "answer", ticket)
    files = list(dict.fromkeys(files))
    bind(ticket, files, by=by, public=public)
    if by.pk == ticket.requester_id:
        stir(ticket)
    if files:
        record(ticket, "attach", by=by, public=public, files=[file.name for file in files])
    return ticket


def _responded(ticket: Ticket, by: User) -> None:
    ticket.responded_at = ticket.responded_at or timezone.now()
    ticket.assignee = ticket.assignee or by


@transaction.atomic
def read_notices(*, by: User) -> int:
    """Mark all that `by` was told as read; return how many were not."""
    return Notice.objects.visible_to(by).unread().update(read_at=timezone.now())
