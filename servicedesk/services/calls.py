"""What comes of a conversation: a question, a question with its answer, or a word to a question that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisation.models import User
from organisation.services import add_guest
from servicedesk.models import Contact, Outage, Ticket
from servicedesk.models.drafts import CALL
from servicedesk.services.checks import begin_list
from servicedesk.services.conversation import note
from servicedesk.services.drafts import drop_draft
from servicedesk.services.ending import close, solve
from servicedesk.services.intake import open_ticket
from servicedesk.services.outages import put_under_outage
from servicedesk.services.telephony import registered


@transaction.atomic
def register_call(
    *,
    by: User,
    call: str,
    guest: Mapping[str, str] | None = None,
    answer: str = "",
    outage: Outage | None = None,
    check_list: tuple[str, Sequence[str]] | None = None,
    **question: Any,
) -> Ticket:
    """Open the question of a conversation, with what `guest` says of a caller whom nobody knows.

    With an answer the question is solved at first contact and closed at once: the customer has what was asked, and
    nothing of `check_list` is left to do. The draft of the conversation is gone in the same moment.
    """
    if guest is not None:
        question["requester"] = add_guest(by=by, **guest)
    ticket = open_ticket(by=by, **question)
    if outage is not None:
        ticket = put_under_outage(ticket, by=by, outage=outage)
    if check_list and not answer:
        begin_list(ticket, by=by, title=check_list[0], steps=check_list[1])
    if answer:
        ticket = close(solve(ticket, by=by, text=answer), by=by)
        ticket.contacts.update(outcome="answered")
    registered(call, by=by)
    drop_draft(by=by, key=f"{CALL}{call}")
    return ticket


@transaction.atomic
def add_call(
    ticket: Ticket, *, by: User, call: str, person: User | None, channel: str, text: str, began: datetime | None
) -> Ticket:
    """Add a conversation to a question that is there: a contact, and what was said as a note."""
    note(ticket, by=by, text=text.strip() or gettext("The customer called about this again."))
    now = timezone.now()
    Contact.objects.create(
        ticket=ticket,
        person=person,
        agent=by,
        channel=channel,
        site=ticket.lead_unit,
        answered_at=min(began or now, now),
        ended_at=now,
        outcome="added",
    )
    registered(call, by=by)
    drop_draft(by=by, key=f"{CALL}{call}")
    return ticket
