"""How the API's list of products is narrowed."""

from __future__ import annotations

from django_filters import rest_framework as filters

from catalog.models import Product, ProductQuerySet, ProductType
from core.filters import TextFilter


class ProductFilter(filters.FilterSet):
    q = TextFilter(method="found", max_length=200, help_text="What it is about; synonyms and near misses count.")
    category = TextFilter(field_name="category__code", max_length=50, help_text="The code of a category.")
    type = filters.ChoiceFilter(choices=ProductType.choices)

    class Meta:
        model = Product
        fields: tuple[str, ...] = ()

    def found(self, products: ProductQuerySet, name: str, value: str) -> ProductQuerySet:
        # The search ranks, which a filter can't: the call does it, here the words are only checked.
        return products
