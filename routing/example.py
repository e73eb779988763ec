"""The phases, sites and rules of the example organisation."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.models import Category, Product
from organisation.example.load import facts
from organisation.models import Location, Unit, User
from routing.example_duty import load_rosters
from routing.example_menu import load_menus
from routing.models import (
    Closure,
    Phase,
    PhaseStart,
    Precondition,
    PreconditionState,
    RoutingRule,
    RuleSet,
    RuleSetState,
    Site,
    StartState,
)

OFFICE_HOURS = {str(day): [["08:00", "17:30"]] for day in range(5)}


@transaction.atomic
def load_phases(by: User, *, historic: bool = False, phase: int = 1) -> None:
    """Load phases and rules, once; phase number `phase` began on the first of last month.

    `historic` keeps the dates of 2007-2010: then each phase has begun long ago.
    """
    if Phase.objects.exists():
        return
    data = facts("phases")
    shift = 0 if historic else _months_to(data, phase)
    for facts_of_phase in data["phases"]:
        _load_phase(facts_of_phase, shift, by)
    for row in Phase.objects.all():
        if historic or row.number <= phase:
            at = _midnight(row.planned_from)
            PhaseStart.objects.create(
                phase=row, state=StartState.STARTED, planned_at=at, started_at=at, planned_by=by, created_at=at
            )
    _load_rules(data["rules"], by)
    load_menus(by)
    load_rosters(by)


def _load_phase(facts_of_phase: dict, shift: int, by: User) -> None:
    until = facts_of_phase["until"]
    phase = Phase(
        number=facts_of_phase["number"],
        name=facts_of_phase["name"],
        description=facts_of_phase["description"],
        planned_from=_moved(date.fromisoformat(facts_of_phase["from"]), shift),
        planned_until=_moved(date.fromisoformat(until), shift) if until else None,
        model=facts_of_phase["model"],
        takes_kinds=facts_of_phase["takes_kinds"],
        takes_types=facts_of_phase["takes_types"],
        changed_at=timezone.now(),
    )
    phase._history_user = by
    phase.save()
    phase.partners.set(_units(facts_of_phase["partners"]))
    phase.introduces.set(Product.objects.filter(code__in=facts_of_phase["introduces"]))
    units = {unit.code: unit for unit in Unit.objects.all()}
    for closed, successor in facts_of_phase["closed"].items():
        closure = Closure(phase=phase, unit=units[closed], successor=units[successor])
        closure._history_user = by
        closure.save()
    for place in facts_of_phase["sites"]:
        _load_site(phase, place, by)
    _load_preconditions(phase, facts_of_phase["preconditions"], by)


def _load_preconditions(phase: Phase, rows: list[dict], by: User) -> None:
    """What must be so; of a phase that was to begin before today, it is."""
    people = {user.username: user for user in User.objects.all()}
    began = phase.planned_from <= timezone.localdate()
    for row in rows:
        due = phase.planned_from - timedelta(days=row["days_before"])
        need = Precondition(
            phase=phase,
            text=row["text"],
            owner=people.get(row["owner"]),
            due_on=due,
            measured=row.get("measured", ""),
        )
        if began and not need.measured:
            need.state, need.done_at, need.done_by = PreconditionState.MET, _midnight(due), need.owner or by
            need.evidence = "Vastgesteld in het overleg van de directie."
        need._history_user = by
        need.save()


def _load_site(phase: Phase, place: dict, by: User) -> None:
    location = Location.objects.get(code=place["location"])
    site = Site(phase=phase, name=place["name"], kind=place["kind"], location=location, hours=OFFICE_HOURS)
    site._history_user = by
    site.save()
    site.units.set(_units(place["units"]))
    site.products.set(Product.objects.filter(code__in=place["products"]))


def _load_rules(rules: list[dict], by: User) -> None:
    first = PhaseStart.objects.started().order_by("started_at").first()
    began = first.started_at if first else timezone.now()
    rule_set = RuleSet(
        number=1,
        name="De drie fasen van het rapport",
        state=RuleSetState.ACTIVE,
        valid_from=began,
        made_by=by,
        made_at=timezone.now(),
        activated_by=by,
        activated_at=timezone.now(),
    )
    rule_set._history_user = by
    rule_set.save()
    units = {unit.code: unit for unit in Unit.objects.all()}
    skills = {category.code: category for category in Category.objects.all()}
    for number, rule in enumerate(rules, start=1):
        row = RoutingRule(
            rule_set=rule_set,
            number=number,
            name=rule["name"],
            conditions=rule["when"],
            answered_by=units.get(rule.get("answered_by", "")),
            carried_out_by=units.get(rule.get("carried_out_by", "")),
            via_front_office=rule.get("via_front_office"),
            skill=skills.get(rule.get("skill", "")),
        )
        row._history_user = by
        row.save()


def _units(codes: list[str]) -> Any:
    return Unit.objects.filter(code__in=codes)


def _months_to(data: dict, number: int) -> int:
    """How many months to move all dates, so that this phase began on the first of last month."""
    began = date.fromisoformat(next(phase["from"] for phase in data["phases"] if phase["number"] == number))
    today = timezone.localdate()
    return (today.year - began.year) * 12 + today.month - 1 - began.month


def _moved(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
