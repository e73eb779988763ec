"""What questions tell about who knows what: solved, right at once, opened again, given back."""

from __future__ import annotations

from django.utils import timezone

from organisation.models import User
from routing.services.know_how import note_handled, note_not_right, note_sent_back
from servicedesk.models import Event, Ticket

VERBS = frozenset({"solve", "reopen", "order_returned"})


def learn(event: Event) -> None:
    """Write down who did what. Twice, or in another order, does no harm."""
    ticket = event.ticket
    category = _category(ticket)
    if category is None:
        return
    if event.verb == "reopen":
        note_not_right(ticket=ticket.pk)
    elif event.verb == "solve" and event.actor is not None:
        on = timezone.localtime(event.at).date()
        again = ticket.events.filter(verb="reopen").exists()
        note_handled(person=event.actor, category_id=category, ticket=ticket.pk, on=on, is_right=not again)
    elif event.verb == "order_returned" and (person := _who_ordered(event)):
        on = timezone.localtime(event.at).date()
        note_sent_back(person=person, category_id=category, ticket=ticket.pk, on=on)


def _category(ticket: Ticket) -> int | None:
    """The group that the rules ask for, else that of the product."""
    return ticket.skill_id or (ticket.product.category_id if ticket.product else None)


def _who_ordered(event: Event) -> User | None:
    sent = event.ticket.events.filter(verb__in=["forward", "order_resent"], pk__lt=event.pk, actor__isnull=False)
    last = sent.select_related("actor").order_by("-pk").first()
    return last.actor if last else None
