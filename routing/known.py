"""What a level means, when it lapses, and when somebody may be ready for the next one. Plain values in and out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _

# So long without doing it and it has to be shown again.
LAPSES = timedelta(days=365)
# So many right the first time since the level was given, and a head is asked whether it may be the next one.
ENOUGH = 5
# What is aimed at (report §9.1): all of the own core processes, and so much of the others, in per cent.
CORE, OTHERS = 100, (40, 60)


class Level(IntegerChoices):
    """How a process is handed over: somebody shows it, they do it together, and then one does it alone."""

    NOTHING = 0, _("not yet")
    SHOWN = 1, _("was shown it")
    TOGETHER = 2, _("does it together")
    ALONE = 3, _("does it alone")


@dataclass(frozen=True)
class Known:
    """One person and one group. `last_on` is when it was done for the last time, `right` how often well since then."""

    level: int = Level.NOTHING
    is_core: bool = False
    since: date | None = None
    last_on: date | None = None
    right: int = 0

    def is_lapsed(self, on: date) -> bool:
        """Has it been too long ago? What was never known can't lapse."""
        times = [one for one in (self.since, self.last_on) if one is not None]
        return self.level > Level.NOTHING and bool(times) and max(times) < on - LAPSES

    def holds(self, on: date) -> int:
        """Return the level that counts on this day: none where it has lapsed."""
        return Level.NOTHING if self.is_lapsed(on) else self.level

    def may_be_ready_for(self, on: date) -> int:
        """Return the level that a head should think about; none where there is no reason to. A head decides."""
        if self.level == Level.ALONE or self.right < ENOUGH or self.is_lapsed(on):
            return Level.NOTHING
        return Level(self.level + 1)


@dataclass(frozen=True)
class Share:
    """How much of it somebody knows, in per cent; None where there is nothing of that sort."""

    core: int | None
    others: int | None

    @property
    def core_met(self) -> bool:
        return self.core is None or self.core >= CORE

    @property
    def others_met(self) -> bool:
        return self.others is None or self.others >= OTHERS[0]


def share(all_known: Iterable[Known], on: date) -> Share:
    """Weigh levels in thirds: of the own core groups, and of all others."""
    core: list[int] = []
    others: list[int] = []
    for known in all_known:
        (core if known.is_core else others).append(known.holds(on))
    return Share(_per_cent(core), _per_cent(others))


def _per_cent(levels: list[int]) -> int | None:
    return round(100 * sum(levels) / (len(levels) * Level.ALONE)) if levels else None
