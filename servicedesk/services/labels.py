"""Labels: making them, and what visitors report by them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.models import Location, User
from servicedesk.models import Label, VisitorReport
from servicedesk.models.labels import may_label
from servicedesk.services.ground import kept, said
from servicedesk.services.intake import ROOM, SUBJECT, open_for_visitor

# No signs that look like another one.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
MOST = 200
ASSET = 80
# So much one visitor, and all visitors at one label, can report in so much time.
WHILE, AN_HOUR = timedelta(minutes=15), timedelta(hours=1)
OF_ONE, AT_ONE_LABEL = 5, 20


@transaction.atomic
def make_labels(
    *, by: User, location: Location, places: Iterable[tuple[str, str]], visitors: bool = False
) -> list[Label]:
    """Make a label for each room and thing in it; those that have one already keep it. Refuses none, and too many."""
    if not may_label(by):
        raise PermissionDenied
    places = list(dict.fromkeys((kept(room, "places", ROOM), kept(asset, "places", ASSET)) for room, asset in places))
    if not places or len(places) > MOST or not all(room for room, _asset in places):
        text = gettext("Write 1 to 200 rooms, each on a line of its own.")
        raise Refused(text, {"places": [text]})
    # The building is the lock: two who make labels for one room at once, make one.
    Location.objects.select_for_update().get(pk=location.pk)
    there = set(location.labels.values_list("room", "asset"))
    now = timezone.now()
    rows = [
        Label(code=_code(), location=location, room=room, asset=asset, visitors=visitors, made_at=now)
        for room, asset in places
        if (room, asset) not in there
    ]
    return Label.objects.bulk_create(rows)


@transaction.atomic
def change_label(label: Label, *, by: User, visitors: bool | None = None, active: bool | None = None) -> Label:
    """Say for whom a label is, and whether it is in use. None leaves a thing as it is."""
    if not may_label(by):
        raise PermissionDenied
    label.visitors = label.visitors if visitors is None else visitors
    label.active = label.active if active is None else active
    label.save(update_fields=["visitors", "active"])
    return label


@transaction.atomic
def report_as_visitor(label: Label, *, text: str, name: str = "", reach: str = "", address: str) -> VisitorReport:
    """Open a question for somebody without an account. Refuses who reports too much; `address` is not kept."""
    if not (label.active and label.visitors):
        raise PermissionDenied
    text = said(text, gettext("Write what is wrong."))
    now, mark = timezone.now(), _mark(address)
    VisitorReport.objects.exclude(mark="").filter(at__lt=now - AN_HOUR).update(mark="")
    lately = VisitorReport.objects.filter(at__gt=now - WHILE)
    if lately.filter(mark=mark).count() >= OF_ONE or lately.filter(label=label).count() >= AT_ONE_LABEL:
        raise Refused(gettext("We had many reports from here just now. Call us, or try again in a quarter of an hour."))
    who = [kept(name, "name", 100), kept(reach, "reach", 100)]
    subject = " ".join(filter(None, [label.asset and f"{label.asset}:", text.splitlines()[0]]))
    ticket = open_for_visitor(
        subject=subject if len(subject) <= SUBJECT else f"{subject[: SUBJECT - 1]}…",
        description="\n\n".join(filter(None, [text, " · ".join(filter(None, who))])),
        location=label.location,
        room=label.room,
    )
    return VisitorReport.objects.create(ticket=ticket, label=label, secret=secrets.token_urlsafe(24), mark=mark, at=now)


def _code() -> str:
    return "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))


def _mark(address: str) -> str:
    """Return what tells two addresses apart today, and can't be read back without our key."""
    key = f"{settings.SECRET_KEY}{timezone.localdate():%Y-%m-%d}".encode()
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]
