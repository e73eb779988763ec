"""What the desk itself does when something happened: a notice on the page, and an e-mail."""

from __future__ import annotations

from django.utils import timezone

from organisation.models import User
from servicedesk import learning, mail
from servicedesk.models import Event, Notice
from servicedesk.models.events import EMAIL, PAGE
from servicedesk.notices import MAILED, TELLS, tellings, told_unit
from servicedesk.registry import register
from servicedesk.services.linking import let_parts_go_on


def tell_on_page(event: Event) -> None:
    """Put a notice on the page of each who should know. Twice does no harm: the row is unique."""
    now = timezone.now()
    rows = [
        Notice(event=event, person=person, channel=PAGE, purpose=purpose, created_at=now)
        for person, purpose in tellings(event)
        if person.pk != event.actor_id
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def tell_by_mail(event: Event) -> None:
    """Send each an e-mail, once: the row is written before, marked after; only a kill in between sends it again."""
    for person, purpose in tellings(event):
        if purpose in MAILED and person.email:
            _mail(event, person.email, purpose, person)
    unit = told_unit(event)
    if unit is not None and unit.email:
        _mail(event, unit.email, "work", None)


def _mail(event: Event, address: str, purpose: str, person: User | None) -> None:
    notice, _new = Notice.objects.get_or_create(
        event=event,
        address=address,
        channel=EMAIL,
        defaults={"person": person, "purpose": purpose, "created_at": timezone.now()},
    )
    if notice.sent_at is None:
        mail.send(notice)
        notice.sent_at = timezone.now()
        notice.save(update_fields=["sent_at"])


def register_readers() -> None:
    """Let the desk's readers hear of the events they know what to do with."""
    verbs = frozenset(TELLS)
    register("page", tell_on_page, verbs)
    register("mail", tell_by_mail, verbs)
    register("know_how", learning.learn, learning.VERBS)
    register("parts", let_parts_go_on, frozenset({"solve", "close", "cancel", "merge"}))
