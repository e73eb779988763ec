"""From rows to a decision: what the catalogue, the phase and the rules say about a question at a moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from catalog.definition import Definition
from organisation.models import CustomerGroup, Department, Location, Unit, UnitKind
from routing.decide import NO_RULES, Decision, Question, Reason, Rules, decide
from routing.findings import KIND_OF
from routing.models import Closure, Phase, PhaseStart, RuleSet
from routing.stages import Stage


@dataclass(frozen=True)
class Ground:
    """What holds at a moment, at a place: the phase, who is closed in it, the rules, and who is the front office."""

    phase: Phase | None
    closed: Mapping[str, str]
    rules: Rules
    front_office: str

    def decide(self, question: Question) -> Decision:
        """Decide the question as it would be on this ground."""
        return decide(self.placed(question), self.rules)

    def placed(self, question: Question) -> Question:
        """Return the question with what the phase says about it."""
        return self.stage.placed(question, self.front_office)

    @property
    def stage(self) -> Stage:
        """What the phase says, in plain values."""
        return stage_of(self.phase, self.closed)


def stage_of(phase: Phase | None, closed: Mapping[str, str]) -> Stage:
    """Return a phase in plain values."""
    if phase is None:
        return Stage(closed=closed)
    return Stage(phase.number, closed, tuple(phase.takes_kinds), tuple(phase.takes_types))


def ground_at(at: datetime, location: Location | None = None) -> Ground:
    """Return what holds at this moment at this place. Three queries; rules and closures are kept between requests."""
    start = PhaseStart.objects.in_force(at, location)
    return ground_of(start.phase if start else None, RuleSet.objects.in_force(at))


def ground_of(phase: Phase | None, rule_set: RuleSet | None) -> Ground:
    """Return what would hold in this phase under these rules; a draft's too."""
    return Ground(phase, closed_in(phase), rules_of(rule_set), front_office_code())


def front_office_code() -> str:
    """Return the code of the first front office; empty while there is none."""
    offices = Unit.objects.filter(kind=UnitKind.FRONT_OFFICE).order_by("pk")
    return offices.values_list("code", flat=True).first() or ""


def closed_in(phase: Phase | None) -> Mapping[str, str]:
    """Return the codes of the units that are closed in this phase, each with who took its place, or empty."""
    return _closed(phase.pk, phase.changed_at) if phase else {}


def rules_of(rule_set: RuleSet | None) -> Rules:
    """Return the rules of a set, ready to decide. An activated set never changes, so that it is read once."""
    if rule_set is None:
        return NO_RULES
    if rule_set.activated_at is None:
        return _read_rules(rule_set.pk, 0)
    return _rules(rule_set.pk, rule_set.activated_at, rule_set.number or 0)


def question_about(
    definition: Definition | None,
    *,
    kind: str = "",
    group: CustomerGroup | None = None,
    department: Department | None = None,
    location: Location | None = None,
    channel: str = "",
    urgency: str = "normal",
) -> Question:
    """Return a question about a product, or about none, in plain values."""
    question = Question(
        kind=kind,
        customer_group=group.code if group else "",
        department=department.code if department else "",
        location=location.code if location else "",
        channel=channel,
        urgency=urgency,
    )
    if definition is None:
        return question
    codes = (definition.owner, definition.carried_out_by)
    return product_in(question, definition, set(Unit.objects.filter(code__in=codes).values_list("code", flat=True)))


def product_in(question: Question, definition: Definition, units: Collection[str]) -> Question:
    """Return the question with what is asked for in it. A unit that isn't among `units` answers nobody: it is gone, or
    has another code now; then it is the front office's.
    """
    return replace(
        question,
        product=definition.code,
        product_name=definition.name,
        category=definition.category,
        type=definition.type,
        owner=definition.owner if definition.owner in units else "",
        executing=definition.carried_out_by if definition.carried_out_by in units else "",
        via_front_office=definition.via_front_office,
    )


def told(reasons: tuple[Reason, ...], names: Mapping[str, str]) -> list[list]:
    """Return the reasons as a ticket keeps them, with units and categories by their names."""
    return [[reason.text, {key: _name(key, value, names) for key, value in reason.fill}] for reason in reasons]


def _name(key: str, value: str, names: Mapping[str, str]) -> str:
    return names.get(value, value) if KIND_OF.get(key) in ("unit", "category") else value


# The moment of the last change is part of the key: what is kept under it can't become untrue.
@lru_cache(maxsize=64)
def _closed(phase_id: int, _changed_at: datetime) -> Mapping[str, str]:
    rows = Closure.objects.filter(phase=phase_id).values_list("unit__code", "successor__code")
    return {unit: successor or "" for unit, successor in rows}


@lru_cache(maxsize=32)
def _rules(set_id: int, _activated_at: datetime, version: int) -> Rules:
    return _read_rules(set_id, version)


def _read_rules(set_id: int, version: int) -> Rules:
    rules = RuleSet.objects.get(pk=set_id).rules.select_related("answered_by", "carried_out_by", "skill")
    return Rules([rule.as_rule for rule in rules.order_by("number")], version)
