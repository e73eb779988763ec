"""Where a customer goes: the desks of the phase that is in force, and which one is for a product."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from catalog.definition import Definition
from organisation.models import Location
from routing.asking import ground_of, question_about
from routing.history import opening
from routing.models import Phase, PhaseStart, RuleSet, Site, SiteKind


class Desk(NamedTuple):
    """A desk as customers read of it."""

    site: Site
    hours: str
    is_here: bool


def desks_at(at: datetime, location: Location | None = None) -> list[Desk]:
    """Return the desks that are open to somebody at this place, that place's own first. Two queries."""
    start = PhaseStart.objects.in_force(at, location)
    if start is None:
        return []
    here = location.pk if location else None
    sites = start.phase.sites.filter(kind=SiteKind.DESK).select_related("location").order_by("pk")
    desks = [Desk(site, opening(site.hours), site.location_id == here) for site in sites]
    return sorted(desks, key=lambda desk: not desk.is_here)


def desk_for(definition: Definition, phase: Phase | None, rules: RuleSet | None = None) -> Site | None:
    """Return the desk for something that is done face to face; None means by phone and on the portal only.

    The desk that hands the product out goes first, then the one where the unit stands that answers.
    """
    if phase is None or not definition.via_front_office:
        return None
    sites = list(
        phase.sites.filter(kind=SiteKind.DESK).select_related("location").prefetch_related("units", "products")
    )
    handed = (site for site in sites if any(product.code == definition.code for product in site.products.all()))
    answers = ground_of(phase, rules).decide(question_about(definition)).answered_by
    standing = (site for site in sites if any(unit.code == answers for unit in site.units.all()))
    return next(handed, None) or next(standing, None)


def desk_now(definition: Definition, at: datetime, location: Location | None = None) -> Desk | None:
    """Return the desk for a product at this moment, for somebody at this place."""
    start = PhaseStart.objects.in_force(at, location)
    site = desk_for(definition, start.phase if start else None, RuleSet.objects.in_force(at))
    return Desk(site, opening(site.hours), site.location_id == (location.pk if location else None)) if site else None
