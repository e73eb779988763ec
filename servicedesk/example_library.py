"""What the example's front office has ready: its standard calls."""

from __future__ import annotations

from django.db import transaction

from catalog.models import Product
from organisation.example.load import facts
from organisation.models import Unit, User
from servicedesk import services
from servicedesk.models import StandardCall


@transaction.atomic
def load_library() -> None:
    """Write what isn't there yet, in the name of the head of the front office."""
    unit = Unit.objects.select_related("head").get(code="servicedesk")
    if unit.head is not None:
        _load_calls(unit, unit.head)


def _load_calls(unit: Unit, head: User) -> None:
    known = set(StandardCall.objects.filter(unit=unit).values_list("name", flat=True))
    products = {product.code: product for product in Product.objects.all()}
    for data in facts("calls"):
        if data["name"] not in known:
            values = data | {"product": products[data["product"]]}
            services.keep_call(StandardCall(unit=unit), by=head, **values)
