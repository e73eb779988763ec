"""Who answers a question and who carries it out. Pure: plain values in, a decision with its reasons out.

Total (every question gets a decision), deterministic, and in the order of the rules: for each thing that rules can
decide, the first rule that fits and names it does. What no rule names follows from the phase and from the catalogue, so
that an empty set still routes everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise


def gettext_noop(text: str) -> str:
    """Mark a message for translation; this module knows no settings."""
    return text


# What a rule may ask of a question, and what it may decide.
CONDITIONS = (
    "product", "category", "type", "kind", "customer_group", "department", "location", "channel", "urgency", "phase",
)  # fmt: skip
OUTCOMES = ("answered_by", "carried_out_by", "via_front_office", "skill", "approval")
ABOUT_UNITS = ("answered_by", "carried_out_by")


@dataclass(frozen=True)
class Question:
    """What is known of a question when it comes in. Codes; empty where unknown.

    What the phase in force on that day at that place says is known as well: its number, whether its front office takes
    such questions itself, and which units are closed, with the one that took their place.
    """

    kind: str = ""
    product: str = ""
    product_name: str = ""
    category: str = ""
    type: str = ""
    owner: str = ""
    executing: str = ""
    via_front_office: bool = True
    customer_group: str = ""
    department: str = ""
    location: str = ""
    channel: str = ""
    urgency: str = "normal"
    front_office: str = "servicedesk"
    phase: int | None = None
    front_office_takes: bool = False
    closed: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Rule:
    """Asks something of a question, and decides something. What it leaves open, another rule may decide.

    `when` has codes for names in CONDITIONS: all of them must fit, and one code of each is enough.
    """

    number: int
    name: str = ""
    when: Mapping[str, Collection[str]] = field(default_factory=dict, hash=False)
    answered_by: str = ""
    carried_out_by: str = ""
    via_front_office: bool | None = None
    skill: str = ""
    approval: bool | None = None

    def fits(self, question: Question) -> bool:
        """Does it ask nothing that the question isn't?"""
        return all(value_of(question, name) in codes for name, codes in self.when.items())

    def names(self, outcome: str) -> bool:
        """Does it decide this one of OUTCOMES?"""
        return getattr(self, outcome) not in ("", None)


class Rules:
    """Rules in their order, made ready to decide many questions: what is asked costs little, however many there are.

    Each code has a whole number whose bits say which rules it suits; the rules that fit are what these numbers share.
    """

    def __init__(self, rules: Sequence[Rule] = (), version: int = 0) -> None:
        self.rules = tuple(rules)
        self.version = version
        asked = [name for name in CONDITIONS if any(name in rule.when for rule in self.rules)]
        self._tables = [(name, *self._table(name)) for name in asked]
        self._naming = {
            outcome: sum(1 << place for place, rule in enumerate(self.rules) if rule.names(outcome))
            for outcome in OUTCOMES
        }

    def _table(self, name: str) -> tuple[dict[str, int], int]:
        """Return for each code the rules that it suits, and those that any code suits."""
        every = 0
        table: dict[str, int] = {}
        for place, rule in enumerate(self.rules):
            if name not in rule.when:
                every |= 1 << place
        for place, rule in enumerate(self.rules):
            for code in rule.when.get(name, ()):
                table[code] = table.get(code, every) | 1 << place
        return table, every

    def deciding(self, question: Question) -> dict[str, Rule]:
        """Return for each of OUTCOMES that a rule decides, which one does."""
        fitting = (1 << len(self.rules)) - 1
        for name, table, every in self._tables:
            fitting &= table.get(value_of(question, name), every)
        if not fitting:
            return {}
        found = {}
        for outcome, naming in self._naming.items():
            if both := fitting & naming:
                found[outcome] = self.rules[(both & -both).bit_length() - 1]
        return found


NO_RULES = Rules()


@dataclass(frozen=True)
class Reason:
    """Why: an English msgid and what to fill in."""

    text: str
    fill: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text.format(**dict(self.fill))

    def to_json(self) -> list:
        return [self.text, dict(self.fill)]


@dataclass(frozen=True)
class Decision:
    """Unit codes, the skill (a category) and approval that are wanted, and why. Version 0: there were no rules."""

    answered_by: str
    carried_out_by: str
    via_front_office: bool
    reasons: tuple[Reason, ...]
    rule_version: int = 0
    skill: str = ""
    approval: bool = False

    @property
    def explanation(self) -> list[str]:
        return [str(reason) for reason in self.reasons]


