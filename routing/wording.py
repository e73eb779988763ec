"""Reasons and findings in the reader's language, with names instead of codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from catalog.models import Category, Product
from organisation.models import Unit
from routing.decide import Reason
from routing.findings import Finding, filled
from routing.labels import CONDITIONS, OUTCOMES

Names = Mapping[str, Mapping[str, str]]


def all_names() -> Names:
    """Return the names of units, products and categories by their codes. Three queries."""
    return {
        "unit": dict(Unit.objects.values_list("code", "name")),
        "product": dict(Product.objects.values_list("code", "name")),
        "category": dict(Category.objects.values_list("code", "name")),
        "condition": {code: str(label) for code, label in CONDITIONS.items()},
        "outcome": {code: str(label) for code, label in OUTCOMES.items()},
    }


def said(sentence: Finding | Reason, names: Names | None = None) -> str:
    """Return a finding or a reason in words."""
    text = gettext(sentence.text)
    return text.format(**filled(sentence.fill, names or all_names())) if sentence.fill else text
