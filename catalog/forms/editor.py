"""The whole form of a product: its fields and three lists of lines, read from a definition and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.text import slugify

from catalog.changes import answer_words
from catalog.definition import ApprovalStep, Definition, Part
from catalog.forms.lines import Line, first, moved, read_lines, read_move, with_keys, write_lines
from catalog.forms.product import (
    ApprovalForm,
    Choices,
    Lists,
    PartForm,
    ProductForm,
    QuestionForm,
    QuietForm,
    condition,
)
from catalog.intake import Question

TITLES = {"approvals": "by", "questions": "label", "parts": "name"}
TEXTS = ("name", "summary", "description", "lead_text", "conditions", "charge_unit", "direct_note", "cut")
CHOICES = ("category", "type", "kind", "icon", "owner", "executing")
TICKS = ("self_service", "face_to_face", "via_front_office")


class Editor:
    """Shows a definition as a form, and makes a definition of what was typed.

    `seen` is the version of the row that the editor started from. Without a product the form asks for a code as well.
    """

    # For the summary of errors, which speaks of one form.
    is_bound = True

    def __init__(self, definition: Definition, *, seen: int, has_code: bool, data: QueryDict | None = None) -> None:
        self.start = definition
        self.has_code = has_code
        self.data = _as_data(definition) if data is None else data.copy()
        self.seen = _number(self.data.get("seen", ""), seen)
        self.lists = Lists.read()
        # The line that was just moved or added, and which of the two.
        self.at: tuple[str, int] | None = None
        self.is_added = False
        for prefix in ("questions", "parts"):
            write_lines(self.data, prefix, with_keys(read_lines(self.data, prefix), TITLES[prefix]))
        self._build()
        if data is None:
            self._hush()

    def recheck(self) -> None:
        """Say what is wrong with what a page shows that nobody sent."""
        self._build()
        self.is_valid()

    def reshape(self, do: str) -> bool:
        """Add, move or remove a line if that is what the button `do` asks; nothing that was typed is checked then."""
        move = read_move(do, TITLES)
        if move is None:
            return False
        lines, at = moved(read_lines(self.data, move.prefix), move)
        write_lines(self.data, move.prefix, lines)
        self.at = (move.prefix, at)
        self._build()
        self._hush()
        self.is_added = move.verb == "add"
        if self.is_added:
            getattr(self, move.prefix)[at].take_focus()
        return True

    def _build(self) -> None:
        self.form = ProductForm(self.data, lists=self.lists, has_code=self.has_code)
        self.approvals = [
            ApprovalForm(self.data, prefix=f"approvals-{number}", lists=self.lists)
            for number in range(len(read_lines(self.data, "approvals")))
        ]
        questions = read_lines(self.data, "questions")
        self.questions = [
            QuestionForm(self.data, prefix=f"questions-{number}", conditions=_conditions(questions[:number]))
            for number in range(len(questions))
        ]
        parts = read_lines(self.data, "parts")
        answers = _conditions(questions)
        self.parts = [
            PartForm(
                self.data,
                prefix=f"parts-{number}",
                lists=self.lists,
                others=_others(parts, number),
                conditions=answers,
            )
            for number in range(len(parts))
        ]

    def _hush(self) -> None:
        for form in self._forms():
            form.hush()

    def is_valid(self) -> bool:
        # Each of them, so that all that is wrong is said at once.
        return [form.prefix for form in self._forms() if not form.is_valid()] == []

    def definition(self) -> Definition:
        """Return what was typed. Only after `is_valid`."""
        values: dict[str, Any] = {name: _tidy(value) for name, value in self.form.cleaned_data.items()}
        code = self.start.code if self.has_code else values["code"] or slugify(values["name"])[:80]
        executing = values["executing"]
        return Definition(
            **values
            | {
                "code": code,
                "executing": executing if executing and executing != values["owner"] else None,
                "groups": tuple(values["groups"]),
                "locations": tuple(values["locations"]),
                "approvals": tuple(form.step() for form in self.approvals if not form.is_blank),
                "questions": tuple(form.question() for form in self.questions if not form.is_blank),
                "parts": tuple(form.part() for form in self.parts if not form.is_blank),
            }
        )

    def add_errors(self, text: str, errors: Mapping[str, list[str]]) -> None:
        """Put what a service refused at the place it is about; at the top what has no place."""
        placed = False
        for place, texts in errors.items():
            form, field = self._place(place)
            for error in texts:
                form.add_error(field, error)
                placed = True
        if not placed:
            self.form.add_error(None, text)

    def non_field_errors(self) -> list[str]:
        """What is wrong with the whole, for the summary on top."""
        return [str(text) for text in self.form.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        for form in self._forms():
            yield from form

    def _place(self, place: str) -> tuple[QuietForm, str | None]:
        prefix, _dot, rest = place.partition(".")
        number, _dot, field = rest.partition(".")
        if prefix in TITLES and number.isdigit():
            lines = [line for line in getattr(self, prefix) if not line.is_blank]
            if int(number) < len(lines) and field in lines[int(number)].fields:
                return lines[int(number)], field
        return self.form, place if place in self.form.fields else None

    def _forms(self) -> list[QuietForm]:
        return [self.form, *self.approvals, *self.questions, *self.parts]


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _tidy(value: object) -> object:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _conditions(earlier: list[Line]) -> Choices:
    """Return what a question can depend on: each answer of the earlier questions that have a few."""
    found = []
    for line in earlier:
        key, label, kind = (first(line, field) for field in ("key", "label", "kind"))
        answers = {"yes_no": ["yes", "no"], "choice": _split(line)}.get(kind, [])
        found += [(condition(key, answer), f"{label} → {answer_words(answer)}") for answer in answers if key]
    return found


def _others(lines: list[Line], mine: int) -> Choices:
    """Return the parts that a part can wait for."""
    named = [(first(line, "key"), first(line, "name")) for number, line in enumerate(lines) if number != mine]
    return [(key, name) for key, name in named if key]


def _split(line: Line) -> list[str]:
    return [" ".join(answer.split()) for answer in first(line, "choices").splitlines() if answer.strip()]


def _as_data(definition: Definition) -> QueryDict:
    """Return a definition as a browser would send it."""
    data = QueryDict(mutable=True)
    for field in (*TEXTS, *CHOICES):
        data[field] = getattr(definition, field) or ""
    for field in TICKS:
        data.setlist(field, ["on"] if getattr(definition, field) else [])
    data.setlist("groups", list(definition.groups))
    data.setlist("locations", list(definition.locations))
    data["lead_days"] = "" if definition.lead_days is None else str(definition.lead_days)
    data["price"] = "" if definition.price is None else number_format(definition.price, 2, use_l10n=True)
    data["synonyms"] = "\n".join(definition.synonyms)
    data["keywords"] = "\n".join(definition.keywords)
    write_lines(data, "approvals", [_approval_line(step) for step in definition.approvals])
    write_lines(data, "questions", [_question_line(question) for question in definition.questions])
    write_lines(data, "parts", [_part_line(part) for part in definition.parts])
    return data


def _approval_line(step: ApprovalStep) -> Line:
    return {"by": [step.by], "unit": [step.unit or ""], "person": [step.person or ""]}


def _question_line(question: Question) -> Line:
    return {
        "key": [question.key],
        "label": [question.label],
        "kind": [question.kind],
        "required": ["on"] if question.required else [],
        "help": [question.help],
        "choices": ["\n".join(question.choices)],
        "shown_if": [condition(*question.shown_if) if question.shown_if else ""],
    }


def _part_line(part: Part) -> Line:
    values = {
        "key": part.key,
        "name": part.name,
        "unit": part.unit,
        "lead_days": str(part.lead_days),
        "only_if": condition(*part.only_if) if part.only_if else "",
        "except_if": condition(*part.except_if) if part.except_if else "",
    }
    return {**{field: [value] for field, value in values.items()}, "after": list(part.after)}
