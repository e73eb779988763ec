"""Two or more tickets of one customer become one, with a choice of what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.access import require
from organisation.models import User
from servicedesk.models import Attachment, Batch, Check, Contact, Ticket, WorkOrder
from servicedesk.services.batches import keep_row
from servicedesk.services.ground import lock, lock_quietly, move, record
from servicedesk.services.intake import classify
from servicedesk.services.orders import settle
from servicedesk.services.words import fill_words

# What can be taken from one of the others, and what goes along with it.
CHOICES = ("subject", "description", "kind", "product", "urgency", "location")


@transaction.atomic
def merge(ticket: Ticket, *, by: User, into: Ticket, seen: int | None = None) -> Ticket:
    """Go on in another ticket of the same requester: work, files, contacts and check-lists move along, the log stays.

    Refuses tickets of different people (each must get an answer), one that approval was asked for, and one that ended.
    """
    _lock_all([ticket, into])
    return _merge(ticket, by=by, into=into, seen=seen)[0]


@transaction.atomic
def merge_all(
    tickets: Sequence[Ticket],
    *,
    by: User,
    into: Ticket,
    choose: Mapping[str, Ticket] | None = None,
    seen: int | None = None,
) -> Batch:
    """Let `tickets` go on in `into`, which takes each field in `choose` from that ticket; the batch undoes it all."""
    others = [ticket for ticket in sorted(tickets, key=lambda one: one.pk) if ticket.pk != into.pk]
    if not others:
        raise refused_into(gettext("Choose another question than this one."))
    rows = _lock_all([*others, into])
    batch = Batch.objects.create(by=by, verb="merge", at=timezone.now())
    _choose(rows[into.pk], {field: rows[one.pk] for field, one in (choose or {}).items()}, by)
    moved = {one.pk: _merge(rows[one.pk], by=by, into=into, seen=seen)[1] for one in others}
    for pk, row in rows.items():
        keep_row(batch, row, steps=0, **moved.get(pk, {}))
    return batch


def _lock_all(tickets: Sequence[Ticket]) -> dict[int, Ticket]:
    """Lock always the lower number first, so that two who merge crosswise don't wait for each other."""
    return {row.pk: lock_quietly(row) for row in sorted(tickets, key=lambda one: one.pk)}


def _choose(into: Ticket, choose: dict[str, Ticket], by: User) -> None:
    taken = {field: one for field, one in choose.items() if field in CHOICES and one.pk != into.pk}
    values: dict[str, Any] = {
        field: getattr(taken[field], field) for field in ("kind", "product", "urgency", "location") if field in taken
    }
    if "product" in values:
        values["answers"] = taken["product"].answers
    if "location" in values:
        values["room"] = taken["location"].room
    if values := {field: value for field, value in values.items() if value}:
        classify(into, by=by, **values)
    words = {field: getattr(taken[field], field) for field in ("subject", "description") if field in taken}
    if words:
        row = lock(into, "classify", by=by)
        for field, value in words.items():
            setattr(row, field, value)
        record(row, "classify", by=by)


def _merge(ticket: Ticket, *, by: User, into: Ticket, seen: int | None = None) -> tuple[Ticket, dict[str, list]]:
    if ticket.pk == into.pk:
        raise refused_into(gettext("Choose another question than this one."))
    ticket = lock(ticket, "merge", by=by, seen=seen)
    into = lock_quietly(into)
    _may_become_one(ticket, into, by)
    moved: dict[str, Any] = {
        "orders": WorkOrder.objects.filter(ticket=ticket, part=""),
        "files": Attachment.objects.filter(ticket=ticket),
        "contacts": Contact.objects.filter(ticket=ticket),
        # A list that is there already stays behind: its steps are done once.
        "lists": Check.objects.filter(ticket=ticket).exclude(
            title__in=list(into.checks.values_list("title", flat=True))
        ),
    }
    along = {name: [str(pk) for pk in rows.values_list("pk", flat=True)] for name, rows in moved.items()}
    moved["orders"].update(ticket=into, version=F("version") + 1)
    moved["files"].update(ticket=into)
    moved["contacts"].update(ticket=into)
    Check.objects.filter(pk__in=along["lists"]).update(ticket=into)
    ticket.merged_into = into
    move(ticket, "merge")
    record(ticket, "merge", by=by, public=True, into=into.number)
    settle(into)
    record(into, "merged", by=by, public=True, number=ticket.number, text=ticket.description)
    # Files and orders came along, and what was said there is found there.
    fill_words(Ticket.objects.filter(pk=into.pk))
    return into, along


def _may_become_one(ticket: Ticket, into: Ticket, by: User) -> None:
    require(by, "merge", into)
    if into.requester_id != ticket.requester_id:
        raise refused_into(
            gettext("That question is someone else's. Link the two instead, so that both get an answer.")
        )
    if not into.is_open:
        raise refused_into(gettext("That question has ended. Choose one that is open."))
    if ticket.approvals.exists() or into.approvals.open().exists():
        raise Refused(gettext("Approval was asked for one of the two, so they can't become one."))
    if ticket.work_orders.open().exclude(part="").exists():
        raise Refused(gettext("This question has parts under way, so it can't go on in another."))


def refused_into(text: str) -> Refused:
    """Return a refusal that stands at the other ticket's number."""
    return Refused(text, {"into": [text]})
