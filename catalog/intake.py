"""A product's questions and what makes an answer complete. Plain values in, plain values out (rule 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

KINDS = ("text", "paragraph", "number", "date", "choice", "location", "person", "file", "yes_no")
LONGEST = {"text": 200, "paragraph": 5000}
NUMBER = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)


def gettext_noop(text: str) -> str:
    """Mark a message for translation; this module knows no settings."""
    return text


@dataclass(frozen=True)
class Question:
    """One question of an intake form; asked when `shown_if` holds: (key of an earlier question, its answer)."""

    key: str
    label: str
    kind: str = "text"
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    shown_if: tuple[str, str] | None = None

    @classmethod
    def from_dict(cls, data: Mapping) -> Question:
        condition = data.get("shown_if")
        return cls(
            key=data["key"],
            label=data["label"],
            kind=data.get("kind", "text"),
            required=bool(data.get("required")),
            help=data.get("help", ""),
            choices=tuple(data.get("choices", ())),
            shown_if=(condition["key"], condition["value"]) if condition else None,
        )


def asked(questions: Sequence[Question], answers: Mapping[str, object]) -> list[Question]:
    """Return the questions that apply. One whose condition looks at a question that isn't asked, isn't asked either."""
    shown: list[Question] = []
    keys: set[str] = set()
    for question in questions:
        if question.shown_if:
            key, value = question.shown_if
            if key not in keys or str(answers.get(key, "")) != value:
                continue
        shown.append(question)
        keys.add(question.key)
    return shown


def missing(questions: Sequence[Question], answers: Mapping[str, object]) -> list[Question]:
    """Return the required questions that apply and have no answer."""
    return [q for q in asked(questions, answers) if q.required and not str(answers.get(q.key) or "").strip()]


def cleaned(questions: Sequence[Question], answers: Mapping[str, object]) -> dict[str, str]:
    """Keep the answers to questions that apply, as text without blanks around it."""
    kept = {q.key: str(answers.get(q.key) or "").strip() for q in asked(questions, answers)}
    return {key: value for key, value in kept.items() if value}


def faults(
    questions: Sequence[Question],
    answers: Mapping[str, object],
    known: Mapping[str, Callable[[str], bool]] | None = None,
) -> dict[str, str]:
    """Return a message (an English msgid) for each answer that can't be right.

    `known` tells for a kind ("location", "person", "file") whether a value exists.
    """
    found = {}
    for question in asked(questions, answers):
        value = str(answers.get(question.key) or "").strip()
        fault = _fault(question, value, known or {}) if value else ""
        if fault:
            found[question.key] = fault
    return found


def _fault(question: Question, value: str, known: Mapping[str, Callable[[str], bool]]) -> str:
    if not value.isprintable() and any(ord(char) == 0 or 0xD800 <= ord(char) <= 0xDFFF for char in value):
        return gettext_noop("This has a character that we can't keep.")
    if len(value) > LONGEST.get(question.kind, 200):
        return gettext_noop("This is too long.")
    if question.kind == "number" and not _is_number(value):
        return gettext_noop("Fill in a number, for example 12.")
    if question.kind == "date" and not _is_date(value):
        return gettext_noop("Fill in a date, for example 22-11-2027.")
    if question.kind == "choice" and value not in question.choices:
        return gettext_noop("Choose one of the answers.")
    if question.kind == "yes_no" and value not in {"yes", "no"}:
        return gettext_noop("Choose yes or no.")
    exists = known.get(question.kind)
    return gettext_noop("We don't know this one. Choose one from the list.") if exists and not exists(value) else ""


def _is_number(value: str) -> bool:
    return len(value) <= 12 and NUMBER.fullmatch(value) is not None


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == 10
