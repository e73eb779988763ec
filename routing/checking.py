"""What is wrong with a set of rules, before it is in force. Pure: plain values in, findings out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from routing.decide import ABOUT_UNITS, OUTCOMES, Decision, Question, Rule, Rules, decide, gettext_noop
from routing.findings import FAULT, WARNING, Finding, fault, warning
from routing.reach import Turn, World, meet, turns, within
from routing.stages import Stage


@dataclass(frozen=True)
class Crew:
    """Who is in a unit: can somebody answer customers there, can somebody do the work?"""

    answers: bool = True
    works: bool = True
    is_partner: bool = False


@dataclass(frozen=True)
class House:
    """What rules are checked against. `offered` are the published products as questions; `products` are all there are,
    with their category and type; `codes` are those that exist for each of CONDITIONS.
    """

    front_office: str = ""
    offered: Sequence[Question] = ()
    products: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    crews: Mapping[str, Crew] = field(default_factory=dict)
    stages: Sequence[Stage] = (Stage(),)


NOTHING = gettext_noop("Rule {rule} decides nothing.")
UNKNOWN = gettext_noop("Rule {rule} asks for the {condition} “{code}”, which doesn't exist.")
NO_PRODUCT = gettext_noop("Rule {rule} asks for a product that isn't of the category or type that it asks for.")
NEVER = gettext_noop("Rule {rule} never gets its turn: rules before it ({others}) decide all of it already.")
PARTLY = gettext_noop("Rule {rule} never gets to say {outcome}: rules before it ({others}) do.")
EQUAL = gettext_noop("Rules {rule} and {other} ask exactly the same, and differ about {outcome}.")
OVERLAP = gettext_noop(
    "Rules {rule} and {other} can both fit one question, and differ about {outcome}. "
    "Then rule {rule} decides, because it comes first."
)
CLOSED = gettext_noop("Rule {rule} leads to {unit}, which is closed in phase {phase} with nobody in its place.")
SUCCEEDED = gettext_noop("Rule {rule} leads to {closed}, which is closed in phase {phase}: {unit} takes its place.")
PARTNER = gettext_noop("Rule {rule} lets {unit} answer customers, but a partner only carries out work.")
DESERTED = gettext_noop("Rule {rule} leads to {unit}, where nobody is.")
SILENT = gettext_noop("Rule {rule} lets {unit} answer customers, but nobody there can.")
STRAIGHT = gettext_noop("Rule {rule} says who answers, but also that it goes straight to who carries it out.")
UNANSWERED = gettext_noop("“{product}” ends at {unit} in phase {phase}, where nobody can answer customers.")
UNDONE = gettext_noop("“{product}” ends at {unit} in phase {phase}, where nobody is to do the work.")
UNANSWERED_NOW = gettext_noop("“{product}” ends at {unit}, where nobody can answer customers.")
UNDONE_NOW = gettext_noop("“{product}” ends at {unit}, where nobody is to do the work.")
NO_FRONT_OFFICE = gettext_noop("There is no front office to answer what no rule and no product says.")


def check(rules: Sequence[Rule], house: House) -> list[Finding]:
    """Return all that is wrong, in the order of the rules: faults that must be mended, and what is worth knowing."""
    world = World(house.products, house.codes)
    found = turns(rules, world)
    apart = list(_apart(rules, world))
    equal = {number for finding in apart if finding.text == EQUAL for number in finding.rules[1:]}
    by_rule = [
        finding
        for place, rule in enumerate(rules)
        for finding in (
            *_asks(rule, house),
            *_reaches(rules, place, found, equal),
            *_leads(rule, found[place], house, world),
        )
    ]
    return [*by_rule, *apart, *_ends(rules, house)]


def sweep(rules: Rules, house: House) -> dict[str, list[Decision]]:
    """Decide each published product in each phase of the house, in their order."""
    return {
        question.product: [decide(stage.placed(question, house.front_office), rules) for stage in house.stages]
        for question in house.offered
    }


def _asks(rule: Rule, house: House) -> Iterator[Finding]:
    number = str(rule.number)
    if not any(rule.names(outcome) for outcome in OUTCOMES):
        yield fault(NOTHING, rule.number, rule=number)
    for condition, codes in rule.when.items():
        for code in sorted(set(codes) - house.codes.get(condition, frozenset())):
            yield fault(UNKNOWN, rule.number, rule=number, condition=condition, code=code)
    if rule.via_front_office is False and rule.answered_by:
        yield warning(STRAIGHT, rule.number, rule=number)


def _reaches(
    rules: Sequence[Rule], place: int, found: Sequence[Mapping[str, Turn]], equal: set[int]
) -> Iterator[Finding]:
    """Say whether the rule gets its turn. Of one that asks the same as another, that is said already."""
    rule, mine = rules[place], found[place]
    shut = {outcome: turn for outcome, turn in mine.items() if not turn.left}
    if rule.number in equal or not shut:
        return
    taken = {outcome: _numbers(rules, turn.taken_by) for outcome, turn in shut.items()}
    if not any(taken.values()):
        # Nothing fits it at all. A code that doesn't exist is named elsewhere.
        yield warning(NO_PRODUCT, rule.number, rule=str(rule.number))
    elif len(shut) == len(mine):
        places = sorted({other for turn in shut.values() for other in turn.taken_by})
        yield fault(NEVER, rule.number, rule=str(rule.number), others=_numbers(rules, places))
    else:
        for outcome, others in taken.items():
            yield warning(PARTLY, rule.number, rule=str(rule.number), outcome=outcome, others=others)


def _numbers(rules: Sequence[Rule], places: Sequence[int]) -> str:
    return ", ".join(str(rules[place].number) for place in places)


def _apart(rules: Sequence[Rule], world: World) -> Iterator[Finding]:
    """Name each two rules that decide one question otherwise while neither is the exception to the other."""
    boxes = [(rule, world.box(rule)) for rule in rules]
    for (one, mine), (other, theirs) in combinations(boxes, 2):
        differ = [outcome for outcome in OUTCOMES if _differ(one, other, outcome)]
        if not differ or not meet(mine, theirs):
            continue
        for outcome in differ:
            words = {"rule": str(one.number), "other": str(other.number), "outcome": outcome}
            if mine == theirs:
                yield fault(EQUAL, one.number, other.number, **words)
            elif not within(mine, theirs) and not within(theirs, mine):
                yield warning(OVERLAP, one.number, other.number, **words)


def _differ(one: Rule, other: Rule, outcome: str) -> bool:
    return one.names(outcome) and other.names(outcome) and getattr(one, outcome) != getattr(other, outcome)


def _leads(rule: Rule, mine: Mapping[str, Turn], house: House, world: World) -> Iterator[Finding]:
    """Look at the units where the rule leads to, in the phases in which it gets its turn."""
    for outcome in ABOUT_UNITS:
        if outcome not in mine or not mine[outcome].left:
            continue
        unit = getattr(rule, outcome)
        yield from _crew(rule, outcome, house.crews.get(unit, Crew(answers=False, works=False)))
        for stage in house.stages:
            number = "" if stage.number is None else str(stage.number)
            if unit in stage.closed and any(world.has(box, "phase", number) for box in mine[outcome].left):
                yield _closed(rule, unit, stage, number)


def _crew(rule: Rule, outcome: str, crew: Crew) -> Iterator[Finding]:
    words = {"rule": str(rule.number), "unit": getattr(rule, outcome)}
    if outcome == "answered_by" and crew.is_partner:
        yield fault(PARTNER, rule.number, **words)
    elif outcome == "answered_by" and crew.works and not crew.answers:
        yield fault(SILENT, rule.number, **words)
    elif not crew.works:
        yield fault(DESERTED, rule.number, **words)


def _closed(rule: Rule, unit: str, stage: Stage, number: str) -> Finding:
    severity = WARNING if stage.is_past else FAULT
    words = (("rule", str(rule.number)), ("phase", number))
    if successor := stage.closed[unit]:
        return Finding(WARNING, SUCCEEDED, (*words, ("closed", unit), ("unit", successor)), (rule.number,))
    return Finding(severity, CLOSED, (*words, ("unit", unit)), (rule.number,))


def _ends(rules: Sequence[Rule], house: House) -> Iterator[Finding]:
    """Name each product that ends at nobody."""
    if not house.front_office:
        yield fault(NO_FRONT_OFFICE)
        return
    nobody = Crew(answers=False, works=False)
    for product, decisions in sweep(Rules(rules), house).items():
        for stage, decision in zip(house.stages, decisions, strict=True):
            answers = house.crews.get(decision.answered_by, nobody)
            if decision.via_front_office and not answers.answers:
                yield _nobody(UNANSWERED, UNANSWERED_NOW, product, decision.answered_by, stage)
            elif not house.crews.get(decision.carried_out_by, nobody).works:
                yield _nobody(UNDONE, UNDONE_NOW, product, decision.carried_out_by, stage)


def _nobody(text: str, without_phase: str, product: str, unit: str, stage: Stage) -> Finding:
    words = [("product", product), ("unit", unit)]
    if stage.number is not None:
        words.append(("phase", str(stage.number)))
    severity = WARNING if stage.is_past else FAULT
    return Finding(severity, without_phase if stage.number is None else text, tuple(words))
