"""The intake form of a product: one field for each of its questions, checked by catalog.intake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, gettext_lazy

from catalog.dates import read_date, shown_date
from catalog.intake import Question, asked, cleaned, faults, missing
from catalog.people import meant
from organisation.models import Location, User

RADIOS_MOST = 6
# Stands for a file that came along with this form and has no id yet.
NEW_FILE = "new"
NEEDED = {
    "number": gettext_lazy("Fill in a number."),
    "date": gettext_lazy("Fill in a date, for example 22-11-2027."),
    "choice": gettext_lazy("Choose one of the answers."),
    "yes_no": gettext_lazy("Choose yes or no."),
    "location": gettext_lazy("Choose a location."),
    "person": gettext_lazy("Fill in the name of a colleague."),
    "file": gettext_lazy("Choose a file."),
}
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


class Answer(forms.Field):
    """Takes what was typed; whether it is right depends on the other answers, so the form decides."""

    def to_python(self, value: Any) -> str:
        return str(value or "").replace("\r\n", "\n").strip()

    def validate(self, value: Any) -> None:
        pass


class FileAnswer(forms.FileField):
    """Takes a file; whether it is welcome is decided where files are stored."""

    def validate(self, value: Any) -> None:
        pass


@dataclass(frozen=True)
class Row:
    """One question as it stands in the form. `only_if` says in words when it applies; empty where it always does."""

    question: Question
    field: BoundField
    kept: BoundField | None
    kept_name: str
    condition_name: str
    condition_value: str
    only_if: str

    @property
    def has_kept(self) -> bool:
        return self.kept is not None and bool(self.kept.value())


class IntakeForm(forms.Form):
    """Asks a product's questions of `user`, who the answers are about. HTML names are `q-<key>`.

    Without `complete` a required answer may be missing: an agent can save what is known so far. After `is_valid`,
    `answers` holds what can be stored, and `new_files` the files that came along, also when something else is wrong.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping | None = None,
        files: MultiValueDict | None = None,
        *,
        questions: Sequence[Question],
        user: User,
        complete: bool = True,
        answers: Mapping[str, str] | None = None,
        prefix: str = "q",
    ) -> None:
        super().__init__(data, files, prefix=prefix)
        self.questions = list(questions)
        self.user = user
        self.complete = complete
        self.answers: dict[str, str] = {}
        self.kept_names: dict[str, str] = {}
        self.locations = self._locations(answers or {})
        for question in self.questions:
            self.fields[question.key] = self._field(question)
            self.initial[question.key] = self._shown(question, answers)
            if question.kind == "file":
                self.fields[_kept(question.key)] = Answer(required=False, widget=forms.HiddenInput)
                self.initial[_kept(question.key)] = (answers or {}).get(question.key, "")

    @property
    def new_files(self) -> dict[str, UploadedFile]:
        """The files that came along, by question."""
        sent = {q.key: self.files.get(self.add_prefix(q.key)) for q in self.questions if q.kind == "file"}
        return {key: file for key, file in sent.items() if file}

    def keep(self, key: str, value: str, name: str = "") -> None:
        """Note that the file for question `key` is stored as `value`, so that the form, shown again, still has it."""
        self.data = {**_singles(self.data), self.add_prefix(_kept(key)): value}
        self.kept_names[key] = name
        self.answers[key] = value

    @property
    def rows(self) -> list[Row]:
        """The questions in order, for the template."""
        return [self._row(question) for question in self.questions]

    def clean(self) -> dict[str, Any]:
        given = {question.key: self._given(question) for question in self.questions}
        wrong = faults(self.questions, given)
        for question in asked(self.questions, given):
            if question.kind == "person" and given[question.key] and question.key not in wrong:
                self._resolve(question.key, given)
        for key, fault in wrong.items():
            self.add_error(key, gettext(fault))
        if self.complete:
            for question in missing(self.questions, given):
                self.add_error(question.key, _needed(question))
        self.answers = {key: value for key, value in cleaned(self.questions, given).items() if value != NEW_FILE}
        return self.cleaned_data

    def _given(self, question: Question) -> str:
        """Return what was answered, as it is stored; a date that can't be read stays as it was typed."""
        if question.kind == "file":
            return NEW_FILE if question.key in self.new_files else self._kept_id(question.key)
        value = str(self.cleaned_data.get(question.key) or "")
        if question.kind == "date":
            day = read_date(value, today=timezone.localdate())
            return day.isoformat() if day else value
        if question.kind == "location" and value and value not in self.locations:
            self.add_error(question.key, gettext("Choose a location from the list."))
            return ""
        return value

    def _kept_id(self, key: str) -> str:
        value = str(self.cleaned_data.get(_kept(key)) or "")
        try:
            return str(UUID(value))
        except ValueError:
            return ""

    def _resolve(self, key: str, given: dict[str, str]) -> None:
        person, near = meant(given[key])
        if person:
            given[key] = person.username
            return
        text = gettext("We don't know a colleague called “%(name)s”.") % {"name": given[key]}
        more = gettext("Fill in the full name or the e-mail address.")
        if near:
            names = ", ".join(f"{user} ({user.email})" if user.email else str(user) for user in near)
            more = gettext("Do you mean: %(names)s?") % {"names": names}
        self.add_error(key, f"{text} {more}")

    def _field(self, question: Question) -> forms.Field:
        hint = gettext("Type the full name or the e-mail address.") if question.kind == "person" else ""
        help_text = f"{question.help} {hint}".strip()
        words: dict[str, Any] = {"label": question.label, "help_text": help_text, "required": question.required}
        if question.kind == "file":
            return FileAnswer(widget=self._widget(question), allow_empty_file=True, **words)
        return Answer(widget=self._widget(question), **words)

    def _widget(self, question: Question) -> forms.Widget:
        match question.kind:
            case "paragraph":
                return forms.Textarea()
            case "number":
                return forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short", "autocomplete": "off"})
            case "date":
                attrs = {"class": "input--short", "autocomplete": "off", "placeholder": gettext("dd-mm-yyyy")}
                return forms.TextInput(attrs=attrs)
            case "yes_no":
                return forms.RadioSelect(choices=_optional(question, YES_NO, gettext("No answer")))
            case "choice" if len(question.choices) <= RADIOS_MOST:
                choices = [(choice, choice) for choice in question.choices]
                return forms.RadioSelect(choices=_optional(question, choices, gettext("No answer")))
            case "choice":
                empty = [("", gettext("Choose an answer"))]
                return forms.Select(choices=empty + [(choice, choice) for choice in question.choices])
            case "location":
                return forms.Select(choices=[("", gettext("Choose a location")), *self.locations.items()])
            case "person":
                return forms.TextInput(attrs={"class": "input--mid", "autocomplete": "off"})
            case "file":
                return forms.FileInput()
        return forms.TextInput()

    def _shown(self, question: Question, answers: Mapping[str, str] | None) -> str:
        """Return a kept answer as one types it; a location that was never answered is one's own."""
        if answers is None and question.kind == "location" and not question.shown_if and self.user.location:
            code = self.user.location.code
            return code if code in self.locations else ""
        value = (answers or {}).get(question.key, "")
        if question.kind == "date":
            return shown_date(value)
        if question.kind == "person" and value:
            person = User.objects.filter(username=value).first()
            return (person.email if person else "") or value
        return "" if question.kind == "file" else value

    def _locations(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Return the buildings in use, and those that were answered before."""
        keys = [question.key for question in self.questions if question.kind == "location"]
        if not keys:
            return {}
        in_use = Location.objects.in_use(timezone.localdate())
        before = Location.objects.filter(code__in=[answers.get(key, "") for key in keys])
        return {location.code: str(location) for location in in_use | before}

    def _row(self, question: Question) -> Row:
        key, value = question.shown_if or ("", "")
        return Row(
            question=question,
            field=self[question.key],
            kept=self[_kept(question.key)] if question.kind == "file" else None,
            kept_name=self.kept_names.get(question.key, ""),
            condition_name=self.add_prefix(key) if key else "",
            condition_value=value,
            only_if=self._only_if(key, value) if key else "",
        )

    def _only_if(self, key: str, value: str) -> str:
        earlier = next((question for question in self.questions if question.key == key), None)
        words = {**dict(YES_NO), **self.locations} if earlier and earlier.kind != "choice" else {}
        return gettext("Only if your answer to “%(question)s” is: %(answer)s") % {
            "question": earlier.label if earlier else key,
            "answer": words.get(value, value),
        }


def _kept(key: str) -> str:
    return f"{key}-kept"


def _singles(data: Mapping) -> dict[str, Any]:
    """Return a form's data as a plain dict; none of the intake's fields has more than one value."""
    return {key: data[key] for key in data}


def _optional(question: Question, choices: list, none: str) -> list:
    return choices if question.required else [*choices, ("", none)]


def _needed(question: Question) -> str:
    label = question.label.strip()
    ended = label if label.endswith(("?", ".", "!", ":")) else f"{label}:"
    hint = NEEDED.get(question.kind) or gettext("Fill in your answer.")
    return f"{ended} {hint}"
