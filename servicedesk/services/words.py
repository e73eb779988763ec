"""Keeping the words that a ticket is found by: with each step of it, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Prefetch, QuerySet, Value
from django.db.models.functions import Concat, Left

from catalog.likeness import words
from servicedesk.models import Attachment, Event, Ticket, TicketWords, WorkOrder

# So much of a ticket can be found; PostgreSQL's index of one row holds a megabyte.
MOST = 60_000
LONGEST_WORD = 40
BATCH = 500
# What a step's data says in words, and what of the ticket itself.
SAID = ("text", "note")
OF_THE_ROW = ("subject", "description", "room")


def plain_words(texts: Iterable[object]) -> str:
    """Return each word in `texts` once, plain, with blanks between them."""
    found = dict.fromkeys(word[:LONGEST_WORD] for text in texts for word in words(str(text or "")))
    return " ".join(found)[:MOST]


def begin_words(ticket: Ticket) -> None:
    """Keep what a new ticket is found by."""
    TicketWords.objects.create(ticket=ticket, public=plain_words(_of_row(ticket)))


def add_words(ticket: Ticket, texts: Iterable[object], *, public: bool) -> None:
    """Let a ticket also be found by what was said just now. Without a row yet, all of it is read again."""
    more = plain_words(texts)
    if not more:
        return
    field = "public" if public else "inside"
    longer = Left(Concat(F(field), Value(" " + more)), MOST)
    if not TicketWords.objects.filter(pk=ticket.pk).update(**{field: longer}):
        fill_words(Ticket.objects.filter(pk=ticket.pk))


def said_in(data: dict[str, Any], order: WorkOrder | None) -> list[object]:
    """Return what a step of the log says in words."""
    texts = [data.get(key) for key in SAID] + [data.get("set", {}).get(key) for key in OF_THE_ROW]
    return [*texts, order.number if order else ""]


@transaction.atomic
def fill_words(tickets: QuerySet[Ticket]) -> int:
    """Write the words of `tickets` anew from all that was said; return how many. Doing it twice is the same."""
    related = (
        tickets.order_by("pk")
        .select_related("requester")
        .prefetch_related(
            Prefetch("events", Event.objects.order_by("pk").select_related("work_order")),
            Prefetch("attachments", Attachment.objects.all()),
            Prefetch("work_orders", WorkOrder.objects.all()),
        )
    )
    number = 0
    rows: list[TicketWords] = []
    for ticket in related.iterator(chunk_size=BATCH):
        rows.append(_words_of(ticket))
        number += 1
        if len(rows) == BATCH:
            _write(rows)
            rows = []
    _write(rows)
    return number


def _words_of(ticket: Ticket) -> TicketWords:
    texts: dict[bool, list[object]] = {True: _of_row(ticket), False: []}
    for event in ticket.events.all():
        texts[event.public] += said_in(event.data, event.work_order)
    for file in ticket.attachments.all():
        texts[file.public].append(file.name)
    texts[False] += [order.number for order in ticket.work_orders.all()]
    return TicketWords(ticket=ticket, public=plain_words(texts[True]), inside=plain_words(texts[False]))


def _write(rows: list[TicketWords]) -> None:
    TicketWords.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["ticket"], update_fields=["public", "inside"]
    )


def _of_row(ticket: Ticket) -> list[object]:
    name = ticket.requester.name if ticket.requester else ""
    return [ticket.number, ticket.subject, name, ticket.room, ticket.description]
