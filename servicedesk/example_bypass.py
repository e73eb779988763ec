"""What went round the front office of the example since it began: told by units, and at old addresses."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from core.clock import moved_to
from organisation.models import Unit, User
from organisation.opening import house_calendar
from routing.models import RetiredAddress
from servicedesk import services
from servicedesk.models import Bypass, Delivery

SEED = 2007
DAYS = 50
# Who was asked, and what about.
ASKED = (
    ("facilitair-team", "Storing of melding gebouw"),
    ("facilitair-team", "Tafels en stoelen voor vrijdag"),
    ("gebouwzaken", "Een tweede beeldscherm op mijn bureau"),
    ("beveiliging", "Mijn pas doet het niet meer"),
    ("facilitair-team", "De verwarming tikt"),
    ("expeditie-post", "Is mijn pakket al binnen?"),
    ("beveiliging", "Een pas voor een bezoeker"),
    ("facilitair-team", "Storing of melding gebouw"),
)
AT_OLD_ADDRESSES = 22


@transaction.atomic
def load_bypasses() -> None:
    """Play them, once. They become fewer: people find the one number."""
    if Bypass.objects.exists():
        return
    chance, now = Random(SEED), timezone.now()  # noqa: S311
    customers = list(User.objects.filter(is_active=True, department__isnull=False).order_by("username"))
    for place, (code, about) in enumerate(ASKED):
        unit = Unit.objects.filter(code=code).first()
        by = User.objects.filter(memberships__unit=unit, memberships__role="worker").order_by("pk").first()
        if unit is not None and by is not None:
            with moved_to(_moment(now, DAYS - place * 6, chance)):
                services.register_bypass(by=by, unit=unit, who=chance.choice(customers).username, about=about)
    addresses = list(RetiredAddress.objects.order_by("pk"))
    for place in range(AT_OLD_ADDRESSES if addresses else 0):
        at = _moment(now, max(1, round(DAYS * (1 - (place / AT_OLD_ADDRESSES) ** 2))), chance)
        row = chance.choice(addresses)
        services.count_bypass(address=row.email or row.number, at=at, reference=f"example-{place}")
    Delivery.objects.pending().update(done_at=now)


def _moment(now: datetime, days: int, chance: Random) -> datetime:
    """Return a moment in opening hours about so many days ago."""
    ago = now - timedelta(days=max(days, 1), minutes=chance.randint(0, 400))
    return min(house_calendar().add(ago, timedelta(minutes=1)), now - timedelta(minutes=5))