BY_OWNER = gettext_noop("“{product}” is in the catalogue under {unit}, so {unit} answers the customer.")
BY_FRONT_OFFICE = gettext_noop("No product was chosen, so the front office {unit} answers and finds out who can help.")
BY_PHASE = gettext_noop("In phase {phase} the front office takes this itself, so {unit} answers the customer.")
BY_RULE = gettext_noop("{unit} answers the customer, because of rule {rule}: {name}.")
CLOSED = gettext_noop("{closed} is closed in phase {phase}; {unit} takes its place.")
WORK_ELSEWHERE = gettext_noop(
    "The work itself is done by {unit}. {lead} stays responsible until the customer has an answer."
)
WORK_BY_RULE = gettext_noop("The work itself is done by {unit}, because of rule {rule}: {name}.")
WORK_HERE = gettext_noop("The work is done there as well.")
STRAIGHT = gettext_noop("It goes straight to {unit}, without the front office in between.")
SKILLED = gettext_noop("It asks for somebody who knows “{skill}”, because of rule {rule}: {name}.")
APPROVED = gettext_noop("A superior must agree first, because of rule {rule}: {name}.")


def decide(question: Question, rules: Rules | Sequence[Rule] = NO_RULES) -> Decision:
    """Return who answers and who works, with the reasons."""
    ready = rules if isinstance(rules, Rules) else Rules(rules)
    by = ready.deciding(question)
    straight = by["via_front_office"].via_front_office is False if "via_front_office" in by else _is_straight(question)
    reasons: list[Reason] = []
    works, why_works = _works(question, by)
    if straight:
        works = _open(question, works, reasons)
        reasons.append(_because(STRAIGHT, unit=works))
        lead = works
    else:
        lead = _answers(question, by, reasons)
        works = _open(question, works or lead, reasons)
        if works != lead:
            reasons.append(_because(why_works, unit=works, lead=lead, **_of(by)))
        elif question.owner or "answered_by" in by:
            # Who finds out who can help hasn't got the work yet.
            reasons.append(_because(WORK_HERE))
    skill = by["skill"].skill if "skill" in by else ""
    if skill:
        reasons.append(_because(SKILLED, skill=skill, **_rule(by["skill"])))
    approval = "approval" in by and bool(by["approval"].approval)
    if approval:
        reasons.append(_because(APPROVED, **_rule(by["approval"])))
    return Decision(lead, works, not straight, tuple(reasons), ready.version, skill, approval)


def value_of(question: Question, name: str) -> str:
    """Return what the question has for this one of CONDITIONS, as rules write it."""
    value = getattr(question, name)
    return value if isinstance(value, str) else "" if value is None else str(value)


def _is_straight(question: Question) -> bool:
    return bool(question.owner) and not question.via_front_office


def _answers(question: Question, by: Mapping[str, Rule], reasons: list[Reason]) -> str:
    """Return who answers: the first rule that says so, the phase, the catalogue, the front office."""
    if "answered_by" in by:
        rule = by["answered_by"]
        lead = _open(question, rule.answered_by, reasons)
        reasons.append(_because(BY_RULE, unit=lead, **_rule(rule)))
    elif not question.owner:
        lead = question.front_office
        reasons.append(_because(BY_FRONT_OFFICE, unit=lead))
    elif question.front_office_takes:
        lead = question.front_office
        reasons.append(_because(BY_PHASE, phase=_number(question), unit=lead))
    else:
        lead = _open(question, question.owner, reasons)
        reasons.append(_because(BY_OWNER, product=question.product_name or question.product, unit=lead))
    return lead


def _works(question: Question, by: Mapping[str, Rule]) -> tuple[str, str]:
    """Return who works as far as a rule or the catalogue says so, and the sentence for it."""
    if "carried_out_by" in by:
        return by["carried_out_by"].carried_out_by, WORK_BY_RULE
    return question.executing or question.owner, WORK_ELSEWHERE


def successors(unit: str, closed: Mapping[str, str], front_office: str) -> list[str]:
    """Return the unit and, while it is closed, who took its place, one after another; the last does it now.

    Units that point at each other, or at nobody, leave it to the front office.
    """
    chain = [unit]
    while chain[-1] in closed:
        following = closed[chain[-1]] or front_office
        if following in chain:
            return list(dict.fromkeys([unit, front_office]))
        chain.append(following)
    return chain


def _open(question: Question, unit: str, reasons: list[Reason]) -> str:
    """Return the unit, or who took its place where it is closed, and say so once."""
    chain = successors(unit, question.closed, question.front_office)
    for closed, following in pairwise(chain):
        why = _because(CLOSED, closed=closed, phase=_number(question), unit=following)
        if why not in reasons:
            reasons.append(why)
    return chain[-1]


def _of(by: Mapping[str, Rule]) -> dict[str, str]:
    return _rule(by["carried_out_by"]) if "carried_out_by" in by else {}


def _rule(rule: Rule) -> dict[str, str]:
    return {"rule": str(rule.number), "name": rule.name}


def _number(question: Question) -> str:
    return "" if question.phase is None else str(question.phase)


def _because(text: str, **fill: str) -> Reason:
    return Reason(text, tuple(fill.items()))
