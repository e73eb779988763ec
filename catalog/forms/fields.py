"""Fields that editors fill in: amounts, days, lists of phrases, and what may be empty until it is published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EMPTY_VALUES
from django.utils.translation import gettext, gettext_lazy

from catalog.labels import FIELDS


class _Later:
    """May be empty in a draft, but not when it is published; so the label doesn't say that it isn't required."""

    def validate(self, value: Any) -> None:
        if value not in EMPTY_VALUES:
            super().validate(value)  # type: ignore[misc]


class LaterText(_Later, forms.CharField):
    pass


class LaterChoice(_Later, forms.ChoiceField):
    pass


class LaterChoices(_Later, forms.MultipleChoiceField):
    pass


class Phrases(forms.CharField):
    """Lines, or words between commas; each once."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value)).replace(",", "\n")
        return tuple(dict.fromkeys(" ".join(line.split()) for line in text.split("\n") if line.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != tuple(initial or ())

    def validate(self, value: Any) -> None:
        if any(len(phrase) > 100 for phrase in value) or len(value) > 100:
            raise forms.ValidationError(gettext("Use at most 100 words or phrases of at most 100 letters."))

    def run_validators(self, value: Any) -> None:
        if any("\x00" in phrase for phrase in value):
            raise forms.ValidationError(gettext("This has a character that we can't keep."))


class Answers(Phrases):
    """The answers of a choice question: one a line. A comma belongs to the answer."""

    def to_python(self, value: Any) -> Any:
        text = str(forms.CharField.to_python(self, value))
        return tuple(dict.fromkeys(" ".join(line.split()) for line in text.split("\n") if line.strip()))


class Money(forms.DecimalField):
    """An amount, with a comma or a point before the cents, whatever the language of the page."""

    def to_python(self, value: Any) -> Any:
        typed = str(value or "").replace("€", "").strip()
        whole, _comma, cents = typed.rpartition("," if typed.rfind(",") > typed.rfind(".") else ".")
        return super().to_python(f"{whole.replace('.', '').replace(',', '')}.{cents}" if whole else typed)


def text(field: str, most: int, *, required: bool = False, lines: bool = False, **more: Any) -> forms.CharField:
    """Return the field for what a product says in words, at most `most` letters."""
    widget = forms.Textarea() if lines else forms.TextInput()
    return forms.CharField(label=FIELDS[field], max_length=most, required=required, widget=widget, **more)


def days(label: Any, **more: Any) -> forms.IntegerField:
    """Return a field for a number of working days."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Fill in a number of days, for example 5."),
            "invalid": gettext_lazy("Fill in a whole number of days, for example 5."),
        },
        **more,
    )
