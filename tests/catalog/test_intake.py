"""Which questions are asked, and what makes the answers complete and right."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake import KINDS, Question, asked, cleaned, faults, missing

ANSWERS = st.sampled_from(["yes", "no", "a", "b", "", " ", "12", "2026-11-24", "B30", "x" * 300, "é\n"])


@st.composite
def forms(draw):
    """A form in which each question may depend on any other, also on a later one or on none."""
    keys = [f"q{number}" for number in range(draw(st.integers(1, 7)))]
    condition = st.none() | st.tuples(st.sampled_from([*keys, "gone"]), st.sampled_from(["yes", "no", "a"]))
    questions = [
        Question(
            key=key,
            label=key,
            kind=draw(st.sampled_from(KINDS)),
            required=draw(st.booleans()),
            choices=("a", "b"),
            shown_if=draw(condition),
        )
        for key in keys
    ]
    return questions, draw(st.dictionaries(st.sampled_from(keys), ANSWERS))


@given(forms())
def test_a_question_is_asked_when_its_condition_holds_on_a_question_that_is_asked(form):
    questions, answers = form
    shown = {question.key for question in asked(questions, answers)}
    for number, question in enumerate(questions):
        earlier = {other.key for other in questions[:number]} & shown
        holds = not question.shown_if or (
            question.shown_if[0] in earlier and answers.get(question.shown_if[0], "") == question.shown_if[1]
        )
        assert (question.key in shown) == holds


@given(forms())
def test_only_what_is_asked_can_be_missing_wrong_or_kept(form):
    questions, answers = form
    shown = {question.key for question in asked(questions, answers)}
    assert {question.key for question in missing(questions, answers)} <= shown
    assert faults(questions, answers).keys() <= shown
    assert cleaned(questions, answers).keys() <= shown


@given(forms())
def test_a_required_question_that_is_asked_is_answered_or_missing(form):
    questions, answers = form
    kept = cleaned(questions, answers)
    lacking = {question.key for question in missing(questions, answers)}
    needed = {question.key for question in asked(questions, answers) if question.required}
    assert needed == lacking | (needed & kept.keys())
    assert not lacking & kept.keys()


@given(forms())
def test_cleaning_twice_changes_nothing(form):
    questions, answers = form
    once = cleaned(questions, answers)
    assert all(value == value.strip() and value for value in once.values())
    assert cleaned(questions, once) == {key: value for key, value in once.items() if key in cleaned(questions, once)}


@given(forms())
def test_answers_that_are_left_out_have_no_fault(form):
    questions, _answers = form
    assert faults(questions, {}) == {}


@given(st.sampled_from(KINDS), st.text(max_size=250))
def test_any_answer_is_right_or_has_a_reason(kind, answer):
    found = faults([Question("it", "What?", kind, choices=("a", "b"))], {"it": answer})
    assert set(found) <= {"it"}
    assert all(found.values())


@given(st.dates())
def test_every_day_is_a_date(day: date):
    assert faults([Question("it", "When?", "date")], {"it": day.isoformat()}) == {}


@given(st.integers(-99_999_999, 99_999_999) | st.decimals(-99_999, 99_999, places=2))
def test_every_number_is_a_number(number):
    question = Question("it", "How many?", "number")
    assert faults([question], {"it": str(number)}) == {}
    assert faults([question], {"it": str(number).replace(".", ",")}) == {}


@pytest.mark.parametrize("typed", ["--1", "1-", "1,2,3", "1.000,00", ".", "-", "1e5", "²", "١٢", "NaN", "9" * 13])
def test_what_is_no_number_is_refused(typed):
    assert faults([Question("it", "How many?", "number")], {"it": typed})


@pytest.mark.parametrize("kind", ["location", "person", "file"])
def test_what_nobody_knows_is_refused(kind):
    known = {kind: lambda value: value == "here"}
    question = Question("it", "Which?", kind)
    assert faults([question], {"it": "here"}, known) == {}
    assert faults([question], {"it": "elsewhere"}, known)


@pytest.mark.parametrize("char", ["\x00", "\ud800"])
def test_what_no_database_keeps_is_refused(char):
    assert faults([Question("it", "What?", "paragraph")], {"it": f"a{char}b"})


@pytest.mark.parametrize("answer", ["🙂", "\u202eabc", "<script>", "a\nb\tc", "ü"])
def test_what_people_write_is_taken(answer):
    assert faults([Question("it", "What?", "paragraph")], {"it": answer}) == {}
