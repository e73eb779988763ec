"""Who someone is, and whether that is enough. The one place where rights are read.

Three things and no more: `standing_of` says who someone is; each QuerySet has `visible_to(user)`; each object that can
be acted upon has a table of verbs with a column "who", which `can` compares with what the user is to the object.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.db import connection
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


# By hand, since every answer begins with it: made anew each time it would take longer than the rest of who one is.
WHO = """
SELECT membership.role, unit.id, unit.kind FROM organisation_membership membership
    JOIN organisation_unit unit ON unit.id = membership.unit_id WHERE membership.user_id = %(user)s
UNION ALL SELECT 'head', id, kind FROM organisation_unit WHERE head_id = %(user)s
UNION ALL SELECT 'deputy', deputy.person_id, '' FROM organisation_deputy deputy
    JOIN organisation_user person ON person.id = deputy.person_id
    WHERE deputy.deputy_id = %(user)s AND %(today)s BETWEEN deputy.starts_on AND deputy.ends_on AND person.is_active
UNION ALL SELECT role, 0, 'role' FROM organisation_rolegrant WHERE user_id = %(user)s
"""


def standing_of(user: Person) -> Standing:
    """Read roles, memberships and deputyships of today in one query. A disabled account is nobody."""
    if not user.is_active or user.pk is None:
        return NOBODY
    with connection.cursor() as cursor:
        cursor.execute(WHO, {"user": user.pk, "today": timezone.localdate().isoformat()})
        rows = cursor.fetchall()
    return Standing(
        user_id=user.pk,
        roles=frozenset(role for role, _unit, kind in rows if kind == "role"),
        agent_in=_units(rows, "agent"),
        worker_in=_units(rows, "worker"),
        head_of=_units(rows, "head"),
        deputises_for=_units(rows, "deputy"),
        is_agent=any((role, kind) in FRONT_DESK for role, _unit, kind in rows),
    )


def _units(rows: list[tuple[str, int, str]], role: str) -> frozenset[int]:
    return frozenset(key for row_role, key, kind in rows if row_role == role and kind != "role")


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
