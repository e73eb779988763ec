"""What is filled in about who knows what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Product
from core.forms import OnceForm
from organisation.models import User
from routing.known import Level
from routing.people import answers_customers

CHOOSE = _("Choose one of the list.")
FAULTS = {"required": CHOOSE, "invalid_choice": CHOOSE}
LEVELS = [(level.value, level.label) for level in Level]


class AboutGroup(OnceForm):
    """Something about one group of products. On one page there are several: each has ids of its own."""

    category = forms.ModelChoiceField(
        Category.objects.all(), to_field_name="code", label=_("Group of products"), error_messages=FAULTS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{type(self).__name__.lower()}-%s", **kwargs)


class LevelForm(AboutGroup):
    level = forms.TypedChoiceField(
        choices=LEVELS, coerce=int, label=_("Level"), initial=Level.SHOWN, error_messages=FAULTS
    )
    is_core = forms.BooleanField(label=_("Core specialism"), required=False)
    shown_by = forms.ModelChoiceField(
        User.objects.none(), to_field_name="username", label=_("Shown by"), required=False, error_messages=FAULTS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown_by"].queryset = answers_customers()  # type: ignore[attr-defined]


class ProposalForm(AboutGroup):
    level = forms.TypedChoiceField(
        choices=LEVELS[1:], coerce=int, label=_("Level"), initial=Level.SHOWN, error_messages=FAULTS
    )


class TrainingForm(AboutGroup):
    goal = forms.TypedChoiceField(
        choices=LEVELS[1:], coerce=int, label=_("What should it become?"), initial=Level.ALONE, error_messages=FAULTS
    )
    by_on = forms.DateField(
        label=_("By which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )
    with_person = forms.ModelChoiceField(
        User.objects.none(), to_field_name="username", label=_("With whom?"), required=False, error_messages=FAULTS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["with_person"].queryset = answers_customers()  # type: ignore[attr-defined]


class WhoCan(forms.Form):
    """Asks who can take something on a day."""

    product = forms.ModelChoiceField(
        Product.objects.none(), to_field_name="code", label=_("Product"), error_messages=FAULTS
    )
    on = forms.DateField(
        label=_("On which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = Product.objects.visible_to(by).published().order_by("name")
        self.fields["product"].queryset = products  # type: ignore[attr-defined]
