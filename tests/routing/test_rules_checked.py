"""What the checker says of rules, in the words of who made them."""

from __future__ import annotations

import pytest
from django.utils import translation

from routing.checking import Crew, House, check
from routing.decide import Question, Rule
from routing.stages import Stage

CODES = {
    "product": frozenset({"pas", "visum", "folder"}),
    "category": frozenset({"toegang", "reizen", "drukwerk"}),
    "type": frozenset({"standard", "advice"}),
    "kind": frozenset({"incident", "request"}),
    "channel": frozenset({"phone", "portal"}),
    "urgency": frozenset({"low", "normal", "high"}),
    "phase": frozenset({"1", "2"}),
}
PRODUCTS = {"pas": ("toegang", "standard"), "visum": ("reizen", "standard"), "folder": ("drukwerk", "advice")}
CREWS = {
    "balie": Crew(), "reizen": Crew(), "team": Crew(answers=False), "leeg": Crew(answers=False, works=False),
    "bz": Crew(answers=False, is_partner=True),
}  # fmt: skip
STAGES = (
    Stage(1, {"weg": "balie"}, is_past=True),
    Stage(2, {"reizen": "balie", "team": ""}),
)


def offered(product: str, owner: str = "balie", executing: str = "") -> Question:
    category, kind = PRODUCTS[product]
    return Question(kind="request", product=product, category=category, type=kind, owner=owner, executing=executing)


HOUSE = House("balie", (offered("pas"),), PRODUCTS, CODES, CREWS, STAGES)


def found(*rules: Rule, house: House = HOUSE) -> list[str]:
    with translation.override("en"):
        return [f"{finding.severity} {finding}" for finding in check(rules, house)]


def rule(number: int, when: dict | None = None, **outcome) -> Rule:
    return Rule(
        number, f"Regel {number}", {key: frozenset(codes.split()) for key, codes in (when or {}).items()}, **outcome
    )


def test_an_empty_set_has_no_faults():
    assert found() == []


def test_a_rule_after_a_wider_one_never_gets_its_turn():
    wide, narrow = rule(1, {"category": "reizen"}, skill="reizen"), rule(2, {"product": "visum"}, skill="pas")
    assert found(narrow, wide) == []
    assert found(wide, narrow) == ["fault Rule 2 never gets its turn: rules before it (1) decide all of it already."]


def test_a_rule_after_several_that_leave_nothing_never_gets_its_turn():
    each = [rule(number, {"urgency": code}, approval=True) for number, code in enumerate(("low", "normal", "high"), 1)]
    assert found(*each, rule(4, {"product": "pas"}, approval=False))[0] == (
        "fault Rule 4 never gets its turn: rules before it (1, 2, 3) decide all of it already."
    )


def test_a_rule_for_a_shelf_is_there_for_what_comes_onto_it_later():
    each = [rule(number, {"product": code}, skill="reizen") for number, code in enumerate(PRODUCTS, 1)]
    assert found(*each, rule(9, {"category": "reizen"}, skill="toegang")) == []


def test_a_rule_that_says_one_thing_in_vain_is_pointed_out():
    wide = rule(1, {"category": "reizen"}, skill="reizen")
    assert found(wide, rule(2, {"product": "visum"}, skill="pas", approval=True)) == [
        "warning Rule 2 never gets to say skill: rules before it (1) do."
    ]


def test_two_rules_that_ask_the_same_may_not_differ():
    one, other = rule(1, {"category": "reizen"}, approval=True), rule(2, {"category": "reizen"}, approval=False)
    assert found(one, other) == ["fault Rules 1 and 2 ask exactly the same, and differ about approval."]


def test_two_rules_that_overlap_are_pointed_out_with_the_one_that_decides():
    one, other = rule(1, {"category": "reizen"}, approval=True), rule(2, {"channel": "phone"}, approval=False)
    assert found(one, other) == [
        "warning Rules 1 and 2 can both fit one question, and differ about approval. "
        "Then rule 1 decides, because it comes first."
    ]
    assert found(one, rule(2, {"category": "drukwerk", "channel": "phone"}, approval=False)) == []


@pytest.mark.parametrize(
    ("when", "outcome", "said"),
    [
        ({"product": "pass"}, {"approval": True}, "fault Rule 1 asks for the product “pass”, which doesn't exist."),
        ({"phase": "7"}, {"approval": True}, "fault Rule 1 asks for the phase “7”, which doesn't exist."),
        ({"product": "pas"}, {}, "fault Rule 1 decides nothing."),
        ({"product": "visum"}, {"answered_by": "bz"}, "fault Rule 1 lets bz answer customers, but a partner only"),
        ({"product": "visum"}, {"answered_by": "leeg"}, "fault Rule 1 leads to leeg, where nobody is."),
        ({"product": "visum", "phase": "1"}, {"answered_by": "team"}, "fault Rule 1 lets team answer customers, but"),
        ({"product": "visum"}, {"carried_out_by": "team"}, "fault Rule 1 leads to team, which is closed in phase 2"),
        ({"product": "visum"}, {"answered_by": "reizen"}, "warning Rule 1 leads to reizen, which is closed in"),
        ({"product": "visum", "category": "drukwerk"}, {"approval": True}, "warning Rule 1 asks for a product"),
        ({}, {"answered_by": "balie", "via_front_office": False}, "warning Rule 1 says who answers, but also that"),
    ],
)  # fmt: skip
def test_what_can_be_wrong_with_one_rule(when, outcome, said):
    texts = found(rule(1, when, **outcome))
    assert texts[0].startswith(said)


def test_a_unit_that_is_closed_where_the_rule_has_no_turn_is_no_fault():
    assert found(rule(1, {"product": "visum", "phase": "1"}, carried_out_by="team")) == []
    first = rule(1, {"phase": "2"}, carried_out_by="bz")
    texts = found(first, rule(2, {"product": "visum"}, carried_out_by="team"))
    assert [text for text in texts if "closed" in text] == []


def test_a_product_that_ends_at_nobody_is_named_in_each_phase():
    house = House(
        "balie", (offered("pas", executing="leeg"), offered("visum", owner="leeg")), PRODUCTS, CODES, CREWS, STAGES
    )
    assert found(house=house) == [
        "warning “pas” ends at leeg in phase 1, where nobody is to do the work.",
        "fault “pas” ends at leeg in phase 2, where nobody is to do the work.",
        "warning “visum” ends at leeg in phase 1, where nobody can answer customers.",
        "fault “visum” ends at leeg in phase 2, where nobody can answer customers.",
    ]
    assert found(rule(1, carried_out_by="bz", answered_by="balie"), house=house) == []


def test_without_phases_and_without_a_front_office():
    house = House("balie", (offered("pas", executing="leeg"),), PRODUCTS, CODES, CREWS)
    assert found(house=house) == ["fault “pas” ends at leeg, where nobody is to do the work."]
    assert found(house=House()) == ["fault There is no front office to answer what no rule and no product says."]
