"""Forms about oneself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Density, Shortcuts, User


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


class PreferencesForm(forms.Form):
    """How somebody wants to read and work."""

    use_required_attribute = False
    theme = forms.ChoiceField(
        label=_("Colours"),
        widget=forms.RadioSelect,
        choices=[("auto", _("As this computer has it")), ("light", _("Light")), ("dark", _("Dark"))],
    )
    density = forms.ChoiceField(label=_("Space"), widget=forms.RadioSelect, choices=Density.choices)
    language = forms.ChoiceField(label=_("Language"), widget=forms.RadioSelect, choices=settings.LANGUAGES)
    shortcuts = forms.ChoiceField(
        label=_("Shortcuts"),
        help_text=_("Single letters may do things you don't mean, for instance when you speak to your computer."),
        widget=forms.RadioSelect,
        choices=Shortcuts.choices,
    )


FORMATS = ["%d-%m-%Y", "%d-%m-%y", "%Y-%m-%d", "%d/%m/%Y"]
NO_DATE = _("Fill in a date, for example 22-11-2027.")


class DeputyForm(forms.Form):
    """Who approves in my place, and on which days."""

    use_required_attribute = False
    deputy = forms.CharField(
        label=_("Who stands in for you?"),
        max_length=150,
        help_text=_("The name or the e-mail address of a colleague."),
        error_messages={"required": _("Fill in who stands in for you.")},
    )
    starts_on = forms.DateField(
        label=_("First day"),
        help_text=_("For example 22-11-2027."),
        input_formats=FORMATS,
        error_messages={"required": _("Fill in the first day."), "invalid": NO_DATE},
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        help_text=_("For example 29-11-2027."),
        input_formats=FORMATS,
        error_messages={"required": _("Fill in the last day."), "invalid": NO_DATE},
    )

    def clean_deputy(self) -> User:
        """Find the colleague. A name that two people have is not enough."""
        typed = " ".join(self.cleaned_data["deputy"].split())
        meant = Q(username__iexact=typed) | Q(email__iexact=typed) | Q(name__iexact=typed)
        found = list(User.objects.filter(meant, is_active=True)[:2])
        if not found:
            raise forms.ValidationError(_("We don't know this colleague. Check the name or e-mail address."))
        if len(found) > 1:
            raise forms.ValidationError(_("More than one colleague is called this. Fill in the e-mail address."))
        return found[0]
