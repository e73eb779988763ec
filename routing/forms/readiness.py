"""What is filled in about preconditions, and about a start."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import OnceForm
from organisation.models import Location, User
from routing.forms.phases import DAY, DAYS, SeenForm
from routing.models import Precondition
from routing.readiness import labels

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M"]


class PreconditionForm(SeenForm):
    """What must be so, who sees to it, and until when."""

    text = forms.CharField(
        label=_("What must be so"), max_length=300, error_messages={"required": _("Say what must be so.")}
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who sees to it"), required=False)
    due_on = forms.DateField(label=_("Ready on"), widget=DAY, input_formats=DAYS, required=False)
    measured = forms.ChoiceField(label=_("How it shows"), required=False)

    def __init__(self, data: Any = None, *, by: User, row: Precondition) -> None:
        super().__init__(data, initial=_initial(row))
        self.fields["owner"].queryset = User.objects.visible_to(by).order_by("name")  # type: ignore[attr-defined]
        known = {row.measured: row.measured} if row.measured else {}
        choices = [("", _("somebody ticks it off")), *(known | labels()).items()]
        self.fields["measured"].choices = choices  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}


class TickForm(SeenForm):
    """What shows that it is so."""

    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Minutes, a link, a date."),
    )


class StartForm(OnceForm):
    """When, where, and the reason where something is still open."""

    at = forms.DateTimeField(
        label=_("When"), widget=MOMENT, input_formats=MOMENTS, required=False, help_text=_("Empty: now.")
    )
    location = forms.ModelChoiceField(
        Location.objects.none(), label=_("Where"), required=False, empty_label=_("everywhere")
    )
    override = forms.CharField(
        label=_("Start all the same, because"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Kept with the start, with all that is still open."),
    )

    def __init__(self, data: Any = None, *, may_override: bool, is_back: bool) -> None:
        super().__init__(data)
        self.fields["location"].queryset = Location.objects.in_use(timezone.localdate())  # type: ignore[attr-defined]
        if not may_override:
            del self.fields["override"]
        elif is_back:
            self.fields["override"].label = _("Reason for going back")
            self.fields["override"].required = True
            self.fields["override"].error_messages["required"] = _("Give the reason for going back.")

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}


def _initial(row: Precondition) -> dict[str, Any]:
    if row.pk is None:
        return {}
    return {
        "text": row.text,
        "owner": row.owner_id,
        "due_on": row.due_on,
        "measured": row.measured,
        "seen": row.version,
    }
