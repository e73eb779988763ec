"""One act upon many tickets, and taking it back: each ticket that nobody touched since stands as it did before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.access import can
from organisation.models import User
from servicedesk.models import Attachment, Batch, BatchRow, Check, Contact, Held, HeldFor, Ticket, WorkOrder
from servicedesk.models.batches import UNDO_FOR
from servicedesk.models.held import HeldState
from servicedesk.services.ground import jsonable, lock_quietly, record
from servicedesk.services.words import fill_words

# What the customer could see happen; so it is seen to be taken back as well.
IN_SIGHT = frozenset({"close", "merge"})


class Refusal(NamedTuple):
    """A ticket that was left as it is, and why."""

    ticket: Ticket
    text: str


class Done(NamedTuple):
    """What became of it; without a batch there is nothing that can be undone."""

    batch: Batch | None
    tickets: list[Ticket]
    refused: list[Refusal]


class Undone(NamedTuple):
    """Which tickets stand as before, and which somebody touched meanwhile."""

    tickets: list[Ticket]
    left: list[Ticket]


@transaction.atomic
def in_batch(tickets: Iterable[Ticket], *, by: User, verb: str, do: Callable[[Ticket], Any]) -> Done:
    """Do `do` to each ticket by itself, lowest number first. What is refused stays as it is and is told."""
    tickets = sorted(tickets, key=lambda one: one.pk)
    batch = Batch.objects.create(by=by, verb=verb, at=timezone.now())
    done, refused, kept = [], [], 0
    for ticket in tickets:
        before = lock_quietly(ticket)
        try:
            with transaction.atomic():
                do(ticket)
        except PermissionDenied:
            refused.append(Refusal(ticket, gettext("You may not do this.")))
        except Refused as refusal:
            refused.append(Refusal(ticket, refusal.text))
        else:
            done.append(ticket)
            kept += keep_row(batch, before)
    if not kept:
        batch.delete()
    return Done(batch if kept else None, done, refused)


@transaction.atomic
def rehearse(tickets: Iterable[Ticket], *, by: User, do: Callable[[Ticket], Any]) -> Done:
    """Return what `in_batch` would do now, and do nothing."""
    done = in_batch(tickets, by=by, verb="rehearse", do=do)
    transaction.set_rollback(True)
    return Done(None, done.tickets, done.refused)


@transaction.atomic
def undoable(ticket: Ticket, *, by: User, verb: str, do: Callable[[Ticket], Any]) -> tuple[Any, Batch | None]:
    """Do it to one ticket; return what came of it, and the batch that undoes it where that is possible."""
    before = lock_quietly(ticket)
    result = do(ticket)
    batch = Batch.objects.create(by=by, verb=verb, at=timezone.now())
    if keep_row(batch, before):
        return result, batch
    batch.delete()
    return result, None


def keep_row(batch: Batch, before: Ticket, *, steps: int = 1, **moved: list) -> bool:
    """Remember how a ticket stood, to put it back; not where other than `steps` came of it (0: any number)."""
    now = Ticket.objects.get(pk=before.pk)
    if steps and now.version - before.version != steps:
        return False
    was: dict[str, Any] = before.before  # type: ignore[attr-defined]
    changed = {field: value for field, value in was.items() if getattr(now, field) != value}
    BatchRow.objects.create(batch=batch, ticket=now, before=jsonable(changed), version=now.version, moved=moved)
    return True


@transaction.atomic
def undo(batch: Batch, *, by: User) -> Undone:
    """Put back what nobody touched since. Refuses after ten minutes, twice, and a merge that cannot come back whole."""
    batch = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    _may_be_undone(batch, by)
    rows = list(batch.rows.order_by("ticket"))
    # Before the tickets are locked, as whoever sends the words does it too.
    _throw_away([held for row in rows for held in row.moved.get("held", [])])
    tickets = {row.ticket_id: lock_quietly(Ticket(pk=row.ticket_id)) for row in rows}
    free = [row for row in rows if _is_untouched(row, tickets[row.ticket_id], by)]
    left = [tickets[row.ticket_id] for row in rows if row not in free]
    if not free or (left and batch.verb == "merge"):
        numbers = ", ".join(ticket.number for ticket in left)
        raise Refused(
            gettext("This can't be undone: something was done since with %(numbers)s.") % {"numbers": numbers}
        )
    for row in free:
        Check.objects.filter(pk__in=row.moved.get("checks", []), done_at__isnull=True).delete()
        _put_back(row, tickets[row.ticket_id], batch, by)
    if batch.verb == "merge":
        fill_words(Ticket.objects.filter(pk__in=tickets))
    batch.undone_at = timezone.now()
    batch.save(update_fields=["undone_at"])
    return Undone([tickets[row.ticket_id] for row in free], left)


def _may_be_undone(batch: Batch, by: User) -> None:
    if batch.by_id != by.pk:
        raise PermissionDenied
    if batch.undone_at:
        raise Refused(gettext("This has been undone already."))
    if timezone.now() - batch.at > UNDO_FOR:
        raise Refused(gettext("This was done more than ten minutes ago, so it can't be undone any more."))


def _throw_away(words: list[int]) -> None:
    """Let words that were held not go out. Refuses when they did."""
    held = list(Held.objects.select_for_update().filter(pk__in=words))
    if HeldFor.objects.filter(held__in=held, state=HeldState.SENT).exists():
        raise Refused(gettext("It is too late to take this back: it has been sent."))
    HeldFor.objects.filter(held__in=held).update(state=HeldState.SPENT)


def _is_untouched(row: BatchRow, ticket: Ticket, by: User) -> bool:
    return ticket.version == row.version and can(by, "link", ticket)


def _put_back(row: BatchRow, ticket: Ticket, batch: Batch, by: User) -> None:
    if "orders" in row.moved:
        WorkOrder.objects.filter(pk__in=row.moved["orders"]).update(ticket=ticket, version=F("version") + 1)
        Attachment.objects.filter(pk__in=row.moved["files"]).update(ticket=ticket)
        Contact.objects.filter(pk__in=row.moved["contacts"]).update(ticket=ticket)
        Check.objects.filter(pk__in=row.moved.get("lists", [])).update(ticket=ticket)
    for field, value in row.before.items():
        kept: Any = Ticket._meta.get_field(field)
        setattr(ticket, field, kept.to_python(value))
    if "orders" in row.moved:
        record(ticket, "unmerged", by=by, public=True)
    else:
        record(ticket, "undone", by=by, public=batch.verb in IN_SIGHT, what=batch.verb)
