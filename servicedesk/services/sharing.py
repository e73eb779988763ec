"""Letting a colleague read one question. Nobody is let in by being named: who answers the question decides."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.models import User
from servicedesk.mentions import can_be_let_in, unseen
from servicedesk.models import Access, Event, Ticket, Watch
from servicedesk.services.ground import lock, record


def ask_access(note: Event) -> None:
    """Ask for those who are named in a note that they may not read; `note` was written just now."""
    people = [person for person in unseen(note.text, note.ticket) if can_be_let_in(person, note.ticket)]
    Access.objects.bulk_create(
        Access(ticket=note.ticket, note=note, person=person, by=note.actor, at=note.at) for person in people
    )


@transaction.atomic
def give_access(ticket: Ticket, *, by: User, person: User) -> Ticket:
    """Let `person` read the notes they are named in and what the customer reads, and follow it.

    Refuses whom nobody asked it for, and whom it can't be given.
    """
    ticket = lock(ticket, "share", by=by)
    asked = ticket.accesses.asked().filter(person=person)
    if not can_be_let_in(person, ticket):
        raise Refused(gettext("%(name)s can't be let in.") % {"name": person})
    if not asked.update(is_given=True, by=by, at=timezone.now()):
        raise Refused(gettext("This has been decided already."))
    Watch.objects.get_or_create(ticket=ticket, person=person)
    record(ticket, "access_given", by=by, to=person.name, to_id=person.pk)
    return ticket


@transaction.atomic
def refuse_access(ticket: Ticket, *, by: User, person: User) -> Ticket:
    """Leave it as it is: `person` may not read it. Refuses what was decided already."""
    ticket = lock(ticket, "share", by=by)
    if not ticket.accesses.asked().filter(person=person).delete()[0]:
        raise Refused(gettext("This has been decided already."))
    record(ticket, "access_refused", by=by, to=person.name, to_id=person.pk)
    return ticket


@transaction.atomic
def take_access(ticket: Ticket, *, by: User, person: User) -> Ticket:
    """Let `person` no longer read nor follow it. Refuses whom it wasn't given."""
    ticket = lock(ticket, "share", by=by)
    if not ticket.accesses.given().filter(person=person).delete()[0]:
        raise Refused(gettext("%(name)s does not read along any more.") % {"name": person})
    Watch.objects.filter(ticket=ticket, person=person).delete()
    record(ticket, "access_taken", by=by, to=person.name, to_id=person.pk)
    return ticket
