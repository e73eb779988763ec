"""What somebody fills in who was asked something directly: two fields, and a third for who works in several units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import OnceForm
from organisation.models import Unit, User

TOO_LONG = _("This is too long. Use %(limit_value)d characters at most.")


class AskedDirectly(OnceForm):
    who = forms.CharField(
        label=_("Who asked you?"),
        help_text=_("Name, extension or e-mail address."),
        max_length=100,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        error_messages={"required": _("Who asked it?"), "max_length": TOO_LONG},
    )
    about = forms.CharField(
        label=_("What about?"),
        help_text=_("A product, or a few words."),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "asked-products", "autocomplete": "off"}),
        error_messages={"required": _("Say in a few words what it is about."), "max_length": TOO_LONG},
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Which unit was asked?"),
        empty_label=None,
        error_messages={"required": _("Choose a unit."), "invalid_choice": _("Choose a unit from the list.")},
    )

    def __init__(self, data: Any = None, *, by: User) -> None:
        super().__init__(data)
        self.units = list(Unit.objects.filter(pk__in=by.standing.worker_in | by.standing.head_of))
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in self.units])  # type: ignore[attr-defined]
        if len(self.units) == 1:
            del self.fields["unit"]

    @property
    def asked_unit(self) -> Unit:
        """The unit that was asked."""
        return self.cleaned_data.get("unit") or self.units[0]
