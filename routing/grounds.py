"""Which phase holds where, for all places at once, and who took the place of a unit that is closed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from organisation.models import Location, Unit
from routing.asking import closed_in, front_office_code
from routing.decide import successors
from routing.models import Phase, PhaseStart


@dataclass(frozen=True)
class Arrangement:
    """The phase in force everywhere, and by the key of a location where it is another one."""

    everywhere: Phase | None
    elsewhere: Mapping[int, Phase] = field(default_factory=dict)

    def of(self, location_id: int | None) -> Phase | None:
        """Return the phase at this place; at no place in particular that of the house."""
        return self.elsewhere.get(location_id, self.everywhere) if location_id is not None else self.everywhere

    def after(self, phase: Phase, location: Location | None) -> Arrangement:
        """Return how it is once this phase has started there, or everywhere."""
        if location is None:
            return Arrangement(phase)
        return Arrangement(self.everywhere, {**self.elsewhere, location.pk: phase})

    def phases(self) -> list[Phase]:
        """The phases that are in force somewhere, each once."""
        return list({phase.pk: phase for phase in (self.everywhere, *self.elsewhere.values()) if phase}.values())


def arrangement_at(at: datetime) -> Arrangement:
    """Return which phase holds where at this moment. One query."""
    return Arrangement(*_phases(starts_in_force(at)))


def starts_in_force(at: datetime) -> list[PhaseStart]:
    """Return the starts that hold at this moment: that of the house, and each later one of a place's own."""
    starts = PhaseStart.objects.started().filter(started_at__lte=at).select_related("phase", "location")
    found: list[PhaseStart] = []
    for start in starts.order_by("-started_at", F("location").asc(nulls_last=True), "-pk"):
        if start.location_id is None:
            return [*found, start]
        if start.location_id not in {one.location_id for one in found}:
            found.append(start)
    return found


def open_unit(unit: Unit, phase: Phase | None) -> Unit:
    """Return the unit, or who took its place where it is closed in this phase."""
    closed = closed_in(phase)
    if unit.code not in closed:
        return unit
    return Unit.objects.filter(code=successors(unit.code, closed, front_office_code())[-1]).first() or unit


def _phases(starts: list[PhaseStart]) -> tuple[Phase | None, dict[int, Phase]]:
    everywhere = next((start.phase for start in starts if start.location_id is None), None)
    return everywhere, {start.location_id: start.phase for start in starts if start.location_id is not None}
