"""Forms about oneself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from organisation.models import User


class LoginForm(AuthenticationForm):
    """Username and password."""

    error_messages = {
        "invalid_login": _("This username and password don't belong together. Capitals count in the password."),
        "inactive": _("This username and password don't belong together. Capitals count in the password."),
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].error_messages["required"] = _("Fill in your username.")
        self.fields["password"].error_messages["required"] = _("Fill in your password.")


class DeputyForm(forms.Form):
    """Who approves in my place, and on which days."""

    use_required_attribute = False
    deputy = forms.CharField(
        label=_("Who stands in for you?"),
        max_length=150,
        help_text=_("The username or the e-mail address of a colleague."),
        error_messages={"required": _("Fill in who stands in for you.")},
    )
    starts_on = forms.DateField(
        label=_("First day"),
        help_text=_("For example 22-11-2027."),
        input_formats=["%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": _("Fill in the first day."),
            "invalid": _("Fill in a date, for example 22-11-2027."),
        },
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        input_formats=["%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": _("Fill in the last day."),
            "invalid": _("Fill in a date, for example 22-11-2027."),
        },
    )

    def clean_deputy(self) -> User:
        """Find the colleague by username or e-mail."""
        typed = self.cleaned_data["deputy"].strip()
        people = User.objects.filter(is_active=True)
        found = people.filter(username__iexact=typed).first() or people.filter(email__iexact=typed).first()
        if found is None:
            raise forms.ValidationError(_("We don't know this colleague. Check the username or e-mail address."))
        return found
