"""What lists of questions and work orders can be narrowed down by. A value that means nothing narrows nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import Location, Unit
from servicedesk.lifecycle import Kind
from servicedesk.queues import OVER


class QueueFilter(forms.Form):
    """Building, kind, unit, words, and for what is over its state; `chosen` holds what could be read."""

    building = forms.ChoiceField(label=_("Building"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    q = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        places = Location.objects.in_use(timezone.localdate()).values_list("code", "name")
        self._choose("building", _("Every building"), [(code, f"{code} {name}") for code, name in places])
        self._choose("kind", _("Every kind"), [*Kind.choices, ("none", _("no kind yet"))])
        self._choose("unit", _("Every unit"), list(Unit.objects.values_list("code", "name")))
        over = [("solved", _("Solved")), ("closed", _("Closed")), ("cancelled", _("Stopped"))]
        self._choose("state", _("Open"), [(slug, label) for slug, label in over if slug in OVER])

    def _choose(self, name: str, empty: Any, choices: list) -> None:
        self.fields[name].choices = [("", empty), *choices]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, str]:
        """What was asked for and can be read, empty otherwise."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
