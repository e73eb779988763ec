"""What changes preconditions: stewards write them, owners and stewards say that they are met."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused, Stale
from organisation.models import User
from routing.access import is_steward, require_steward
from routing.models import Precondition, PreconditionState


@transaction.atomic
def keep_precondition(row: Precondition, *, by: User, seen: int | None = None, **values: Any) -> Precondition:
    """Save what must be so, new or changed. What the system measures from now on is ticked off no more."""
    require_steward(by)
    row = _lock(row, seen)
    for field, value in values.items():
        setattr(row, field, value)
    if not row.text.strip():
        text = gettext("Say what must be so.")
        raise Refused(text, {"text": [text]})
    if row.measured:
        _open(row)
    return _save(row, by)


@transaction.atomic
def remove_precondition(row: Precondition, *, by: User, seen: int | None = None) -> None:
    """Take a precondition away; its history stays."""
    require_steward(by)
    row = _lock(row, seen)
    row._history_user = by
    row.delete()


@transaction.atomic
def tick_off(row: Precondition, *, by: User, evidence: str, seen: int | None = None) -> Precondition:
    """Say that it is so, and what shows it. Refuses what the system measures, and words that are missing."""
    row = _lock(row, seen)
    _require_owner(row, by)
    if row.measured:
        raise Refused(gettext("The system looks after this itself."))
    if not evidence.strip():
        text = gettext("Write what shows it: minutes, a link, a date.")
        raise Refused(text, {"evidence": [text]})
    if row.state == PreconditionState.MET:
        raise Refused(gettext("This was ticked off already."))
    row.evidence = evidence.strip()
    row.state, row.done_at, row.done_by = PreconditionState.MET, timezone.now(), by
    return _save(row, by)


@transaction.atomic
def open_again(row: Precondition, *, by: User, seen: int | None = None) -> Precondition:
    """Say that it isn't so after all; what was written to show it stays."""
    row = _lock(row, seen)
    _require_owner(row, by)
    _open(row)
    return _save(row, by)


def _open(row: Precondition) -> None:
    row.state, row.done_at, row.done_by = PreconditionState.OPEN, None, None


def _require_owner(row: Precondition, by: User) -> None:
    if row.owner_id != by.pk and not is_steward(by):
        raise PermissionDenied


def _lock(row: Precondition, seen: int | None) -> Precondition:
    if row.pk is None:
        return row
    row = Precondition.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if seen is not None and seen != row.version:
        raise Stale(gettext("A colleague changed this meanwhile. Look at it again."), [])
    return row


def _save(row: Precondition, by: User) -> Precondition:
    row.version = 1 if row.pk is None else row.version + 1
    row._history_user = by
    row.save()
    return row
