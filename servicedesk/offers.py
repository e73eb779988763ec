"""What a few typed words may be about: one list over everything that an agent can choose at the call screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from catalog.models import Product
from catalog.search import best_of
from organisation.models import User
from servicedesk.answer_offers import answers, fill_answer
from servicedesk.kind_offers import fill_kind, kinds
from servicedesk.offered import Filling, Offer, Sought
from servicedesk.outages import fill_outage, outages
from servicedesk.standard_calls import calls, fill_call


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


def product(pk: int, by: User, customer: User | None) -> Filling | None:
    """Fill in what the catalogue says of a product; nothing where the customer can't ask for it."""
    rows = Product.objects.offered_to(customer) if customer else Product.objects.visible_to(by).published()
    chosen = rows.select_related("current").filter(pk=pk).first()
    return Filling(kind=chosen.definition.kind, product=chosen) if chosen else None


# Each returns at most `limit` offers, in two queries at most.
SOURCES: tuple[Callable[[Sought, int], list[Offer]], ...] = (products, calls, answers, outages, kinds)

# What goes on now is meant rather than what comes every day, and that rather than the product it is about.
MEANT: Mapping[str, float] = {"outage": 1.2, "call": 1.15}


def offers(sought: Sought, limit: int = 8) -> list[Offer]:
    """Return what answers the words best, whatever it is; nothing for no words."""
    if not sought.words.strip():
        return []
    found = [offer for source in SOURCES for offer in source(sought, limit)]
    return sorted(found, key=lambda one: (-round(one.score * MEANT.get(one.source, 1), 6), one.label))[:limit]


# What choosing an offer fills in, by its source; nothing when it is gone meanwhile.
FILLS: Mapping[str, Callable[[int, User, User | None], Filling | None]] = {
    "product": product,
    "call": fill_call,
    "answer": fill_answer,
    "outage": fill_outage,
    "kind": fill_kind,
}


def filling(value: str, *, by: User, customer: User | None) -> Filling | None:
    """Return what the offer with this value (`product:12`) fills in; nothing for one that isn't there."""
    source, _, pk = value.partition(":")
    known = source in FILLS and pk.isascii() and pk.isdigit() and len(pk) < 10
    return FILLS[source](int(pk), by, customer) if known else None
