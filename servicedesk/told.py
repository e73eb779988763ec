"""What somebody was told and did not read yet: what changed since they last looked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse

from organisation.models import User
from servicedesk.models import Notice, Ticket
from servicedesk.notices import purpose_words


class Told(NamedTuple):
    """One notice: what it says, and where its reader can do something about it."""

    notice: Notice
    words: str
    url: str


def told(notices: Iterable[Notice], user: User) -> list[Told]:
    """Return the notices as they are shown. Fetch them with `for_display`."""
    return [Told(notice, purpose_words(notice), where(notice, user)) for notice in notices]


def news(user: User, most: int = 5) -> list[Told]:
    """Return the newest that `user` did not read yet. One query."""
    return told(Notice.objects.visible_to(user).unread().for_display()[:most], user)


def where(notice: Notice, person: User | None) -> str:
    """Return the page where its reader can do something about it; without a person that is a unit's mailbox."""
    event = notice.event
    if notice.purpose == "approve" and "approval" in event.data:
        return reverse("portal:approval", args=[event.data["approval"]])
    if notice.purpose in ("work", "work_cancelled") and event.work_order:
        return event.work_order.get_absolute_url()
    if person is None:
        return event.ticket.get_desk_url()
    return _own_page(event.ticket, person)


def _own_page(ticket: Ticket, person: User) -> str:
    """Return the page on which `person` may read the question: the customer's, the desk's, or that of the work."""
    standing = person.standing
    if ticket.requester_id == person.pk:
        return ticket.get_absolute_url()
    if standing.is_agent or standing.reads_all or ticket.lead_unit_id in standing.head_of:
        return ticket.get_desk_url()
    order = ticket.work_orders.filter(unit__in=standing.units).order_by("-pk").first() if standing.units else None
    return order.get_absolute_url() if order else ticket.get_absolute_url()
