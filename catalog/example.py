"""Write the example catalogue to the database through the catalogue's own services."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from catalog import services
from catalog.answering import publish_answer, write_answer
from catalog.definition import Definition
from catalog.models import Answer, Category, Product
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
    _load_answers(editor)


def _load_answers(editor: User) -> None:
    """Publish each answer that isn't there yet; every sixth is due to be read again."""
    known = set(Answer.objects.values_list("name", flat=True))
    products = {product.code: product for product in Product.objects.all()}
    today = timezone.localdate()
    for number, data in enumerate(facts("answers")):
        if data["name"] not in known:
            values = data | {"products": [products[code] for code in data["products"]]}
            review_on = today + timedelta(days=30 * (number % 6))
            answer = write_answer(by=editor, **values, review_on=review_on)
            publish_answer(answer, by=editor)
