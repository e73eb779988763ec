"""What the editors' list can be narrowed down to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from catalog.models import Category, ProductQuerySet, ProductState
from organisation.models import Unit

DRAFT = "with-draft"
VIEWS = {
    "": gettext_lazy("All"),
    ProductState.PUBLISHED: gettext_lazy("Published"),
    DRAFT: gettext_lazy("Changed, not published yet"),
    ProductState.DRAFT: gettext_lazy("Never published"),
    ProductState.WITHDRAWN: gettext_lazy("Withdrawn"),
}


class FilterForm(forms.Form):
    """Sent by address, so that a view can be kept. What can't be read is left out."""

    q = forms.CharField(
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Name of a product")}),
    )
    owner = forms.ModelChoiceField(
        Unit.objects.all(), to_field_name="code", required=False, empty_label=gettext_lazy("All owners")
    )
    category = forms.ModelChoiceField(
        Category.objects.all(), to_field_name="code", required=False, empty_label=gettext_lazy("All shelves")
    )
    state = forms.ChoiceField(choices=list(VIEWS.items()), required=False, widget=forms.HiddenInput)

    def narrow(self, products: ProductQuerySet) -> ProductQuerySet:
        """Keep what has the words, the owner and the shelf that were asked for; the state is apart, for the counts."""
        self.is_valid()
        asked: dict[str, Any] = self.cleaned_data
        products = products.found_by(asked.get("q") or "")
        if asked.get("owner"):
            products = products.filter(owner=asked["owner"])
        if asked.get("category"):
            products = products.filter(category=asked["category"])
        return products

    def view(self, products: ProductQuerySet) -> ProductQuerySet:
        """Keep what has the state that was asked for."""
        state = self.cleaned_data.get("state")
        if state == DRAFT:
            return products.with_draft()
        return products.filter(state=state) if state else products
