"""What the customer will read waits a moment, can be taken back, and goes out exactly once."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.models import User
from servicedesk.models import Attachment, Held, HeldFor, Ticket
from servicedesk.models.held import HeldState
from servicedesk.services.conversation import answer, ask, attach, note
from servicedesk.services.deliveries import CLAIM, PATIENCE
from servicedesk.services.ending import solve
from servicedesk.services.ground import kept, lock, lock_quietly, log, said

logger = logging.getLogger(__name__)

WAIT = timedelta(seconds=10)
BATCH = 50
SPEAKS = {"answer": answer, "ask": ask, "solve": solve}


@transaction.atomic
def reply(
    ticket: Ticket,
    *,
    by: User,
    verb: str,
    text: str,
    files: Sequence[Attachment] = (),
    seen: int | None = None,
    instead_of: Iterable[int] = (),
) -> Ticket:
    """Say something with its files in one go: all of it happens, or nothing. Files alone may be an answer or a note.

    `instead_of` are keys of what came back earlier and is in these words.
    """
    if verb == "note":
        if text.strip() or not files:
            note(ticket, by=by, text=text)
    elif verb != "answer" or text.strip() or not files:
        SPEAKS[verb](ticket, by=by, text=text, seen=seen)
    elif seen is not None:
        lock(ticket, verb, by=by, seen=seen)
    if files:
        attach(ticket, by=by, files=files, public=verb != "note")
    spend(ticket, by=by, rows=instead_of)
    return ticket


@transaction.atomic
def hold(
    tickets: Iterable[Ticket],
    *,
    by: User,
    verb: str,
    text: str,
    files: Sequence[Attachment] = (),
    seen: int | Mapping[int, int] | None = None,
    wait: timedelta = WAIT,
    instead_of: Iterable[int] = (),
) -> Held:
    """Let words for the customers of `tickets` wait for `wait`. Refuses now what could not be said now.

    `seen` is the version that was read, or one for each ticket by its key; without it, the version of this moment.
    Files go with one ticket only. `instead_of` are keys of what came back earlier and is in these words.
    """
    # Always the lower number first, so that two who write to the same questions don't wait for each other.
    rows = [
        lock(ticket, verb, by=by, seen=_seen_of(ticket, seen)) for ticket in sorted(tickets, key=lambda one: one.pk)
    ]
    files = list(dict.fromkeys(files))
    text = kept(text, "text") if files and verb == "answer" else said(text, _needed(verb))
    if not rows or (files and len(rows) > 1):
        raise Refused(gettext("Files can go with one question only."))
    now = timezone.now()
    held = Held.objects.create(by=by, verb=verb, text=text, created_at=now, send_at=now + wait)
    held.files.set(files)
    for row in rows:
        spend(row, by=by, rows=instead_of)
    HeldFor.objects.bulk_create(HeldFor(held=held, ticket=row, seen=row.version, due_at=held.send_at) for row in rows)
    return held


@transaction.atomic
def take_back(held: Held, *, by: User) -> Held:
    """Give the words back to their author, for each ticket they have not gone to yet. Refuses when none is left."""
    held = Held.objects.select_for_update().get(pk=held.pk)
    if held.by_id != by.pk:
        raise PermissionDenied
    if not held.rows.waiting().update(state=HeldState.RETURNED):
        raise Refused(gettext("It is too late to take this back: it has been sent."))
    held.taken_back_at = timezone.now()
    held.save(update_fields=["taken_back_at"])
    return held


def spend(ticket: Ticket, *, by: User, rows: Iterable[int]) -> int:
    """Let these rows that came back to `by` for this ticket be used or thrown away; return how many there were."""
    keys = list(rows)
    if not keys:
        return 0
    found = HeldFor.objects.filter(pk__in=keys, ticket=ticket, held__by=by).returned()
    return found.update(state=HeldState.SPENT)


def release_due(at: datetime | None = None) -> int:
    """Send what has waited long enough, each ticket in a transaction of its own; return how many were tried.

    Stops after PATIENCE and leaves the rest to the next run.
    """
    until, tried = monotonic() + PATIENCE.total_seconds(), 0
    while monotonic() < until and (batch := _claim(at or timezone.now())):
        for pk in batch:
            _release(pk)
        tried += len(batch)
    return tried


@transaction.atomic
def _claim(at: datetime) -> list[int]:
    """Take what is due: whoever moves the due time has it."""
    due = HeldFor.objects.due(at)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    ids = list(due.values_list("pk", flat=True)[:BATCH])
    HeldFor.objects.filter(pk__in=ids).update(due_at=at + CLAIM)
    return ids


def _release(pk: int) -> None:
    try:
        _send(pk)
    except (Refused, PermissionDenied) as refusal:
        _give_back(pk, refusal)
    except Exception:  # one that fails must not hold up the others; its claim lapses, and it is tried again
        logger.exception("held row %s could not be sent", pk)


@transaction.atomic
def _send(pk: int) -> None:
    """Say it, and note in the same transaction that it was said: killed in between, nothing happened."""
    row = _locked(pk)
    if row is None:
        return
    held = row.held
    with translation.override(held.by.language or None):
        seen = _own_changes_aside(row)
        reply(row.ticket, by=held.by, verb=held.verb, text=held.text, files=list(held.files.all()), seen=seen)
    HeldFor.objects.filter(pk=pk).update(state=HeldState.SENT)


@transaction.atomic
def _give_back(pk: int, refusal: Exception) -> None:
    """Let the author have the words again, and tell it in a notice."""
    row = _locked(pk)
    if row is None:
        return
    reason = refusal.text if isinstance(refusal, Refused) else ""
    HeldFor.objects.filter(pk=pk).update(state=HeldState.RETURNED, reason=reason)
    ticket, by = lock_quietly(row.ticket), row.held.by
    data = {"to": by.name, "to_id": by.pk, "reason": reason}
    log(ticket, "not_sent", at=timezone.now(), by=None, public=False, order=None, data=data)


def _locked(pk: int) -> HeldFor | None:
    """Return the row if it still waits, locked with the words it belongs to; None when it went or was taken back."""
    held = Held.objects.select_for_update(of=("self",)).filter(rows=pk).select_related("by").first()
    row = HeldFor.objects.waiting().filter(pk=pk).select_related("ticket").first()
    if held is not None and row is not None:
        row.held = held
    return row


def _own_changes_aside(row: HeldFor) -> int:
    """Return the version to insist on: what the author did in the meantime is not news to the author."""
    ticket = lock_quietly(row.ticket)
    by_others = ticket.events.since(row.seen).exclude(actor=row.held.by_id).exists()
    return row.seen if by_others else ticket.version


def _seen_of(ticket: Ticket, seen: int | Mapping[int, int] | None) -> int | None:
    return seen.get(ticket.pk) if isinstance(seen, Mapping) else seen


def _needed(verb: str) -> str:
    return gettext("Write what you want to know.") if verb == "ask" else gettext("Write what the customer should read.")
