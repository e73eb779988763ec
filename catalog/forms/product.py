"""The fields of a product, and of the lines below it: who must agree, questions, parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.forms.utils import ErrorDict
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from catalog.definition import ApprovalStep, Part
from catalog.forms.fields import Answers, LaterChoice, LaterChoices, LaterText, Money, Phrases, days, text
from catalog.intake import Question
from catalog.labels import APPROVAL, FIELDS, ICONS, KINDS, PART, QUESTION, QUESTION_KINDS, TYPES
from catalog.models import Category
from catalog.people import meant
from organisation.models import CustomerGroup, Location, Unit

# Addresses below /catalog/ that are no product.
NOT_A_CODE = {"new", "answers"}
Choices = list[tuple[str, Any]]


@dataclass(frozen=True)
class Lists:
    """What can be chosen from, read once for a page."""

    units: Choices
    groups: Choices
    locations: Choices
    categories: Choices

    @classmethod
    def read(cls) -> Lists:
        return cls(
            units=list(Unit.objects.values_list("code", "name")),
            groups=list(CustomerGroup.objects.values_list("code", "name")),
            locations=[(location.code, str(location)) for location in Location.objects.all()],
            categories=list(Category.objects.values_list("code", "name")),
        )


class QuietForm(forms.Form):
    """Can be shown with what was typed, before anything is said about it."""

    use_required_attribute = False
    _errors: ErrorDict | None

    def hush(self) -> None:
        """Check nothing."""
        self._errors = ErrorDict()


class ProductForm(QuietForm):
    """What a product is, for whom, how fast, by whom. Its code is chosen once."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        required=False,
        max_length=80,
        validators=[validate_slug],
        help_text=gettext_lazy("Part of the address, for example visitekaartjes. Leave it empty to use the name."),
    )
    name = text("name", 120, required=True, error_messages={"required": gettext_lazy("Give the product a name.")})
    summary = LaterText(
        label=FIELDS["summary"],
        max_length=250,
        help_text=gettext_lazy("What the customer gets. It stands in lists and search results."),
    )
    description = text("description", 5000, lines=True)
    category = forms.ChoiceField(
        label=FIELDS["category"], error_messages={"required": gettext_lazy("Choose the shelf it stands on.")}
    )
    type = forms.ChoiceField(
        label=FIELDS["type"],
        choices=[(value, capfirst(label)) for value, label in TYPES.items()],
        widget=forms.RadioSelect,
        initial="standard",
        help_text=gettext_lazy("Decides how far the front office goes by itself."),
    )
    kind = forms.ChoiceField(label=FIELDS["kind"], choices=list(KINDS.items()), initial="request")
    icon = forms.ChoiceField(label=FIELDS["icon"], choices=list(ICONS.items()), initial="list")
    lead_days = days(FIELDS["lead_days"], required=False, help_text=gettext_lazy("Empty: we tell the customer later."))
    lead_text = text("lead_text", 60, help_text=gettext_lazy("On the tile, for example: ready within 2 working days."))
    conditions = text("conditions", 3000, lines=True, help_text=gettext_lazy("One on each line."))
    price = Money(
        label=FIELDS["price"],
        required=False,
        min_value=Decimal(0),
        max_digits=8,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Fill in an amount, for example 12.50.")},
        help_text=gettext_lazy("Empty: it costs nothing."),
    )
    charge_unit = text("charge_unit", 60, help_text=gettext_lazy("For example: per person."))
    groups = LaterChoices(label=FIELDS["groups"], widget=forms.CheckboxSelectMultiple)
    locations = forms.MultipleChoiceField(
        label=FIELDS["locations"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick nothing where it is offered everywhere."),
    )
    self_service = forms.BooleanField(label=FIELDS["self_service"], required=False, initial=True)
    face_to_face = forms.BooleanField(label=FIELDS["face_to_face"], required=False)
    via_front_office = forms.BooleanField(label=FIELDS["via_front_office"], required=False, initial=True)
    direct_note = text(
        "direct_note",
        500,
        lines=True,
        help_text=gettext_lazy("For example whom to call. Only needed when it goes straight."),
    )
    owner = forms.ChoiceField(
        label=FIELDS["owner"], error_messages={"required": gettext_lazy("Choose the unit that answers the customer.")}
    )
    executing = forms.ChoiceField(label=FIELDS["executing"], required=False)
    cut = text(
        "cut",
        3000,
        lines=True,
        help_text=gettext_lazy("For the front office and the back office, not for the customer."),
    )
    synonyms = Phrases(
        label=FIELDS["synonyms"],
        required=False,
        help_text=gettext_lazy("What customers call it: one on each line, or with commas."),
    )
    keywords = Phrases(
        label=FIELDS["keywords"],
        required=False,
        help_text=gettext_lazy("What it has to do with: one on each line, or with commas."),
    )

    def __init__(self, *args: Any, lists: Lists, has_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_code:
            del self.fields["code"]
        self._choose("category", lists.categories, gettext("Choose a shelf"))
        self._choose("owner", lists.units, gettext("Choose a unit"))
        self._choose("executing", lists.units, gettext("The owner itself"))
        self._choose("groups", lists.groups)
        self._choose("locations", lists.locations)

    def _choose(self, name: str, choices: Choices, empty: str = "") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", empty), *choices] if empty else choices

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code in NOT_A_CODE:
            raise forms.ValidationError(gettext("Choose another code."))
        return code


class LineForm(QuietForm):
    """One of several lines; one in which nothing was filled in doesn't count."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["empty_permitted"] = True
        super().__init__(*args, **kwargs)

    @property
    def is_blank(self) -> bool:
        return not self.has_changed()

    def _choose_condition(self, name: str, conditions: Choices, none: str) -> None:
        choices = _with([("", none), *conditions], self[name].value(), gettext("an answer that is gone"))
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def take_focus(self) -> None:
        """Let the first field be the one to type in."""
        self.visible_fields()[0].field.widget.attrs |= {"autofocus": True, "data-focus": True}


class ApprovalForm(LineForm):
    """Who must agree before the work starts."""

    by = LaterChoice(label=gettext_lazy("Who agrees"))
    unit = LaterChoice(label=gettext_lazy("Which unit"))
    person = LaterText(
        label=gettext_lazy("Which person"),
        max_length=150,
        help_text=gettext_lazy("Full name, e-mail address or username."),
    )

    def __init__(self, *args: Any, lists: Lists, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = [("", gettext("Choose who")), *APPROVAL.items()]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", gettext("Choose a unit")), *lists.units]  # type: ignore[attr-defined]

    def clean_person(self) -> str:
        typed = self.cleaned_data["person"]
        if not typed or self.cleaned_data.get("by") != "person":
            return ""
        person, near = meant(typed)
        if person:
            return person.username
        names = ", ".join(f"{user} ({user.email})" for user in near)
        unknown = gettext("We don't know a colleague called “%(name)s”.") % {"name": typed}
        more = gettext("Do you mean: %(names)s?") % {"names": names} if names else ""
        raise forms.ValidationError(f"{unknown} {more}".strip())

    def step(self) -> ApprovalStep:
        data = self.cleaned_data
        unit = data["unit"] if data["by"] == "unit_head" else ""
        return ApprovalStep(by=data["by"], unit=unit or None, person=data["person"] or None)


class QuestionForm(LineForm):
    """One question of the intake form."""

    key = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput)
    label = forms.CharField(
        label=QUESTION["label"],
        max_length=200,
        error_messages={"required": gettext_lazy("Write the question, or remove this line.")},
    )
    kind = forms.ChoiceField(label=QUESTION["kind"], choices=list(QUESTION_KINDS.items()), initial="text")
    required = forms.BooleanField(label=QUESTION["required"], required=False)
    help = forms.CharField(label=QUESTION["help"], required=False, max_length=500)
    choices = Answers(
        label=QUESTION["choices"],
        help_text=gettext_lazy("For a choice from answers: one on each line."),
    )
    shown_if = LaterChoice(label=QUESTION["shown_if"])

    def __init__(self, *args: Any, conditions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose_condition("shown_if", conditions, gettext("Always"))

    @property
    def title(self) -> str:
        return self["label"].value() or gettext("New question")

    @property
    def kind_words(self) -> str:
        return str(QUESTION_KINDS.get(self["kind"].value(), ""))

    @property
    def condition_words(self) -> str:
        chosen = self["shown_if"].value()
        return str(dict(self.fields["shown_if"].choices).get(chosen, "")) if chosen else ""  # type: ignore[attr-defined]

    def question(self) -> Question:
        data = self.cleaned_data
        return Question(
            key=data["key"],
            label=data["label"],
            kind=data["kind"],
            required=data["required"],
            help=data["help"],
            choices=data["choices"] if data["kind"] == "choice" else (),
            shown_if=read_condition(data["shown_if"]),
        )


class PartForm(LineForm):
    """One order inside a composite product."""

    key = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput)
    name = forms.CharField(
        label=PART["name"],
        max_length=120,
        error_messages={"required": gettext_lazy("Write what is done, or remove this line.")},
    )
    unit = LaterChoice(label=PART["unit"])
    lead_days = days(PART["lead_days"], initial=1)
    after = forms.MultipleChoiceField(label=PART["after"], required=False, widget=forms.CheckboxSelectMultiple)

    only_if = LaterChoice(label=PART["only_if"])
    except_if = LaterChoice(label=PART["except_if"])

    def __init__(self, *args: Any, lists: Lists, others: Choices, conditions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose_condition("only_if", conditions, gettext("Always"))
        self._choose_condition("except_if", conditions, gettext("Never left out"))
        self.fields["unit"].choices = [("", gettext("Choose a unit")), *lists.units]  # type: ignore[attr-defined]
        choices = list(others)
        for key in self["after"].value() or []:
            choices = _with(choices, key, gettext("a part that is gone"))
        self.fields["after"].choices = choices  # type: ignore[attr-defined]

    @property
    def title(self) -> str:
        return self["name"].value() or gettext("New part")

    @property
    def unit_words(self) -> str:
        chosen = self["unit"].value()
        return str(dict(self.fields["unit"].choices).get(chosen, "")) if chosen else ""  # type: ignore[attr-defined]

    def part(self) -> Part:
        data = self.cleaned_data
        return Part(
            key=data["key"],
            name=data["name"],
            unit=data["unit"],
            lead_days=data["lead_days"],
            after=tuple(data["after"]),
            only_if=read_condition(data["only_if"]),
            except_if=read_condition(data["except_if"]),
        )


def condition(key: str, answer: str) -> str:
    """Write a condition as the value of an option."""
    return f"{key}={answer}"


def read_condition(value: str) -> tuple[str, str] | None:
    """Read what `condition` wrote."""
    key, _sign, answer = value.partition("=")
    return (key, answer) if key and answer else None


def _with(choices: Iterable[tuple[str, Any]], value: Any, label: str) -> Choices:
    """Keep a value that can't be chosen any more, so that what stood there is not lost without a word."""
    known = list(choices)
    return known if not value or value in dict(known) else [*known, (str(value), f"{value} ({label})")]
