"""How the phases stand at a moment: which is past, which is so now, and which comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from organisation.models import Location
from routing.models import Phase, PhaseStart, Site
from routing.timeline import Began, Span, elsewhere, in_force, spans


@dataclass(frozen=True)
class Stands:
    """One phase at a moment. `state` is past, now, next or later; `places` are where it is so and elsewhere isn't."""

    phase: Phase
    state: str
    span: Span | None
    places: list[Location]
    planned: list[PhaseStart]

    @property
    def is_now(self) -> bool:
        """Is it in force, somewhere at least?"""
        return self.state == "now" or bool(self.places)


def standing(phases: Iterable[Phase], starts: QuerySet[PhaseStart], at: datetime) -> list[Stands]:
    """Return how each phase stands, in order. One query for the starts."""
    rows = list(starts.filter(state__in=["started", "planned"]).select_related("location", "planned_by"))
    began = [Began(row.phase_id, row.started_at, row.location_id) for row in rows if row.started_at]
    now, lived = in_force(began, at), spans(began, at)
    apart = elsewhere(began, at)
    places = {row.location_id: row.location for row in rows if row.location}
    rows_of = list(phases)
    current = next((phase.number for phase in rows_of if phase.pk == now), 0)
    following = next((phase.pk for phase in rows_of if phase.number > current), None)
    return [
        Stands(
            phase=phase,
            state=_state(phase, now, current, following),
            span=lived.get(phase.pk),
            places=[places[place] for place, other in apart.items() if other == phase.pk],
            planned=[row for row in rows if row.phase_id == phase.pk and row.state == "planned"],
        )
        for phase in rows_of
    ]


def desks_of(phase: Phase) -> list[Site]:
    """Return the places of a phase where customers come."""
    return [site for site in phase.sites.all() if site.kind == "desk"]


def _state(phase: Phase, now: int | None, current: int, following: int | None) -> str:
    if phase.pk == now:
        return "now"
    if phase.number < current:
        return "past"
    return "next" if phase.pk == following else "later"
