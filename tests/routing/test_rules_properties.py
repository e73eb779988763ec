"""Deciding and checking, compared with what is too slow or too simple to be wrong."""

from __future__ import annotations

from itertools import product as every

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.checking import Crew, House, check
from routing.decide import CONDITIONS, OUTCOMES, Question, Rule, Rules, decide
from routing.findings import FAULT
from routing.reach import LATER, World, turns
from routing.stages import Stage

often = settings(max_examples=150, derandomize=True, database=None, deadline=None)
UNITS = ("balie", "team", "bz")
CODES = {
    "product": ("pas", "visum"), "category": ("toegang", "reizen"), "type": ("standard", "advice"),
    "kind": ("incident", "request"), "customer_group": ("kern",), "department": ("ET",), "location": ("B30", "B20"),
    "channel": ("phone", "portal"), "urgency": ("low", "normal", "high"), "phase": ("1", "2"),
}  # fmt: skip
PRODUCTS = {"pas": ("toegang", "standard"), "visum": ("reizen", "advice")}
codes = {name: frozenset(some) for name, some in CODES.items()}


def asked(some: tuple[str, ...] = CONDITIONS) -> st.SearchStrategy:
    fixed = {name: st.sets(st.sampled_from(CODES[name]), min_size=1).map(frozenset) for name in some}
    return st.dictionaries(st.sampled_from(some), st.none(), max_size=3).flatmap(
        lambda names: st.fixed_dictionaries({name: fixed[name] for name in names})
    )


def rules(some: tuple[str, ...] = CONDITIONS, most: int = 8) -> st.SearchStrategy:
    one = st.builds(
        Rule,
        number=st.just(0),
        name=st.sampled_from(("Een", "Twee")),
        when=asked(some),
        answered_by=st.sampled_from(("", *UNITS)),
        carried_out_by=st.sampled_from(("", *UNITS)),
        via_front_office=st.sampled_from((None, True, False)),
        skill=st.sampled_from(("", "reizen", "toegang")),
        approval=st.sampled_from((None, True, False)),
    )
    return st.lists(one, max_size=most).map(
        lambda found: [Rule(**{**vars(rule), "number": number}) for number, rule in enumerate(found, 1)]
    )


units = st.sampled_from(UNITS)
questions = st.builds(
    Question,
    kind=st.sampled_from(("", *CODES["kind"])),
    product=st.sampled_from(("", *CODES["product"])),
    category=st.sampled_from(("", *CODES["category"])),
    type=st.sampled_from(("", *CODES["type"])),
    owner=st.sampled_from(("", *UNITS)),
    executing=st.sampled_from(("", *UNITS)),
    via_front_office=st.booleans(),
    location=st.sampled_from(("", *CODES["location"])),
    channel=st.sampled_from(("", *CODES["channel"])),
    urgency=st.sampled_from(CODES["urgency"]),
    phase=st.sampled_from((None, 1, 2)),
    front_office_takes=st.booleans(),
    front_office=st.just("balie"),
    closed=st.dictionaries(units, st.sampled_from(("", *UNITS)), max_size=3),
)


def first(some: list[Rule], question: Question, outcome: str) -> Rule | None:
    """The first that fits and says something of it: how it is promised, in one line."""
    return next((rule for rule in some if rule.fits(question) and rule.names(outcome)), None)


@often
@given(rules(), questions)
def test_each_thing_is_decided_by_the_first_rule_that_fits_and_says_it(some, question):
    found = Rules(some).deciding(question)
    assert found == {outcome: rule for outcome in OUTCOMES if (rule := first(some, question, outcome))}


@often
@given(rules(), questions)
def test_every_question_is_decided_the_same_each_time_and_with_reasons(some, question):
    decision = decide(question, Rules(some, version=7))
    assert decision == decide(question, Rules(some, version=7))
    assert decision.answered_by in UNITS
    assert decision.carried_out_by in UNITS
    assert decision.explanation
    assert decision.rule_version == 7
    open_units = set(UNITS) - question.closed.keys()
    # Where all are closed, or point at each other, the front office is left.
    assert {decision.answered_by, decision.carried_out_by} <= open_units | {"balie"}


@often
@given(rules(), rules(most=3), questions)
def test_what_comes_after_changes_nothing_that_was_decided(some, more, question):
    before, after = Rules(some).deciding(question), Rules([*some, *more]).deciding(question)
    assert {outcome: after[outcome] for outcome in before} == before


FEW = ("product", "category", "type", "channel", "phase")


def all_questions(world: World) -> list[Question]:
    """Every question that differs for rules about these few things."""
    return [
        Question(
            product="" if code == LATER else code,
            category=category,
            type=kind,
            channel=channel,
            phase=int(phase) if phase else None,
        )
        for (code, category, kind), channel, phase in every(
            world.subjects, world.values["channel"], world.values["phase"]
        )
    ]


@often
@given(rules(FEW))
def test_a_rule_gets_its_turn_exactly_where_some_question_is_left_for_it(some):
    world = World(PRODUCTS, codes)
    asked_of_all = all_questions(world)
    for rule, mine in zip(some, turns(some, world), strict=True):
        for outcome in OUTCOMES:
            reached = any(first(some, question, outcome) is rule for question in asked_of_all)
            assert bool(outcome in mine and mine[outcome].left) == reached


@often
@given(rules(FEW))
def test_two_rules_are_told_apart_exactly_where_they_can_disagree(some):
    house = House("balie", codes=codes, products=PRODUCTS, crews=dict.fromkeys(UNITS, Crew()), stages=(Stage(),))
    world = World(PRODUCTS, codes)
    fits = {
        rule.number: frozenset(at for at, question in enumerate(all_questions(world)) if rule.fits(question))
        for rule in some
    }
    expected = set()
    for place, one in enumerate(some):
        for other in some[place + 1 :]:
            mine, theirs = fits[one.number], fits[other.number]
            differ = any(
                one.names(name) and other.names(name) and getattr(one, name) != getattr(other, name)
                for name in OUTCOMES
            )
            if differ and mine & theirs and (mine == theirs or not (mine <= theirs or theirs <= mine)):
                expected.add((one.number, other.number, mine == theirs))
    found = {(*finding.rules, finding.severity == FAULT) for finding in check(some, house) if len(finding.rules) == 2}
    assert found == expected
