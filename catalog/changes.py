"""What a definition says in words, and what differs between two of them. Nothing here touches the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from difflib import SequenceMatcher
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from catalog.definition import ApprovalStep, Definition, Part
from catalog.intake import Question
from catalog.labels import APPROVAL, FIELDS, KINDS, PART, QUESTION, QUESTION_KINDS, TYPES
from catalog.names import Names

PHRASES = ("synonyms", "keywords", "groups", "locations")


@dataclass(frozen=True)
class Change:
    """One thing that was changed. Empty `old`: it was added; empty `new`: it was taken away."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Fact:
    """One thing a definition says."""

    label: str
    value: str


@dataclass(frozen=True)
class Told:
    """A question or a part: what it is called and what more there is to say."""

    label: str
    facts: list[Fact]


def facts(definition: Definition, names: Names) -> list[Fact]:
    """Return all that is filled in, in words; questions and parts apart."""
    said = [Fact(str(label), said_of(definition, field, names)) for field, label in FIELDS.items()]
    return [fact for fact in said if fact.value]


def told_questions(definition: Definition) -> list[Told]:
    """Return the questions in words, in order."""
    return [_told(_question(question, definition.questions)) for question in definition.questions]


def told_parts(definition: Definition, names: Names) -> list[Told]:
    """Return the parts in words, in order."""
    return [_told(_part(part, definition, names)) for part in definition.parts]


def _told(words: dict[str, str]) -> Told:
    title, *rest = words.items()
    return Told(title[1], [Fact(label, value) for label, value in rest if value])


def changes(old: Definition, new: Definition, names: Names) -> list[Change]:
    """Return what differs, field by field, then question by question and part by part."""
    found = []
    for field, label in FIELDS.items():
        if getattr(old, field) != getattr(new, field):
            was, now = said_of(old, field, names), said_of(new, field, names)
            found.append(Change(str(label), *_what_differs(was, now, ", " if field in PHRASES else "\n")))
    found += _line_changes(old.questions, new.questions, gettext("Question"), _question_words(old, new))
    found += _line_changes(old.parts, new.parts, gettext("Part"), _part_words(old, new, names))
    return found


def merged(start: Definition, mine: Definition, theirs: Definition) -> Definition:
    """Return what I have, with what a colleague changed since `start` wherever I didn't change it myself."""
    names = [field.name for field in fields(Definition)]
    untouched = {name for name in names if getattr(mine, name) == getattr(start, name)}
    return replace(mine, **{name: getattr(theirs, name) for name in untouched})


def said_of(definition: Definition, field: str, names: Names) -> str:
    """Say in words what a definition has in a field; empty where it has nothing."""
    value = getattr(definition, field)
    match field:
        case "approvals":
            return _numbered(_step(step, names) for step in value)
        case "groups":
            return _listed(value, names.groups)
        case "locations":
            return _listed(value, names.locations) or gettext("Everywhere")
        case "owner" | "executing":
            return names.units.get(value or "", value or "")
        case "category":
            return names.categories.get(value, value)
        case "type":
            return str(TYPES.get(value, value))
        case "kind":
            return str(KINDS.get(value, value))
        case "price":
            return "" if value is None else f"€ {number_format(value, 2, use_l10n=True)}"
        case "synonyms" | "keywords":
            return ", ".join(value)
    return _plain(value)


def _what_differs(old: str, new: str, between: str) -> tuple[str, str]:
    """Leave out of both what stands in both; where only the order differs, leave out nothing."""
    was, now = old.split(between), new.split(between)
    gone = [piece for piece in was if piece not in now]
    come = [piece for piece in now if piece not in was]
    return (between.join(gone), between.join(come)) if any(gone) or any(come) else (old, new)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return "" if value is None else str(value)


def _listed(codes: Sequence[str], names: dict[str, str]) -> str:
    return ", ".join(names.get(code, code) for code in codes)


def _numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _step(step: ApprovalStep, names: Names) -> str:
    who = names.units.get(step.unit or "", step.unit or "") or names.people.get(step.person or "", step.person or "")
    label = str(APPROVAL.get(step.by, step.by))
    return f"{label}: {who}" if who else label


Words = dict[str, dict[str, str]]


def _line_changes(old: Sequence, new: Sequence, what: str, words: tuple[Words, Words]) -> list[Change]:
    """Compare lines that have a key: what went, what came, what differs, and whether the order did."""
    before, after = words
    found = [Change(_of(what, before[line.key]), _whole(before[line.key]), "") for line in old if line.key not in after]
    for line in new:
        if line.key not in before:
            found.append(Change(_of(what, after[line.key]), "", _whole(after[line.key])))
            continue
        was, now = before[line.key], after[line.key]
        labels = [label for label in now if was[label] != now[label]]
        found += [Change(f"{_of(what, now)}: {label}", was[label], now[label]) for label in labels]
    return found + _moved(old, new, what, words)


def _moved(old: Sequence, new: Sequence, what: str, words: tuple[Words, Words]) -> list[Change]:
    """Say which lines changed places: as few as explain the new order."""
    before, after = words
    was = [line.key for line in old if line.key in after]
    now = [line.key for line in new if line.key in before]
    same = {
        was[block.a + n] for block in SequenceMatcher(a=was, b=now).get_matching_blocks() for n in range(block.size)
    }
    place = gettext("Place in the order")
    return [
        Change(f"{_of(what, after[key])}: {place}", str(was.index(key) + 1), str(now.index(key) + 1))
        for key in now
        if key not in same
    ]


def _title(words: dict[str, str]) -> str:
    return next(iter(words.values()))


def _of(what: str, words: dict[str, str]) -> str:
    return f"{what} “{_title(words)}”"


def _whole(words: dict[str, str]) -> str:
    return "\n".join(f"{label}: {value}" for label, value in words.items() if value)


def _question_words(old: Definition, new: Definition) -> tuple[Words, Words]:
    return {q.key: _question(q, old.questions) for q in old.questions}, {
        q.key: _question(q, new.questions) for q in new.questions
    }


def _question(question: Question, all_questions: Sequence[Question]) -> dict[str, str]:
    values = {
        "label": question.label,
        "kind": str(QUESTION_KINDS.get(question.kind, question.kind)),
        "required": _plain(question.required),
        "help": question.help,
        "choices": ", ".join(question.choices),
        "shown_if": _condition_words(question.shown_if, all_questions),
    }
    return {str(QUESTION[field]): value for field, value in values.items()}


def _condition_words(condition: tuple[str, str] | None, questions: Sequence[Question]) -> str:
    """Say on which answer something depends; empty where it depends on none."""
    if not condition:
        return ""
    key, value = condition
    label = next((question.label for question in questions if question.key == key), key)
    return f"{label} → {answer_words(value)}"


def answer_words(value: str) -> str:
    """Say an answer as people read it."""
    return {"yes": gettext("Yes"), "no": gettext("No")}.get(value, value)


def _part_words(old: Definition, new: Definition, names: Names) -> tuple[Words, Words]:
    return {p.key: _part(p, old, names) for p in old.parts}, {p.key: _part(p, new, names) for p in new.parts}


def _part(part: Part, definition: Definition, names: Names) -> dict[str, str]:
    titles = {other.key: other.name for other in definition.parts}
    values = {
        "name": part.name,
        "unit": names.units.get(part.unit, part.unit),
        "lead_days": str(part.lead_days),
        "after": ", ".join(titles.get(key, key) for key in part.after),
        "only_if": _condition_words(part.only_if, definition.questions),
        "except_if": _condition_words(part.except_if, definition.questions),
    }
    return {str(PART[field]): value for field, value in values.items()}
