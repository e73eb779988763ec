"""What a steward fills in about the telephone menu."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Product
from core.forms import OnceForm
from organisation.models import Unit
from routing.menus import KEYS
from routing.models import MenuOption, PhoneMenu

HEARD = _("Write what the caller hears.")


class SeenForm(OnceForm):
    """`seen` is the version that was on the screen."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}


def _line(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, required=False, **more)


class MenuForm(SeenForm):
    """What is said around the choices."""

    welcome_nl = _line(_("Welcome in Dutch"))
    welcome_en = _line(_("Welcome in English"))
    closed_nl = _line(_("When we are closed, in Dutch"))
    closed_en = _line(_("When we are closed, in English"))
    emergency_nl = _line(_("Emergency, in Dutch"), help_text=_("Callers press 0 for it, also when we are closed."))
    emergency_en = _line(_("Emergency, in English"))
    emergency_number = forms.CharField(
        label=_("Number for an emergency"), max_length=20, required=False, help_text=_("Empty: there is no key 0.")
    )

    def __init__(self, data: Any = None, *, menu: PhoneMenu | None) -> None:
        fields = [name for name in self.base_fields if name not in ("once", "seen")]
        kept = {name: getattr(menu, name) for name in fields} | {"seen": menu.version} if menu else {}
        super().__init__(data, initial=kept)


class OptionForm(SeenForm):
    """A choice: its key, its words, what it stands for and whom one gets."""

    parent = forms.ModelChoiceField(
        MenuOption.objects.none(), label=_("Below"), required=False, empty_label=_("nothing: one of the first choices")
    )
    key = forms.ChoiceField(label=_("Key"), choices=[(key, key) for key in KEYS])
    text_nl = forms.CharField(
        label=_("What is said, in Dutch"),
        max_length=200,
        help_text=_("Callers hear: for … press 1."),
        error_messages={"required": HEARD},
    )
    text_en = forms.CharField(label=_("What is said, in English"), max_length=200, error_messages={"required": HEARD})
    answered_by = forms.ModelChoiceField(
        Unit.objects.all(),
        label=_("Whom one gets"),
        required=False,
        empty_label=_("nobody yet: other choices come below it"),
        help_text=_("A partner: callers are switched through."),
    )
    is_rest = forms.BooleanField(
        label=_("General information: also for everything that no other choice names"), required=False
    )
    products = forms.ModelMultipleChoiceField(
        Product.objects.none(),
        label=_("Products and services"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    categories = forms.ModelMultipleChoiceField(
        Category.objects.all(),
        label=_("Whole categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A product that another choice names falls under that one."),
    )

    def __init__(self, data: Any = None, *, menu: PhoneMenu, option: MenuOption | None = None) -> None:
        super().__init__(data, initial=_initial(menu, option))
        above = menu.options.filter(parent__isnull=True).exclude(pk=option.pk if option else 0)
        self.fields["parent"].queryset = above  # type: ignore[attr-defined]
        self.fields["products"].queryset = Product.objects.published().order_by("name")  # type: ignore[attr-defined]


def _initial(menu: PhoneMenu, option: MenuOption | None) -> dict[str, Any]:
    if option is None:
        taken = set(menu.options.filter(parent__isnull=True).values_list("key", flat=True))
        return {"seen": menu.version, "key": next((key for key in KEYS if key not in taken), KEYS[-1])}
    fields = ("key", "text_nl", "text_en", "answered_by", "is_rest", "parent")
    return {name: getattr(option, name) for name in fields} | {
        "seen": menu.version,
        "products": list(option.products.all()),
        "categories": list(option.categories.all()),
    }


class AgainForm(SeenForm):
    """Only that one wants it, seen what there is."""
