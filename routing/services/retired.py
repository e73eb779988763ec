"""Which numbers and mailboxes are no longer ours."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext

from core.refusals import Refused
from organisation import telephone
from organisation.models import Unit, User
from routing.access import require_steward
from routing.models import RetiredAddress


@transaction.atomic
def retire(*, by: User, unit: Unit, address: str, retired_on: date) -> RetiredAddress:
    """Note that `unit` isn't reached by this number or e-mail address any more. Refuses what is neither, and twice."""
    require_steward(by)
    email = address.strip().lower() if "@" in address else ""
    number = "" if email else telephone.normal(address)
    if not email and not number:
        raise _refused(gettext("Write a telephone number or an e-mail address."))
    # The unit is the lock: a double click makes one.
    Unit.objects.select_for_update().get(pk=unit.pk)
    if RetiredAddress.objects.filter(number=number, email=email).exists():
        raise _refused(gettext("This one is on the list already."))
    row = RetiredAddress(unit=unit, number=number, email=email, retired_on=retired_on)
    row._history_user = by
    row.save()
    return row


@transaction.atomic
def stop_counting(row: RetiredAddress, *, by: User) -> None:
    """Take it off the list: it is in use again, or nobody uses it any more. What was counted stays counted."""
    require_steward(by)
    row._history_user = by
    row.delete()


def _refused(text: str) -> Refused:
    return Refused(text, {"address": [text]})
