"""What somebody was told and did not read yet: what changed since they last looked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse

from organisation.models import User
from servicedesk.models import Notice
from servicedesk.notices import purpose_words


class Told(NamedTuple):
    """One notice: what it says, and where its reader can do something about it."""

    notice: Notice
    words: str
    url: str


def told(notices: Iterable[Notice], user: User) -> list[Told]:
    """Return the notices as they are shown. Fetch them with `for_display`."""
    return [Told(notice, purpose_words(notice), _where(notice, user)) for notice in notices]


def news(user: User, most: int = 5) -> list[Told]:
    """Return the newest that `user` did not read yet. One query."""
    return told(Notice.objects.visible_to(user).unread().for_display()[:most], user)


def _where(notice: Notice, user: User) -> str:
    """Return the page where the reader can do something about it."""
    event = notice.event
    if notice.purpose == "approve" and "approval" in event.data:
        return reverse("portal:approval", args=[event.data["approval"]])
    if notice.purpose in ("work", "work_cancelled") and event.work_order:
        return event.work_order.get_absolute_url()
    if event.ticket.requester_id == user.pk:
        return event.ticket.get_absolute_url()
    return event.ticket.get_desk_url()
