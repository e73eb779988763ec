"""What a few typed words may be about: one list over everything that an agent can choose at the call screen."""

from __future__ import annotations

from collections.abc import Callable

from catalog.models import Product
from catalog.search import best_of
from servicedesk.offered import Offer, Sought
from servicedesk.standard_calls import calls


def products(sought: Sought, limit: int) -> list[Offer]:
    """Offer what the catalogue has and the customer can ask for."""
    customer = sought.customer
    rows = Product.objects.offered_to(customer) if customer else Product.objects.visible_to(sought.by).published()
    found = best_of(rows, sought.words, limit)
    shown = Product.objects.for_display().in_bulk([one.pk for one in found])
    return [
        Offer("product", one.pk, one.name, _work(shown[one.pk]), shown[one.pk].icon, one.score)
        for one in found
        if one.pk in shown
    ]


def _work(product: Product) -> str:
    return " · ".join(filter(None, [product.lead_text, str(product.executing)]))


# Each returns at most `limit` offers, in two queries at most.
SOURCES: tuple[Callable[[Sought, int], list[Offer]], ...] = (products, calls)


def offers(sought: Sought, limit: int = 8) -> list[Offer]:
    """Return what answers the words best, whatever it is; nothing for no words."""
    if not sought.words.strip():
        return []
    found = [offer for source in SOURCES for offer in source(sought, limit)]
    return sorted(found, key=lambda offer: (-round(offer.score, 6), offer.label))[:limit]
