"""A definition: back and forth as JSON, what keeps it from being published, and the order of its parts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.definition import ApprovalStep, Definition, Part, lead_days, problems, released, wanted
from catalog.intake import Question
from catalog.labels import KINDS
from servicedesk.lifecycle import Kind

UNITS = {"servicedesk", "facilitair-team"}
GOOD = Definition(
    code="zaal",
    name="Zaal",
    summary="Een zaal.",
    groups=("kerndepartement",),
    owner="servicedesk",
    price=Decimal("12.50"),
    approvals=(ApprovalStep("manager"), ApprovalStep("unit_head", unit="servicedesk")),
    questions=(
        Question("wat", "Wat?", "choice", choices=("A", "B")),
        Question("lunch", "Lunch?", "yes_no"),
        Question("hoeveel", "Hoeveel?", "number", shown_if=("lunch", "yes")),
        Question("welke", "Welke?", shown_if=("wat", "B")),
    ),
    parts=(
        Part("zaal", "Zaal", "servicedesk", 1),
        Part("stoelen", "Stoelen", "facilitair-team", 2, ("zaal",), only_if=("lunch", "yes"), except_if=("wat", "A")),
    ),
)


def test_a_good_definition_has_no_problems():
    assert problems(GOOD, UNITS) == []


def test_a_definition_survives_json():
    assert Definition.from_dict(GOOD.to_dict()) == GOOD
    assert Definition.from_dict(GOOD.to_dict() | {"colour": "red"}) == GOOD
    assert Definition.from_dict({"code": "x", "name": "X"}) == Definition(code="x", name="X")


def with_question(number, **values):
    questions = list(GOOD.questions)
    questions[number] = replace(questions[number], **values)
    return replace(GOOD, questions=tuple(questions))


BROKEN = {
    "name": replace(GOOD, name=" "),
    "summary": replace(GOOD, summary=""),
    "groups": replace(GOOD, groups=()),
    "owner": replace(GOOD, owner="nobody"),
    "executing": replace(GOOD, executing="nobody"),
    "direct_note": replace(GOOD, via_front_office=False),
    "approvals.0.by": replace(GOOD, approvals=(ApprovalStep("minister"),)),
    "approvals.0.unit": replace(GOOD, approvals=(ApprovalStep("unit_head"),)),
    "approvals.0.person": replace(GOOD, approvals=(ApprovalStep("person"),)),
    "questions.1.label": with_question(1, label=" "),
    "questions.3.label": with_question(3, key="wat"),
    "questions.0.choices": replace(GOOD, questions=(Question("wat", "Wat?", "choice", choices=("A", "A")),), parts=()),
    "questions.2.shown_if": with_question(2, shown_if=("lunch", "maybe")),
    "parts.1.name": replace(GOOD, parts=(Part("a", "A", "servicedesk"), Part("a", "B", "servicedesk"))),
    "parts.0.unit": replace(GOOD, parts=(Part("a", "A", ""),)),
    "parts.0.only_if": replace(GOOD, parts=(Part("a", "A", "servicedesk", only_if=("gone", "yes")),)),
    "parts.0.except_if": replace(GOOD, parts=(Part("a", "A", "servicedesk", except_if=("wat", "C")),)),
    "parts.0.after": replace(GOOD, parts=(Part("a", "A", "servicedesk", 1, ("gone",)),)),
}


@pytest.mark.parametrize("place", BROKEN)
def test_a_problem_is_named_at_its_place(place):
    assert [problem.place for problem in problems(BROKEN[place], UNITS)] == [place]


def test_a_question_cannot_depend_on_a_later_one():
    questions = (GOOD.questions[2], GOOD.questions[1])
    assert [p.place for p in problems(replace(GOOD, questions=questions, parts=()), UNITS)] == ["questions.0.shown_if"]


def test_parts_that_wait_for_each_other_are_both_named():
    parts = (
        Part("a", "A", "servicedesk", 1, ("b",)),
        Part("b", "B", "servicedesk", 1, ("a",)),
        Part("c", "C", "servicedesk"),
    )
    assert [p.place for p in problems(replace(GOOD, parts=parts), UNITS)] == ["parts.0.after", "parts.1.after"]


@st.composite
def acyclic(draw):
    """Parts of which each waits only for earlier ones, in any order on the page."""
    count = draw(st.integers(1, 9))
    parts = [
        Part(
            key=f"p{number}",
            name=f"Part {number}",
            unit="servicedesk",
            lead_days=draw(st.integers(0, 20)),
            after=tuple(f"p{n}" for n in draw(st.sets(st.integers(0, number - 1)))) if number else (),
        )
        for number in range(count)
    ]
    return draw(st.permutations(parts))


@given(acyclic(), st.randoms(use_true_random=False))
def test_every_part_is_released_once_and_never_before_what_it_waits_for(parts, chance):
    finished: list[str] = []
    while able := released(parts, set(finished)):
        finished.append(chance.choice(able))
    assert sorted(finished) == sorted(part.key for part in parts)
    for part in parts:
        assert all(finished.index(key) < finished.index(part.key) for key in part.after)
    assert problems(replace(GOOD, parts=tuple(parts)), UNITS) == []


@given(acyclic(), st.none() | st.integers(0, 50))
def test_the_promise_is_the_longest_path_or_longer(parts, own):
    by_key = {part.key: part for part in parts}

    def longest(key: str) -> int:
        part = by_key[key]
        return part.lead_days + max((longest(before) for before in part.after), default=0)

    expected = max(max(longest(key) for key in by_key), own or 0)
    assert lead_days(replace(GOOD, parts=tuple(parts), lead_days=own)) == expected


@given(acyclic(), st.data())
def test_a_circle_is_found_however_long(parts, data):
    first = data.draw(st.sampled_from(parts))
    behind = {first.key}
    while more := {part.key for part in parts if behind & set(part.after)} - behind:
        behind |= more
    last = data.draw(st.sampled_from(sorted(behind)))
    looped = [replace(part, after=(*part.after, last)) if part.key == first.key else part for part in parts]
    assert any(problem.place.endswith(".after") for problem in problems(replace(GOOD, parts=tuple(looped)), UNITS))
    assert lead_days(replace(GOOD, parts=tuple(looped), lead_days=3)) >= 3, "ends all the same"


@given(acyclic(), st.data())
def test_parts_that_are_not_wanted_hold_up_no_other(parts, data):
    asked = [replace(part, only_if=("lunch", "yes")) if data.draw(st.booleans()) else part for part in parts]
    asked = [replace(part, except_if=("wat", "B")) if data.draw(st.booleans()) else part for part in asked]
    answers = {"lunch": data.draw(st.sampled_from(["yes", "no"])), "wat": data.draw(st.sampled_from(["A", "B"]))}
    kept = wanted(asked, answers)
    assert [part.key for part in kept] == [
        part.key
        for part in asked
        if (not part.only_if or answers["lunch"] == "yes") and (not part.except_if or answers["wat"] != "B")
    ]
    finished: set[str] = set()
    while able := released(kept, finished):
        finished |= set(able)
    assert finished == {part.key for part in kept}
    whole = replace(GOOD, parts=tuple(asked), lead_days=None)
    assert (lead_days(whole, answers) or 0) <= (lead_days(whole) or 0)


def test_without_parts_the_promise_is_its_own():
    assert lead_days(replace(GOOD, parts=(), lead_days=4)) == 4
    assert lead_days(replace(GOOD, parts=(), lead_days=None)) is None


def test_the_owner_does_the_work_unless_another_unit_is_named():
    assert GOOD.carried_out_by == "servicedesk"
    assert replace(GOOD, executing="facilitair-team").carried_out_by == "facilitair-team"


def test_the_kinds_of_question_are_those_of_a_ticket():
    assert set(KINDS) == set(Kind.values)
