"""Write the example catalogue to the database through the catalogue's own services."""

from __future__ import annotations

from django.db import transaction

from catalog import services
from catalog.definition import Definition
from catalog.models import Category, Product
from organisation.example.load import facts
from organisation.models import User


@transaction.atomic
def load_catalogue(editor: User) -> None:
    """Publish each product that isn't there yet in the name of `editor`."""
    for category in facts("categories"):
        values = {key: category[key] for key in ("name", "icon", "order")}
        Category.objects.get_or_create(code=category["code"], defaults=values)
    known = set(Product.objects.values_list("code", flat=True))
    for data in facts("products"):
        if data["code"] not in known:
            product = services.create_product(by=editor, definition=Definition.from_dict(data))
            services.publish(product, by=editor)
