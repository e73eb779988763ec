"""Known problems: telling what is known, and who suffers from it. Each caller gets a question of one's own (rule 9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from catalog.definition import Definition
from catalog.matching import search_names, search_text
from catalog.models import Product
from core.refusals import Refused, Stale
from organisation.models import Location, User
from servicedesk.lifecycle import Channel, Kind
from servicedesk.models import Contact, Held, Outage, Ticket
from servicedesk.services.ground import kept, lock, record, said
from servicedesk.services.held import hold, spend, take_back
from servicedesk.services.intake import open_ticket

# So long words for many wait, so that they can be taken back.
PATIENCE = timedelta(seconds=30)


@transaction.atomic
def keep_outage(
    outage: Outage,
    *,
    by: User,
    locations: Iterable[Location] | None = None,
    products: Iterable[Product] | None = None,
    seen: int | None = None,
    **values: Any,
) -> Outage:
    """Save a known problem with these values, new or changed. Refuses one without a title or words for customers."""
    outage = _opened(outage, by, seen)
    for field, value in values.items():
        setattr(outage, field, value)
    outage.name = said(outage.name, gettext("Give it a title."), "name")
    outage.text = said(outage.text, gettext("Write what customers should read."))
    outage.keywords = kept(outage.keywords, "keywords")
    if outage.expected_until and outage.expected_until < outage.since:
        text = gettext("It can't be over before it began.")
        raise Refused(text, {"expected_until": [text]})
    words = tuple(word for word in (word.strip() for word in outage.keywords.split(",")) if word)
    found_by = Definition(code="", name=outage.name, synonyms=words, description=outage.text)
    outage.search_names, outage.search_text = search_names(found_by), search_text(found_by)
    _save(outage, by)
    if locations is not None:
        outage.locations.set(locations)
    if products is not None:
        outage.products.set(products)
    return outage


@transaction.atomic
def join_outage(
    outage: Outage,
    *,
    by: User,
    requester: User,
    channel: str = Channel.PHONE,
    location: Location | None = None,
    room: str = "",
    answered_at: datetime | None = None,
) -> Ticket:
    """Register one more who suffers from it: a question of one's own, so that this caller hears of it too.

    Who calls again gets no second question; that it was asked again is written down. Refuses a problem that is over.
    """
    outage = _opened(outage, by, None)
    if not outage.is_open:
        raise Refused(gettext("This problem is over. Register a new question."))
    again = Ticket.objects.filter(outage=outage, requester=requester).open().first()
    if again is not None:
        return _asked_again(again, by, channel, answered_at)
    offered = outage.products.filter(pk__in=Product.objects.offered_to(requester).values("pk"))
    ticket = open_ticket(
        by=by,
        requester=requester,
        channel=channel,
        subject=outage.name,
        kind=Kind.INCIDENT,
        product=offered.order_by("name").first(),
        location=location,
        room=room,
        answered_at=answered_at,
    )
    return put_under_outage(ticket, by=by, outage=outage)


@transaction.atomic
def tell_outage(outage: Outage, *, by: User, text: str) -> Held:
    """Tell everybody who asked about it how it stands; goes out after half a minute, as what is held does."""
    outage = _opened(outage, by, None)
    return hold(_suffering(outage), by=by, verb="answer", text=text, wait=PATIENCE)


@transaction.atomic
def solve_outage(outage: Outage, *, by: User, text: str) -> Outage:
    """It is over: give everybody who asked about it the answer, after half a minute. Refuses one that is over.

    Until then `take_back_outage` lets it go on, and nobody has heard anything.
    """
    outage = _opened(outage, by, None)
    if not outage.is_open:
        raise Refused(gettext("This problem is over already."))
    text = said(text, gettext("Write what customers should read."))
    if outage.tickets.open().exists():
        outage.held = hold(_suffering(outage), by=by, verb="solve", text=text, wait=PATIENCE)
    else:
        outage.held = None
    outage.solved_at = timezone.now()
    _save(outage, by)
    return outage


@transaction.atomic
def take_back_outage(outage: Outage, *, by: User) -> Outage:
    """Let it go on: the answer that waits goes to nobody. Refuses one that has gone out."""
    outage = _opened(outage, by, None)
    if outage.held is None:
        raise Refused(gettext("There is nothing to take back."))
    take_back(outage.held, by=by)
    # The words belong to the problem, not to the reply box of each of its questions.
    for row in outage.held.rows.returned().select_related("ticket"):
        spend(row.ticket, by=by, rows=[row.pk])
    outage.held, outage.solved_at = None, None
    _save(outage, by)
    return outage


@transaction.atomic
def put_under_outage(ticket: Ticket, *, by: User, outage: Outage, seen: int | None = None) -> Ticket:
    """Say that an open question is about a known problem. Saying it twice changes nothing."""
    ticket = lock(ticket, "classify", by=by, seen=seen)
    outage = _opened(outage, by, None)
    if not outage.is_open:
        raise Refused(gettext("This problem is over. Register a new question."))
    if ticket.outage_id != outage.pk:
        ticket.outage = outage
        record(ticket, "outage", by=by, outage=outage.name)
    return ticket


def _suffering(outage: Outage) -> list[Ticket]:
    tickets = list(outage.tickets.open())
    if not tickets:
        raise Refused(gettext("Nobody waits for an answer about this."))
    return tickets


def _asked_again(ticket: Ticket, by: User, channel: str, answered_at: datetime | None) -> Ticket:
    now = timezone.now()
    Contact.objects.create(
        ticket=ticket,
        person=ticket.requester,
        agent=by,
        channel=channel,
        site=ticket.lead_unit,
        answered_at=min(answered_at or now, now),
        ended_at=now,
        outcome="asked_again",
    )
    return ticket


def _opened(outage: Outage, by: User, seen: int | None) -> Outage:
    """Return the row as it is now, locked; a new one as it is. Known problems are the agents'."""
    if not by.standing.is_agent:
        raise PermissionDenied
    if outage.pk is None:
        outage.by = by
        return outage
    outage = Outage.objects.select_for_update(of=("self",), no_key=True).select_related("held").get(pk=outage.pk)
    if seen is not None and seen != outage.version:
        raise Stale(gettext("A colleague changed this meanwhile. Look at it again."), [])
    return outage


def _save(outage: Outage, by: User) -> None:
    outage.version = 1 if outage.pk is None else outage.version + 1
    outage._history_user = by
    outage.save()
