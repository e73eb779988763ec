"""The numbers and mailboxes by which the service points of the example were reached before there was one number."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from organisation.models import Unit, User
from routing.models import PhaseStart, RetiredAddress
from routing.services.retired import retire

ADDRESSES = (
    ("infodesk-8555", "8555"),
    ("infodesk-8555", "infodesk@minez.nl"),
    ("bedrijfsbureau", "6700"),
    ("bureau-reizen", "reizen@minez.nl"),
)


def load_retired(by: User) -> None:
    """Note them, once, as of the day the first phase began."""
    if RetiredAddress.objects.exists():
        return
    first = PhaseStart.objects.started().order_by("started_at").first()
    began = timezone.localtime(first.started_at).date() if first else timezone.localdate() - timedelta(days=60)
    units = {unit.code: unit for unit in Unit.objects.all()}
    for code, address in ADDRESSES:
        if code in units:
            retire(by=by, unit=units[code], address=address, retired_on=began)
