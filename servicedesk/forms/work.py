"""What somebody who carries out a work order fills in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.forms.acts import Act, ActWithFiles, words


class Complete(Act):
    result = words(
        _("What did you do?"),
        _("Say in a few words what you did."),
        help_text=_("The desk reads this and tells the customer."),
    )


class Return(Act):
    reason = words(
        _("What is missing, or why can't you do it?"),
        _("Say what is missing or why you can't do it."),
        help_text=_("The desk reads this and finds it out. The customer doesn't read it."),
    )


class Note(ActWithFiles):
    text = words(
        _("Note"), "", required=False, help_text=_("For the desk and your team. The customer doesn't read it.")
    )


class WorkSearch(forms.Form):
    """Looks for a work order by number, room or word."""

    q = forms.CharField(required=False, max_length=100)

    @property
    def words(self) -> str:
        """What can be looked for; nothing when it can't be read."""
        self.is_valid()
        return str(self.cleaned_data.get("q") or "").strip()
