"""What a few typed words may be about: one list over everything that an agent can choose at the call screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from catalog.models import Product
from catalog.search import best_of
from organisation.models import Location, User


class Offer(NamedTuple):
    """One thing to choose. `source` and `pk` say what it is; `detail` stands small beside its name."""

    source: str
    pk: int
    label: str
    detail: str
    icon: str
    score: float

    @property
    def value(self) -> str:
        """What the form sends: `product:12`."""
        return f"{self.source}:{self.pk}"


class Sought(NamedTuple):
    """Who looks for what: the agent, the customer and the place as far as they are known, and the words."""

    by: User
    customer: User | None
    location: Location | None
    words: str


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
SOURCES: tuple[Callable[[Sought, int], list[Offer]], ...] = (products,)


def offers(sought: Sought, limit: int = 8) -> list[Offer]:
    """Return what answers the words best, whatever it is; nothing for no words."""
    if not sought.words.strip():
        return []
    found = [offer for source in SOURCES for offer in source(sought, limit)]
    return sorted(found, key=lambda offer: (-round(offer.score, 6), offer.label))[:limit]
