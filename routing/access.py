"""Who may see how the house is arranged, and who may change it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from organisation.models import Unit, UnitKind, User


def is_reader(user: User) -> bool:
    """May `user` see phases, rules and rosters? Who answers, who leads a unit and who reads everything may."""
    standing = user.standing
    return standing.is_agent or bool(standing.head_of) or standing.reads_all or standing.is_administrator


def is_steward(user: User) -> bool:
    """May `user` change them? The head of a front office, a manager and an administrator may."""
    standing = user.standing
    if "manager" in standing.roles or standing.is_administrator:
        return True
    return _leads_a_front_office(user)


def may_override(user: User) -> bool:
    """May `user` start a phase while something is open, or go back? A manager and the head of a front office may."""
    return "manager" in user.standing.roles or _leads_a_front_office(user)


def require_reader(user: User) -> None:
    """Raise PermissionDenied unless `is_reader`."""
    if not is_reader(user):
        raise PermissionDenied


def require_steward(user: User) -> None:
    """Raise PermissionDenied unless `is_steward`."""
    if not is_steward(user):
        raise PermissionDenied


def _leads_a_front_office(user: User) -> bool:
    led = user.standing.head_of
    return bool(led) and Unit.objects.filter(pk__in=led, kind=UnitKind.FRONT_OFFICE).exists()
