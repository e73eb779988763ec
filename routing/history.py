"""Who changed a phase, when, and what: for people who never saw a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.changes import Change
from catalog.labels import KINDS, TYPES
from organisation.models import Location, Unit, User
from routing.hours import weeks
from routing.models import Closure, OrganisationModel, Phase, Site, SiteKind
from routing.words import days


@dataclass(frozen=True)
class Entry:
    """What somebody did at one moment; `by` is None for the system."""

    at: datetime
    by: User | None
    what: str
    changes: list[Change] = field(default_factory=list)


def entries(phase: Phase) -> list[Entry]:
    """Return what happened, newest first, in ten queries at most."""
    found = [*_of_phase(phase), *_of_closures(phase), *_of_sites(phase)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


Said = dict[str, tuple[Any, Callable[[Any], str]]]
PHASE: Said = {
    "name": (_("Name"), lambda row: row.name),
    "description": (_("What changes"), lambda row: row.description),
    "planned_from": (_("Planned from"), lambda row: _date(row.planned_from)),
    "planned_until": (_("Planned until"), lambda row: _date(row.planned_until)),
    "model": (_("Organisation model"), lambda row: str(OrganisationModel(row.model).label)),
    "takes_types": (_("Types"), lambda row: _listed(TYPES.get(code, code) for code in row.takes_types)),
    "takes_kinds": (_("Kinds"), lambda row: _listed(KINDS.get(code, code) for code in row.takes_kinds)),
    "partners": (_("Partners"), lambda row: row.told["partners"]),
    "introduces": (_("Products"), lambda row: row.told["introduces"]),
}
SITE: Said = {
    "name": (_("Name"), lambda row: row.name),
    "kind": (_("Kind of place"), lambda row: str(SiteKind(row.kind).label)),
    "location": (_("Building"), lambda row: str(row.place)),
    "room": (_("Room"), lambda row: row.room),
    "hours": (_("Opening hours"), lambda row: opening(row.hours)),
    "units": (_("Who stands there"), lambda row: row.told["units"]),
    "products": (_("Handed out here"), lambda row: row.told["products"]),
}


def opening(hours: dict) -> str:
    """Say when a place is open: `Monday to Friday 08:00-17:30`."""
    return "; ".join(f"{days(first, last)} {times}" for first, last, times in weeks(hours))


def _of_phase(phase: Phase) -> Iterator[Entry]:
    rows = list(phase.history.select_related("history_user").order_by("history_id"))
    _tell(rows, partners="unit", introduces="product")
    if rows:
        yield Entry(rows[0].history_date, rows[0].history_user, gettext("made this phase"))
    for before, after in pairwise(rows):
        if changes := _changes(PHASE, before, after):
            yield Entry(after.history_date, after.history_user, gettext("changed the phase"), changes)


def _of_closures(phase: Phase) -> Iterator[Entry]:
    names = dict(Unit.objects.values_list("pk", "name"))
    for row in Closure.history.filter(phase_id=phase.pk).select_related("history_user"):
        unit = names.get(row.unit_id, "?")
        successor = names.get(row.successor_id, gettext("the front office"))
        said = gettext("opened %(unit)s again") if row.history_type == "-" else gettext("closed %(unit)s")
        changes = [] if row.history_type == "-" else [Change(gettext("In its place"), "", str(successor))]
        yield Entry(row.history_date, row.history_user, said % {"unit": unit}, changes)


def _of_sites(phase: Phase) -> Iterator[Entry]:
    rows = list(Site.history.filter(phase_id=phase.pk).select_related("history_user").order_by("id", "history_id"))
    _tell(rows, units="unit", products="product")
    places = Location.objects.in_bulk([row.location_id for row in rows])
    before = None
    for row in rows:
        row.place = places.get(row.location_id, "?")
        if before is None or before.id != row.id:
            yield Entry(row.history_date, row.history_user, gettext("added %(site)s") % {"site": row.name})
        elif row.history_type == "-":
            yield Entry(row.history_date, row.history_user, gettext("took away %(site)s") % {"site": row.name})
        elif changes := _changes(SITE, before, row):
            said = gettext("changed %(site)s") % {"site": row.name}
            yield Entry(row.history_date, row.history_user, said, changes)
        before = row


def _tell(rows: list[Any], **links: str) -> None:
    """Put on each row, in words, what hung on it: one query for each of `links`, which names the other side."""
    for row in rows:
        row.told = {}
    for name, side in links.items():
        found: dict[int, list[Any]] = {}
        if rows:
            kept = getattr(rows[0], name).model.objects.filter(history__in=[row.pk for row in rows])
            for link in kept.select_related(side):
                found.setdefault(link.history_id, []).append(getattr(link, side))
        for row in rows:
            row.told[name] = _listed(found.get(row.pk, ()))


def _changes(said: Said, before: Any, after: Any) -> list[Change]:
    found = [(str(label), words(before), words(after)) for label, words in said.values()]
    return [Change(label, old, new) for label, old, new in found if old != new]


def _date(day: Any) -> str:
    return date_format(day, "j F Y") if day else gettext("until further notice")


def _listed(things: Iterable[Any]) -> str:
    return ", ".join(sorted(str(thing) for thing in things))
