"""What the forms share that act upon a question or a work order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.refusals import Refused
from organisation.models import User
from servicedesk.forms.files import WithFiles

# What a service calls a field, and what a form calls it.
ALIASES = {"user": "to"}
LONGEST = 10_000
TOO_LONG = _("This is too long. Use 10,000 characters at most.")


class Act(forms.Form):
    """Acts upon `thing`. `seen` is the version that was on the screen; the page writes it itself, always the newest."""

    use_required_attribute = False
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, files: Any = None, *, thing: Any, user: User, name: str = "act", **more: Any
    ) -> None:
        # One page holds many of these: each has ids of its own, none has names of its own.
        super().__init__(data, files, auto_id=f"{name}-%s", **more)
        self.thing = thing
        self.user = user

    def is_sound(self) -> bool:
        """Is all that was sent in order? What came along is kept, whatever the answer."""
        return self.is_valid()


class ActWithFiles(Act, WithFiles):
    """An act that files may come along with."""

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, user=user, by=user, **more)

    def is_sound(self) -> bool:
        self.is_valid()
        self.store()
        return not self.errors


def words(label: Any, needed: Any, **more: Any) -> forms.CharField:
    """Return a field for what somebody writes; `needed` is said when it is empty, unless `required` is False."""
    more.setdefault("widget", forms.Textarea)
    field = forms.CharField(label=label, max_length=LONGEST, **more)
    field.error_messages.update(required=needed, max_length=TOO_LONG)
    # The services take the blanks off; a typed text comes back as it was typed.
    field.strip = False
    return field


def refuse(form: forms.BaseForm, refusal: Refused) -> None:
    """Show a refusal where it belongs: at its fields, and above the form where it has none there."""
    errors = {ALIASES.get(name, name).removeprefix("answers."): texts for name, texts in refusal.errors.items()}
    fields = {name: texts for name, texts in errors.items() if name in form.fields}
    for name, texts in fields.items():
        form.add_error(name, texts)
    if len(fields) < max(len(errors), 1):
        form.add_error(None, refusal.text)
