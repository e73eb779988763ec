"""Texts that are ready, filled in for one customer in the customer's own language."""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format

from organisation.models import User
from servicedesk.models import CannedText, Macro, Ticket
from servicedesk.placeholders import filled

# So many are offered; who has more searches in the library.
MOST = 200


def ready_for(by: User, ticket: Ticket | None = None, customer: User | None = None) -> list[dict[str, Any]]:
    """Return the texts `by` can use, by code: `code`, `name` and the filled-in `text`. One query."""
    customer = customer or (ticket.requester if ticket else None)
    language = customer.language if customer else by.language
    values = values_for(by, ticket, customer, language)
    texts = CannedText.objects.visible_to(by).in_use().order_by("code", "pk")[:MOST]
    return [{"code": one.code, "name": one.name, "text": filled(one.in_language(language), values)} for one in texts]


def add_ready(text: str, code: str, by: User, ticket: Ticket) -> str:
    """Return `text` with the text that is ready under `code` below it; as it was where there is none."""
    found = next((one["text"] for one in ready_for(by, ticket) if one["code"] == code), "")
    return "\n\n".join(filter(None, [text.rstrip(), found])) if found else text


def words_of(macro: Macro, ticket: Ticket, *, by: User) -> str:
    """Return what a macro says to the customer of `ticket`, filled in, in the customer's own language."""
    language = ticket.requester.language if ticket.requester else by.language
    return filled(macro.in_language(language), values_for(by, ticket, ticket.requester, language))


def values_for(by: User, ticket: Ticket | None, customer: User | None, language: str) -> dict[str, str]:
    """Return what stands in for each placeholder; empty for what isn't known."""
    with translation.override(language):
        return {
            "klant": str(customer or ""),
            "nummer": ticket.number if ticket else "",
            "onderwerp": ticket.subject if ticket else "",
            "datum": date_format(timezone.localdate(), "j F Y"),
            "klaar": date_format(timezone.localtime(ticket.resolve_by), "j F") if ticket else "",
            "agent": str(by),
        }
