"""What changes a phase: its plan, its model, who is closed in it and where its front office is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from catalog.models import Product
from core.refusals import Refused, Stale
from organisation.models import Unit, UnitKind, User
from routing.access import require_steward
from routing.models import Closure, Phase, Site

Closed = Mapping[Unit, Unit | None]


@transaction.atomic
def keep_phase(
    phase: Phase,
    *,
    by: User,
    closures: Closed | None = None,
    partners: Iterable[Unit] | None = None,
    introduces: Iterable[Product] | None = None,
    seen: int | None = None,
    **values: Any,
) -> Phase:
    """Save a phase with these values, new or changed. Refuses a plan without order, and closures that lead nowhere."""
    require_steward(by)
    others, phase = _opened(phase, seen)
    for field, value in values.items():
        setattr(phase, field, value)
    if not phase.name.strip():
        raise Refused(gettext("Give it a name."), {"name": [gettext("Give it a name.")]})
    if phase.pk is None:
        phase.number = max((one.number for one in others), default=0) + 1
    _refuse_disorder([*(one for one in others if one.pk != phase.pk), phase], phase)
    if closures is not None:
        _refuse_closures(closures)
        _refuse_closed_at_sites(phase, closures)
    _save(phase, by, partners=partners, introduces=introduces)
    if closures is not None:
        _close(phase, closures, by)
    return phase


@transaction.atomic
def keep_site(
    site: Site,
    *,
    by: User,
    units: Iterable[Unit] | None = None,
    products: Iterable[Product] | None = None,
    seen: int | None = None,
    **values: Any,
) -> Site:
    """Save where the front office is. Refuses a place without a building, hours or people, and a closed unit there."""
    require_steward(by)
    _others, phase = _opened(site.phase, seen)
    site.phase = phase
    for field, value in values.items():
        setattr(site, field, value)
    there = list(units) if units is not None else list(site.units.all() if site.pk else ())
    _refuse_site(site, there)
    site._history_user = by
    new = site.pk is None
    if new:
        site.skip_history_when_saving = True
        site.save()
    else:
        site.skip_history_when_saving = True
    site.units.set(there)
    if products is not None:
        site.products.set(products)
    del site.skip_history_when_saving
    site.save()
    _save(phase, by)
    return site


@transaction.atomic
def remove_site(site: Site, *, by: User, seen: int | None = None) -> None:
    """Take a place away from a phase; its history stays."""
    require_steward(by)
    _others, phase = _opened(site.phase, seen)
    site._history_user = by
    site.delete()
    _save(phase, by)


def _opened(phase: Phase, seen: int | None) -> tuple[list[Phase], Phase]:
    """Return all phases as they are now, locked in order of number, and the one of them that is meant."""
    rows = list(Phase.objects.select_for_update(no_key=True).order_by("number"))
    if phase.pk is None:
        return rows, phase
    row = next(one for one in rows if one.pk == phase.pk)
    if seen is not None and seen != row.version:
        raise Stale(gettext("A colleague changed this meanwhile. Look at it again."), [])
    return rows, row


def _save(
    phase: Phase, by: User, partners: Iterable[Unit] | None = None, introduces: Iterable[Product] | None = None
) -> None:
    """Save the row last, so that its history has what hangs on it as well, once."""
    phase.changed_at = timezone.now()
    phase._history_user = by
    phase.skip_history_when_saving = True
    if phase.pk is None:
        phase.save()
    else:
        phase.version += 1
    if partners is not None:
        phase.partners.set(partners)
    if introduces is not None:
        phase.introduces.set(introduces)
    del phase.skip_history_when_saving
    phase.save()


def _refuse_disorder(phases: list[Phase], changed: Phase) -> None:
    """Refuse plans that overlap, or in which a later number comes first. Only the last one may have no end."""
    if changed.planned_until and changed.planned_until < changed.planned_from:
        text = gettext("It can't be over before it began.")
        raise Refused(text, {"planned_until": [text]})
    phases.sort(key=lambda phase: phase.number)
    for before, after in pairwise(phases):
        if changed not in (before, after):
            continue
        other = after if changed is before else before
        if _until(before) < after.planned_from:
            continue
        if before.planned_until is None and changed is before:
            text = gettext("Say until when: after it comes %(phase)s.") % {"phase": other}
            raise Refused(text, {"planned_until": [text]})
        text = gettext("This overlaps %(phase)s, which is planned from %(from)s until %(until)s.") % {
            "phase": other,
            "from": _day(other.planned_from),
            "until": _day(other.planned_until),
        }
        raise Refused(text, {"planned_until" if changed is before else "planned_from": [text]})


def _until(phase: Phase) -> date:
    return phase.planned_until or date.max


def _day(day: date | None) -> str:
    return f"{day.day}-{day.month}-{day.year}" if day else gettext("further notice")


def _refuse_closures(closures: Closed) -> None:
    """Refuse a circle, a successor that is closed itself, and a house in which nobody answers."""
    for unit in closures:
        chain = [unit]
        while (following := closures.get(chain[-1])) is not None:
            if following in chain:
                round_ = " → ".join(str(one) for one in [*chain[chain.index(following) :], following])
                _refuse_closure(unit, gettext("This goes round in a circle: %(round)s.") % {"round": round_})
            chain.append(following)
    for unit, successor in closures.items():
        if successor in closures:
            words = gettext("%(successor)s is closed too in this phase. Choose a unit that exists.")
            _refuse_closure(unit, words % {"successor": successor})
    first = Unit.objects.filter(kind=UnitKind.FRONT_OFFICE).order_by("pk").first()
    if first is not None and first in closures and closures[first] is None:
        _refuse_closure(first, gettext("Say who takes the place of the front office, or nobody answers."))


def _refuse_closure(unit: Unit, text: str) -> None:
    raise Refused(text, {f"closed_{unit.code}": [text]})


def _refuse_closed_at_sites(phase: Phase, closures: Closed) -> None:
    if phase.pk is None:
        return
    for site in phase.sites.prefetch_related("units"):
        for unit in site.units.all():
            if unit in closures:
                words = gettext("%(unit)s stands at %(site)s. Take it away there first.")
                _refuse_closure(unit, words % {"unit": unit, "site": site.name})


def _close(phase: Phase, closures: Closed, by: User) -> None:
    """Make the rows say this; what stays the same is left alone, so that the history only has changes."""
    rows = {row.unit: row for row in phase.closures.select_related("unit", "successor")}
    for unit, row in rows.items():
        row._history_user = by
        if unit not in closures:
            row.delete()
        elif row.successor != closures[unit]:
            row.successor = closures[unit]
            row.save()
    for unit, successor in closures.items():
        if unit not in rows:
            row = Closure(phase=phase, unit=unit, successor=successor)
            row._history_user = by
            row.save()


def _refuse_site(site: Site, units: list[Unit]) -> None:
    errors: dict[str, list[str]] = {}
    if not site.name.strip():
        errors["name"] = [gettext("Give it a name.")]
    elif site.phase.sites.exclude(pk=site.pk).filter(name=site.name).exists():
        errors["name"] = [gettext("There is a place with this name already in this phase.")]
    if site.location_id is None:
        errors["location"] = [gettext("In which building is it?")]
    if not any(site.hours.values()):
        errors["hours_0"] = [gettext("Say when it is open, on one day at least.")]
    if not units:
        errors["units"] = [gettext("Who stands there? Choose one unit at least.")]
    closed = set(site.phase.closures.values_list("unit", flat=True))
    if gone := [str(unit) for unit in units if unit.pk in closed]:
        errors["units"] = [gettext("Closed in this phase: %(units)s.") % {"units": ", ".join(gone)}]
    if errors:
        raise Refused(next(iter(errors.values()))[0], errors)
