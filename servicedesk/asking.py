"""What the answers to a product's questions say about the question as a whole. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from django.utils.text import Truncator

from catalog.dates import shown_date
from catalog.definition import Definition
from catalog.intake import Question, asked

# Told in one's own words, the fault itself is the best name for it; an order is named for what is ordered.
TOLD = ("incident", "information", "complaint", "wish")
SUBJECT, DETAIL, ROOM = 100, 60, 30


def subject_for(definition: Definition, answers: Mapping[str, str]) -> str:
    """Return a name by which the customer finds the question back, so that nobody has to type one."""
    questions = [question for question in asked(definition.questions, answers) if answers.get(question.key)]
    if definition.kind in TOLD:
        told = next((question for question in questions if question.kind == "paragraph"), None)
        if told:
            return _short(answers[told.key].strip().splitlines()[0], SUBJECT)
    detail = next((question for question in questions if question.kind in ("text", "date", "choice")), None)
    return f"{definition.name}: {_detail(detail, answers)}" if detail else definition.name


def place_in(definition: Definition, answers: Mapping[str, str]) -> tuple[str, str]:
    """Return the code of the building and the room that were answered, empty where none was.

    The room is what is asked in words right after the building.
    """
    questions = asked(definition.questions, answers)
    building = next((question for question in questions if question.kind == "location"), None)
    if building is None:
        return "", ""
    room = next((after for before, after in pairwise(questions) if before == building and after.kind == "text"), None)
    return answers.get(building.key, ""), _short(answers.get(room.key, ""), ROOM) if room else ""


def asks_for(definition: Definition, kind: str) -> bool:
    """Does one of the questions that everybody gets take an answer of this kind?"""
    return any(question.kind == kind and not question.shown_if for question in definition.questions)


def _detail(question: Question, answers: Mapping[str, str]) -> str:
    value = answers[question.key]
    return shown_date(value) if question.kind == "date" else _short(value, DETAIL)


def _short(text: str, most: int) -> str:
    return Truncator(" ".join(text.split())).chars(most)
