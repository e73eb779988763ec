"""Making labels, and reporting by one."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import OnceForm
from organisation.models import Location
from servicedesk.forms.acts import words

TOO_LONG = _("This is too long. Use 100 characters at most.")


class MakeLabels(OnceForm):
    """Rooms of one building, with what stands there."""

    location = forms.ModelChoiceField(
        Location.objects.none(),
        label=_("Which building?"),
        error_messages={"required": _("Choose a building."), "invalid_choice": _("Choose a building from the list.")},
    )
    places = forms.CharField(
        label=_("Which rooms?"),
        help_text=_("One on each line. For a thing in a room: “4.12: printer”."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write at least one room.")},
    )
    visitors = forms.BooleanField(label=_("Also for visitors without an account"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["location"].queryset = Location.objects.in_use(timezone.localdate())  # type: ignore[attr-defined]

    def clean_places(self) -> list[tuple[str, str]]:
        """Return room and thing of each line."""
        lines = (line.partition(":") for line in self.cleaned_data["places"].splitlines() if line.strip())
        return [(room.strip(), asset.strip()) for room, _colon, asset in lines]


class VisitorForm(OnceForm):
    """What is wrong; the rest only if one wants. `website` is for machines that fill in everything."""

    text = words(_("What is wrong?"), _("Write what is wrong."))
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=100, error_messages={"max_length": TOO_LONG}
    )
    reach = forms.CharField(
        label=_("Your e-mail address or telephone number"),
        help_text=_("If we may ask you something about it."),
        required=False,
        max_length=100,
        error_messages={"max_length": TOO_LONG},
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
