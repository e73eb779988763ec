"""Builders of phases and rule sets, written as rows: what a test doesn't name is always the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from organisation.models import Location, Unit
from routing.models import Closure, Phase, PhaseStart, RoutingRule, RuleSet


def make_phase(number: int = 2, closed: dict[Unit, Unit | None] | None = None, **values: Any) -> Phase:
    """Make a phase in which each unit in `closed` has been replaced by another; None: by the front office."""
    values = {"name": f"Phase {number}", "planned_from": date(2026, 1, number)} | values
    phase = Phase.objects.create(number=number, changed_at=timezone.now(), **values)
    for unit, heir in (closed or {}).items():
        Closure.objects.create(phase=phase, unit=unit, successor=heir)
    return phase


def began(phase: Phase, location: Location | None = None, *, at: datetime | None = None) -> PhaseStart:
    """Let a phase be in force, since just now."""
    at = at or timezone.now() - timedelta(seconds=1)
    values = {"planned_at": at, "started_at": at, "created_at": at}
    return PhaseStart.objects.create(phase=phase, location=location, state="started", **values)


def make_rules(*rules: dict[str, Any], draft: bool = True, name: str = "Probeersel") -> RuleSet:
    """Make a set of rules, as a draft, or in force since just now."""
    now = timezone.now() - timedelta(seconds=1)
    in_force = {"number": 1, "valid_from": now, "activated_at": now, "state": "active"}
    rule_set = RuleSet.objects.create(name=name, made_at=now, **({} if draft else in_force))
    for number, rule in enumerate(rules, start=1):
        RoutingRule.objects.create(rule_set=rule_set, number=number, name=f"Regel {number}", **rule)
    return rule_set
