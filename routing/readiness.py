"""How far a phase is ready to start. What the system can see for itself, a part of it registers here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from routing.models import Phase, Precondition, PreconditionState

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Measured:
    """Is it so, and what was seen, in a sentence."""

    met: bool
    sentence: str


Measure = Callable[[Phase], Measured]
_measures: dict[str, tuple[Any, Measure]] = {}


@dataclass(frozen=True)
class Item:
    """A precondition as it is now. `sentence` is what the system saw; empty where people say it."""

    precondition: Precondition
    met: bool
    sentence: str
    late: bool


@dataclass(frozen=True)
class Readiness:
    """All that must be so for a phase."""

    items: list[Item]

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def met(self) -> int:
        return sum(item.met for item in self.items)

    @property
    def open(self) -> list[Item]:
        """What isn't so yet."""
        return [item for item in self.items if not item.met]


def register(name: str, label: Any, measure: Measure) -> None:
    """Let `measure` say whether a precondition with this name is met; `label` is what stewards choose from."""
    _measures[name] = (label, measure)


def labels() -> dict[str, Any]:
    """Return what the system can measure, by name."""
    return {name: label for name, (label, _measure) in _measures.items()}


def measure(name: str, phase: Phase) -> Measured:
    """Look now. What nobody registered, and what fails, is not met."""
    if name not in _measures:
        return Measured(False, gettext("The system can't measure this yet."))
    try:
        return _measures[name][1](phase)
    except Exception:  # a measure that fails must not let a phase start, nor take the page away
        logger.exception("%s could not be measured", name)
        return Measured(False, gettext("This could not be measured."))


def readiness(phase: Phase, on: date | None = None) -> Readiness:
    """Return what must be so for this phase, and how it stands now."""
    today = on or timezone.localdate()
    rows = Precondition.objects.filter(phase=phase).select_related("owner", "done_by").order_by("pk")
    return Readiness([_item(row, phase, today) for row in rows])


def _item(row: Precondition, phase: Phase, today: date) -> Item:
    seen = measure(row.measured, phase) if row.measured else None
    met = seen.met if seen else row.state == PreconditionState.MET
    return Item(row, met, seen.sentence if seen else "", not met and row.is_late(today))
