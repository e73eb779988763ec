"""Who answers and who works: always decided, always the same, and said in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from routing import decide as module
from routing.decide import Decision, Question, Reason, decide

codes = st.one_of(st.just(""), st.from_regex(r"[a-z][a-z-]{0,8}", fullmatch=True))
questions = st.builds(
    Question,
    kind=codes,
    product=codes,
    product_name=st.text(max_size=12),
    owner=codes,
    executing=codes,
    via_front_office=st.booleans(),
    customer_group=codes,
    location=codes,
    channel=codes,
    urgency=codes,
    front_office=st.from_regex(r"[a-z]{1,8}", fullmatch=True),
)
often = settings(max_examples=200, derandomize=True, database=None, deadline=None)


@often
@given(questions)
def test_every_question_is_decided_and_explained(question):
    decision = decide(question)
    assert decision.answered_by
    assert decision.carried_out_by
    assert decision.explanation
    for said in decision.explanation:
        assert said.endswith(".")
        assert decision.answered_by in said or decision.carried_out_by in said or said == module.WORK_HERE


@often
@given(questions)
def test_the_same_question_gets_the_same_answer(question):
    assert decide(question) == decide(replace(question))


def test_without_a_product_it_is_the_front_offices():
    decision = decide(Question(kind="information", front_office="balie"))
    assert decision == Decision("balie", "balie", True, decision.reasons)
    assert "balie" in str(decision.reasons[0])


def test_the_owner_answers_and_the_executing_unit_works():
    question = Question(product="lunch", product_name="Lunch", owner="servicedesk", executing="albron")
    decision = decide(question)
    assert (decision.answered_by, decision.carried_out_by, decision.via_front_office) == ("servicedesk", "albron", True)
    assert all(word in " ".join(decision.explanation) for word in ("Lunch", "servicedesk", "albron"))
    assert decide(replace(question, executing="")).carried_out_by == "servicedesk"


def test_what_goes_straight_to_a_partner_says_so():
    decision = decide(Question(product="taxi", owner="servicedesk", executing="vervoer", via_front_office=False))
    assert not decision.via_front_office
    assert "straight to vervoer" in decision.explanation[-1]


def test_a_name_with_braces_is_only_a_name():
    decision = decide(Question(product="x", product_name="{unit} {0} {oops}", owner="servicedesk"))
    assert "{unit} {0} {oops}" in decision.explanation[0]


def test_a_reason_is_kept_as_its_text_and_what_fills_it():
    assert Reason("By {unit}.", (("unit", "balie"),)).to_json() == ["By {unit}.", {"unit": "balie"}]


def test_every_reason_can_be_translated():
    texts = [value for name, value in vars(module).items() if name.isupper() and isinstance(value, str)]
    source = Path(module.__file__).read_text()
    assert len(texts) == source.count("= gettext_noop(") == 11
