"""How a form shows what a service refuses."""

from __future__ import annotations

from django import forms

from core.refusals import Refused


def refuse(form: forms.BaseForm, refusal: Refused) -> None:
    """Show a refusal at the fields that it is about, and above the form where it has none there."""
    fields = {name: texts for name, texts in refusal.errors.items() if name in form.fields}
    for name, texts in fields.items():
        form.add_error(name, texts)
    if not fields:
        form.add_error(None, refusal.text)
