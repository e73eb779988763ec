"""What an agent fills in about a known problem."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from core.forms import OnceForm
from organisation.models import Location, User
from servicedesk.forms.acts import words
from servicedesk.lifecycle import Channel
from servicedesk.models import Outage

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M"]


class OutageForm(OnceForm):
    """The whole of a known problem; `seen` is the version that was on the screen."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("Becomes the subject of each question about it."),
        error_messages={"required": _("Give it a title.")},
    )
    text = words(_("What customers read"), _("Write what customers should read."))
    keywords = forms.CharField(
        label=_("Other words for it"), max_length=400, required=False, help_text=_("With commas in between.")
    )
    locations = forms.ModelMultipleChoiceField(
        Location.objects.none(),
        required=False,
        label=_("Buildings"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: everywhere."),
    )
    products = forms.ModelMultipleChoiceField(
        Product.objects.none(),
        required=False,
        label=_("Products and services"),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    since = forms.DateTimeField(label=_("Since"), widget=MOMENT, input_formats=FORMATS)
    expected_until = forms.DateTimeField(
        label=_("Expected until"), required=False, widget=MOMENT, input_formats=FORMATS
    )

    def __init__(self, data: Any = None, *, by: User, outage: Outage | None = None) -> None:
        super().__init__(data, initial=_initial(outage))
        self.fields["locations"].queryset = Location.objects.in_use(timezone.localdate())  # type: ignore[attr-defined]
        self.fields["products"].queryset = Product.objects.visible_to(by).published()  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}


def _initial(outage: Outage | None) -> dict[str, Any]:
    if outage is None:
        return {"since": timezone.localtime().replace(second=0, microsecond=0)}
    fields = ("name", "text", "keywords", "since", "expected_until")
    return {field: getattr(outage, field) for field in fields} | {
        "seen": outage.version,
        "locations": list(outage.locations.all()),
        "products": list(outage.products.all()),
    }


class ToAll(OnceForm):
    """Words for everybody who asked about it."""

    text = words(_("What everybody reads"), _("Write what customers should read."))


class Join(OnceForm):
    """One more caller about it: who, and where it is if not where they work."""

    requester = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Customer"),
        error_messages={
            "required": _("Who asks this? Search and choose somebody."),
            "invalid_choice": _("We don't know this person. Search and choose somebody."),
        },
    )
    channel = forms.ChoiceField(choices=Channel.choices, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, by: User) -> None:
        super().__init__(data)
        self.fields["requester"].queryset = User.objects.visible_to(by)  # type: ignore[attr-defined]
