"""Standard calls among what a few typed words may be about."""

from __future__ import annotations

from catalog.models import Product
from catalog.search import best_of
from organisation.models import User
from servicedesk.models import StandardCall
from servicedesk.offered import Filling, Offer, Sought


def calls(sought: Sought, limit: int) -> list[Offer]:
    """Offer the calls that are in use and that the agent may see. Two queries."""
    found = best_of(StandardCall.objects.visible_to(sought.by).in_use(), sought.words, limit)
    shown = StandardCall.objects.select_related("product").in_bulk([one.pk for one in found])
    return [
        Offer("call", one.pk, one.name, _detail(shown[one.pk]), "bubble", one.score) for one in found if one.pk in shown
    ]


def _detail(call: StandardCall) -> str:
    return " · ".join(str(part) for part in (call.get_kind_display(), call.product) if part)


def fill_call(pk: int, by: User, customer: User | None) -> Filling | None:
    """Return what a standard call fills in; nothing where it isn't there for `by`.

    Without its product where the customer can't have that one: the question is still registered.
    """
    call = StandardCall.objects.visible_to(by).in_use().filter(pk=pk).first()
    if call is None:
        return None
    offered = Product.objects.offered_to(customer) if customer else Product.objects.visible_to(by).published()
    return Filling(
        kind=call.kind,
        product=offered.for_display().filter(pk=call.product_id).first(),
        urgency=call.urgency,
        subject=call.subject,
        description=call.description,
        text=call.answer,
        steps=tuple(call.steps),
        title=call.name,
    )
