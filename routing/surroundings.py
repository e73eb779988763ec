"""From rows to what rules are checked against: products, units, phases and all codes that exist."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from catalog.models import Category, Product, ProductState, ProductType
from organisation.models import CustomerGroup, Department, Location, Membership, MembershipRole, Unit
from routing.asking import front_office_code, product_in, rules_of, stage_of
from routing.checking import Crew, House, check
from routing.decide import Question
from routing.findings import Finding
from routing.models import Closure, Phase, PhaseStart, RuleSet
from routing.serializers import CHANNELS, KINDS, URGENCIES
from routing.stages import Stage


def house_now() -> House:
    """Return the house as it is now. Nine queries."""
    stages = _stages()
    crews = _crews()
    offered = [
        product_in(Question(kind=product.definition.kind), product.definition, crews)
        for product in Product.objects.published().select_related("current").order_by("name")
    ]
    products = dict(_products())
    return House(front_office_code(), offered, products, _codes(products, stages), crews, stages)


def findings_of(rule_set: RuleSet | None, house: House | None = None) -> list[Finding]:
    """Return what is wrong with this set, or with what holds while there is none."""
    return check(rules_of(rule_set).rules, house or house_now())


def findings_now() -> list[Finding]:
    """Return what is wrong with the rules in force, and with those that are to come."""
    now, house = timezone.now(), house_now()
    sets = [RuleSet.objects.in_force(now), *RuleSet.objects.active().filter(valid_from__gt=now)]
    return list(dict.fromkeys(finding for rule_set in sets for finding in findings_of(rule_set, house)))


def _stages() -> list[Stage]:
    """The phases; one that is before all that are in force now is past. Without phases, the house as it is."""
    phases = list(Phase.objects.order_by("number"))
    closed: dict[int, dict[str, str]] = {phase.pk: {} for phase in phases}
    for phase, unit, successor in Closure.objects.values_list("phase", "unit__code", "successor__code"):
        closed[phase][unit] = successor or ""
    started = PhaseStart.objects.in_force(timezone.now())
    first = started.phase.number if started else 0
    found = [stage_of(phase, closed[phase.pk]) for phase in phases]
    return [_past(stage, first) for stage in found] or [Stage()]


def _past(stage: Stage, first: int) -> Stage:
    is_past = stage.number is not None and stage.number < first
    return Stage(stage.number, stage.closed, stage.takes_kinds, stage.takes_types, is_past)


def _crews() -> dict[str, Crew]:
    """Who is in each unit: heads and agents answer. A partner is somebody when there is an address or a number."""
    members = Membership.objects.filter(user__is_active=True).values_list("unit", "role")
    there = {unit for unit, _role in members}
    answering = {unit for unit, role in members if role in (MembershipRole.AGENT, MembershipRole.HEAD)}
    crews = {}
    for unit in Unit.objects.select_related("head"):
        is_led = bool(unit.head and unit.head.is_active)
        crews[unit.code] = Crew(
            answers=not unit.is_partner and (is_led or unit.pk in answering),
            works=is_led or unit.pk in there or (unit.is_partner and bool(unit.email or unit.extension)),
            is_partner=unit.is_partner,
        )
    return crews


def _products() -> list[tuple[str, tuple[str, str]]]:
    """All that may be asked for now or later, with category and type."""
    rows = Product.objects.filter(~Q(state=ProductState.WITHDRAWN)).order_by("pk")
    return [(code, (category, kind)) for code, category, kind in rows.values_list("code", "category__code", "type")]


def _codes(products: dict, stages: list[Stage]) -> dict[str, frozenset[str]]:
    rows = {
        "category": Category.objects,
        "customer_group": CustomerGroup.objects,
        "department": Department.objects,
        "location": Location.objects,
    }
    found = {name: frozenset(manager.values_list("code", flat=True)) for name, manager in rows.items()}
    return found | {
        "product": frozenset(products),
        "type": frozenset(ProductType.values),
        "kind": frozenset(KINDS),
        "channel": frozenset(CHANNELS),
        "urgency": frozenset(URGENCIES),
        "phase": frozenset(str(stage.number) for stage in stages if stage.number is not None),
    }
