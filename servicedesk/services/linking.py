"""What questions have to do with each other: links, parts of a whole, and one that was split off."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.models import User
from servicedesk.lifecycle import State, WaitingFor
from servicedesk.models import Event, Link, Ticket
from servicedesk.models.tickets import LinkKind
from servicedesk.services.ground import lock, lock_quietly, move, record, said
from servicedesk.services.intake import open_ticket
from servicedesk.services.merging import refused_into

# What can become a question of its own: what the customer reads as well.
SPLITS = ("opened", "remark", "answer", "ask")


@transaction.atomic
def link(ticket: Ticket, *, by: User, other: Ticket, kind: str = LinkKind.RELATED, seen: int | None = None) -> Ticket:
    """Say that two tickets have to do with each other. Saying it twice changes nothing.

    As a part of another a ticket waits until that one ends, unless it waits for something of its own.
    """
    parent = _lock_both(ticket, other) if kind == LinkKind.PART_OF else None
    ticket = lock(ticket, "link", by=by, seen=seen)
    if ticket.pk == other.pk or kind not in LinkKind.values:
        raise refused_into(gettext("Choose another question than this one."))
    _sees(other, by)
    if parent:
        _may_be_part(ticket, parent)
    _row, new = Link.objects.get_or_create(ticket=ticket, other=other, kind=kind)
    if not new:
        return ticket
    if parent and ticket.state in (State.NEW, State.IN_PROGRESS):
        move(ticket, "await_parent", waiting_for=WaitingFor.PARENT)
    record(ticket, "link", by=by, other=other.number, kind=kind)
    if parent:
        record(parent, "part", by=by, number=ticket.number)
    return ticket


@transaction.atomic
def unlink(ticket: Ticket, *, by: User, other: Ticket, seen: int | None = None) -> Ticket:
    """Take away what two tickets had to do with each other; a part that waited goes on by itself."""
    _lock_both(ticket, other)
    ticket = lock(ticket, "link", by=by, seen=seen)
    _sees(other, by)
    links = Link.objects.filter(Q(ticket=ticket, other=other) | Q(ticket=other, other=ticket))
    kinds = {(one.ticket_id, one.kind) for one in links}
    if not kinds:
        raise refused_into(gettext("These two questions are not linked."))
    links.delete()
    if (ticket.pk, LinkKind.PART_OF) in kinds:
        _go_on(ticket)
    record(ticket, "unlink", by=by, other=other.number)
    if any(kind == LinkKind.PART_OF for _pk, kind in kinds):
        other = lock_quietly(other)
        if (other.pk, LinkKind.PART_OF) in kinds:
            _go_on(other)
        record(other, "unlink", by=by, other=ticket.number)
    return ticket


def let_parts_go_on(event: Event) -> None:
    """Let what waited for the ticket of `event` go on, each part in a transaction of its own. Twice does no harm."""
    parts = Link.objects.filter(other=event.ticket_id, kind=LinkKind.PART_OF).order_by("pk")
    for pk in list(parts.values_list("ticket", flat=True)):
        _parent_ended(pk, event.ticket)


@transaction.atomic
def _parent_ended(pk: int, parent: Ticket) -> None:
    ticket = lock_quietly(Ticket(pk=pk))
    if ticket.waiting_for == WaitingFor.PARENT:
        _go_on(ticket)
        record(ticket, "parent_ended", by=None, number=parent.number)


@transaction.atomic
def split(ticket: Ticket, *, by: User, event: Event, subject: str, seen: int | None = None) -> Ticket:
    """Make a question of its own of something that was said; return it. Refuses what the customer doesn't read."""
    ticket = lock(ticket, "split", by=by, seen=seen)
    if event.ticket_id != ticket.pk or not event.public or event.verb not in SPLITS:
        text = gettext("Choose one of the messages of this question.")
        raise Refused(text, {"event": [text]})
    subject = said(subject, gettext("Write in a few words what it is about."), "subject")
    words = ticket.description if event.verb == "opened" else event.text
    new = open_ticket(
        by=by,
        subject=subject,
        channel=ticket.channel,
        description=words,
        requester=ticket.requester,
        location=ticket.location,
        room=ticket.room,
    )
    Link.objects.create(ticket=new, other=ticket)
    record(ticket, "split", by=by, into=new.number)
    new = lock_quietly(new)
    record(new, "split_from", by=by, number=ticket.number)
    return new


def _lock_both(ticket: Ticket, other: Ticket) -> Ticket:
    """Lock always the lower number first, so that two who link crosswise don't wait for each other; return `other`."""
    rows = {pk: lock_quietly(Ticket(pk=pk)) for pk in sorted({ticket.pk, other.pk})}
    return rows[other.pk]


def _go_on(ticket: Ticket) -> None:
    if ticket.waiting_for == WaitingFor.PARENT:
        move(ticket, "parent_moved")


def _sees(other: Ticket, by: User) -> None:
    if not Ticket.objects.visible_to(by).filter(pk=other.pk).exists():
        raise PermissionDenied


def _may_be_part(ticket: Ticket, parent: Ticket) -> None:
    """A whole has parts, and a part has one whole and no parts; both are open."""
    if not ticket.is_open or not parent.is_open:
        raise refused_into(gettext("Only of two open questions one can wait for the other."))
    links = Link.objects.filter(kind=LinkKind.PART_OF)
    if links.filter(Q(ticket=ticket) & ~Q(other=parent)).exists():
        raise refused_into(gettext("This question is a part of another one already."))
    if links.filter(Q(ticket=parent) | Q(other=ticket)).exists():
        raise refused_into(gettext("A part can't have parts itself."))
