"""Offering the texts that are ready in a field where somebody writes to a customer; see static/js/texts.js."""

from __future__ import annotations

from django.forms import Field
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from servicedesk.models import Ticket


def offer_texts(field: Field, ticket: Ticket | None = None) -> None:
    """Let `::` in this field offer what is ready, filled in for the customer of `ticket`."""
    address = reverse("desk:texts")
    field.widget.attrs |= {
        "data-texts": f"{address}?ticket={ticket.number}" if ticket else address,
        "data-texts-label": gettext("Texts that are ready"),
        "data-texts-found": pgettext("instead of 0 a number", "0 texts. Choose with the arrows and Enter."),
        "data-texts-none": gettext("No text has this code."),
        "placeholder": gettext("Type :: for a text that is ready."),
    }
