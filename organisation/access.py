"""Who someone is, and whether that is enough. The one place where rights are read.

Three things and no more: `standing_of` says who someone is; each QuerySet has `visible_to(user)`; each object that can
be acted upon has a table of verbs with a column "who", which `can` compares with what the user is to the object.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

# An organisation.models.User; that module imports this one.
Person = Any

# Who answers customers: the front office, its head, and whoever is an agent at one of today's service points.
FRONT_DESK = frozenset({("agent", "front_office"), ("head", "front_office"), ("agent", "service_point")})


@dataclass(frozen=True)
class Standing:
    """Who someone is at this moment. Ids, so that it can go straight into a query."""

    user_id: int | None
    roles: frozenset[str] = frozenset()
    agent_in: frozenset[int] = frozenset()
    worker_in: frozenset[int] = frozenset()
    head_of: frozenset[int] = frozenset()
    deputises_for: frozenset[int] = frozenset()
    is_agent: bool = False

    @property
    def is_nobody(self) -> bool:
        """A disabled account: sees nothing, may do nothing."""
        return self.user_id is None

    @property
    def units(self) -> frozenset[int]:
        """The units someone works in, in whatever role."""
        return self.agent_in | self.worker_in | self.head_of

    @property
    def reads_all(self) -> bool:
        return bool(self.roles & {"auditor", "manager"})

    @property
    def is_editor(self) -> bool:
        return "catalogue_editor" in self.roles

    @property
    def is_administrator(self) -> bool:
        return "administrator" in self.roles

    @property
    def works(self) -> bool:
        """Does someone carry out work orders?"""
        return bool(self.worker_in | self.head_of)

    @property
    def decides_for(self) -> frozenset[int]:
        """Whose approvals someone may give today: the own ones and those of whom one deputises for."""
        own = frozenset() if self.user_id is None else frozenset({self.user_id})
        return own | self.deputises_for


NOBODY = Standing(user_id=None)


def standing_of(user: Person) -> Standing:
    """Read roles, memberships and deputyships of today in four queries. A disabled account is nobody."""
    if not user.is_active or user.pk is None:
        return NOBODY
    today = timezone.localdate()
    members = list(user.memberships.values_list("role", "unit_id", "unit__kind"))
    headed = [("head", pk, kind) for pk, kind in user.units_headed.values_list("pk", "kind")]
    deputises = user.stands_in_for.filter(
        Q(starts_on__lte=today) & Q(ends_on__gte=today), person__is_active=True
    ).values_list("person_id", flat=True)
    members += headed
    return Standing(
        user_id=user.pk,
        roles=frozenset(user.role_grants.values_list("role", flat=True)),
        agent_in=_units(members, "agent"),
        worker_in=_units(members, "worker"),
        head_of=_units(members, "head"),
        deputises_for=frozenset(deputises),
        is_agent=any((role, kind) in FRONT_DESK for role, _unit, kind in members),
    )


def _units(members: list[tuple[str, int, str]], role: str) -> frozenset[int]:
    return frozenset(unit for member_role, unit, _kind in members if member_role == role)


class Governed(Protocol):
    """Something with verbs: says who may do a verb, and what someone is to it."""

    def who_may(self, verb: str) -> Set[str]: ...

    def relations_of(self, user: Person) -> Set[str]: ...


def can(user: Person, verb: str, thing: Governed) -> bool:
    """Has `user` the right to do `verb` to `thing`? Says nothing about whether the state allows it."""
    return bool(thing.who_may(verb) & thing.relations_of(user))


def require(user: Person, verb: str, thing: Governed) -> None:
    """Raise PermissionDenied unless `can`."""
    if not can(user, verb, thing):
        raise PermissionDenied
