"""What comes of a telephone call that an exchange reports: a conversation to register, or somebody to call back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation import telephone
from organisation.models import User
from servicedesk.models import CallBack, PhoneCall
from servicedesk.services.bypasses import count_bypass


@transaction.atomic
def report_phone_call(
    *,
    by: User,
    exchange_id: str,
    number: str,
    at: datetime,
    is_answered: bool,
    agent: User | None = None,
    called: str = "",
) -> tuple[PhoneCall, bool]:
    """Write down a call as the exchange tells it; return it, and whether it is new.

    One to a number that is no longer ours is counted as a bypass of the unit whose it was. The same call told again
    changes nothing. Refuses one that was told otherwise before.
    """
    if not by.standing.is_agent:
        raise PermissionDenied
    told = {"number": telephone.normal(number), "at": at, "is_answered": is_answered, "agent": agent}
    told["called"] = telephone.normal(called)
    call, is_new = PhoneCall.objects.get_or_create(reported_by=by, exchange_id=exchange_id, defaults=told)
    if not is_new and any(getattr(call, name) != value for name, value in told.items()):
        raise Refused(gettext("This call was reported before with other contents."))
    if is_new and call.number:
        _answered(call) if is_answered else _missed(call)
    if is_new and call.called:
        count_bypass(address=call.called, at=at, reference=call.key)
    return call, is_new


@transaction.atomic
def claim_call_back(row: CallBack, *, by: User) -> CallBack:
    """Say that one calls back oneself. Refuses what a colleague does already."""
    row = _opened(row, by)
    if row.claimed_by_id not in (None, by.pk):
        raise Refused(gettext("%(name)s is calling back already.") % {"name": row.claimed_by})
    row.claimed_by = by
    row.save(update_fields=["claimed_by"])
    return row


@transaction.atomic
def let_go_call_back(row: CallBack, *, by: User) -> CallBack:
    """Leave it to others again; also what a colleague claimed, who may have gone home."""
    row = _opened(row, by)
    row.claimed_by = None
    row.save(update_fields=["claimed_by"])
    return row


@transaction.atomic
def not_reached(row: CallBack, *, by: User) -> CallBack:
    """We called and nobody answered: it stays on the list, for whoever tries next."""
    row = _opened(row, by)
    row.tries += 1
    row.tried_at = timezone.now()
    row.claimed_by = None
    row.save(update_fields=["tries", "tried_at", "claimed_by"])
    return row


@transaction.atomic
def finish_call_back(row: CallBack, *, by: User) -> CallBack:
    """We have spoken, or need not any more."""
    row = _opened(row, by)
    row.done_at, row.done_by = timezone.now(), by
    row.save(update_fields=["done_at", "done_by"])
    return row


def registered(call: str, *, by: User) -> None:
    """Its conversation has been registered: then nobody has to call back. `call` is the key of the conversation."""
    now = timezone.now()
    if PhoneCall.objects.filter(key=call).update(registered_at=now):
        numbers = PhoneCall.objects.filter(key=call).exclude(number="").values("number")
        CallBack.objects.open().filter(number__in=numbers).update(done_at=now, done_by=by)


def _answered(call: PhoneCall) -> None:
    """Who called again and got through needn't be called back."""
    tried_before = CallBack.objects.open().filter(number=call.number, last_at__lte=call.at)
    tried_before.update(done_at=timezone.now(), done_by=call.agent)


def _missed(call: PhoneCall) -> None:
    """Put it on the list, once for each number; not where a later call got through, of which we heard first."""
    later = Q(number=call.number, is_answered=True, at__gte=call.at)
    if PhoneCall.objects.filter(later).exists():
        return
    rows = CallBack.objects.select_for_update(no_key=True)
    values = {"call": call, "first_at": call.at, "last_at": call.at}
    row, is_new = rows.get_or_create(number=call.number, done_at=None, defaults=values)
    if not is_new:
        changes: dict[str, Any] = {"times": F("times") + 1, "first_at": min(row.first_at, call.at)}
        if call.at > row.last_at:
            changes |= {"last_at": call.at, "call": call}
        CallBack.objects.filter(pk=row.pk).update(**changes)


def _opened(row: CallBack, by: User) -> CallBack:
    """Return the row as it is now, locked. Call-backs are the agents'."""
    if not by.standing.is_agent:
        raise PermissionDenied
    row = CallBack.objects.select_for_update(of=("self",), no_key=True).select_related("claimed_by").get(pk=row.pk)
    if row.done_at is not None:
        raise Refused(gettext("This has been done meanwhile."))
    return row
