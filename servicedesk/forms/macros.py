"""Which macro is to be done."""

from __future__ import annotations

from typing import Any

from django import forms

from servicedesk.forms.acts import Act
from servicedesk.models import Macro


class Run(Act):
    """One of those that one may use."""

    macro = forms.ModelChoiceField(Macro.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["macro"].queryset = Macro.objects.visible_to(self.user).in_use()  # type: ignore[attr-defined]
