"""Following a ticket: one hears of what happens with it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organisation.models import User
from servicedesk.models import Ticket, Watch


@transaction.atomic
def watch(ticket: Ticket, *, by: User, on: bool) -> None:
    """Follow a ticket that one sees, or stop. Doing it twice changes nothing."""
    if not Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists():
        raise PermissionDenied
    if on:
        Watch.objects.get_or_create(ticket=ticket, person=by)
    else:
        Watch.objects.filter(ticket=ticket, person=by).delete()
