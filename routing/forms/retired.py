"""What a steward fills in about a number or mailbox that is no longer ours."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import OnceForm
from organisation.models import Unit


class RetireForm(OnceForm):
    owner = forms.ModelChoiceField(
        Unit.objects.all(),
        to_field_name="code",
        label=_("Whose was it?"),
        error_messages={"required": _("Choose a unit."), "invalid_choice": _("Choose a unit from the list.")},
    )
    address = forms.CharField(
        label=_("Number or e-mail address"),
        max_length=200,
        error_messages={
            "required": _("Write a telephone number or an e-mail address."),
            "max_length": _("This is too long. Use 200 characters at most."),
        },
    )
    retired_on = forms.DateField(
        label=_("No longer ours since"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )
