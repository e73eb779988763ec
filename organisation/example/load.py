"""Write the example organisation to the database; what is there already stays as it is."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from organisation.models import (
    CustomerGroup,
    Department,
    Deputy,
    Location,
    Membership,
    MembershipRole,
    Role,
    RoleGrant,
    Unit,
    User,
)

HERE = Path(__file__).parent


def facts(name: str) -> Any:
    """Return what the data file `name` holds."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


@transaction.atomic
def load_organisation(password: str) -> None:
    """Load groups, departments, locations, units and people. Everyone gets the same password."""
    house = facts("organisation")
    people = facts("people")
    _load_places(house)
    _load_people(people["people"], password)
    _load_ties(people["people"])
    _load_deputies(people["deputies"])


def _load_places(house: dict) -> None:
    for group in house["customer_groups"]:
        values = {key: group[key] for key in ("name", "charged", "for_guests")}
        CustomerGroup.objects.get_or_create(code=group["code"], defaults=values)
    groups = {group.code: group for group in CustomerGroup.objects.all()}
    for department in house["departments"]:
        values = {
            "name": department["name"],
            "group": groups[department["group"]],
            "cost_centre": department["cost_centre"],
        }
        Department.objects.get_or_create(code=department["code"], defaults=values)
    for location in house["locations"]:
        values = {key: location.get(key) for key in ("name", "valid_from", "valid_until")}
        Location.objects.get_or_create(code=location["code"], defaults=values)
    places = {location.code: location for location in Location.objects.all()}
    for unit in house["units"]:
        values = {key: unit.get(key) or "" for key in ("name", "kind", "email", "extension")}
        values["location"] = places.get(unit.get("location"))
        Unit.objects.get_or_create(code=unit["code"], defaults=values)


def _load_people(people: list[dict], password: str) -> None:
    places = {location.code: location for location in Location.objects.all()}
    departments = {department.code: department for department in Department.objects.all()}
    groups = {group.code: group for group in CustomerGroup.objects.all()}
    # One hash for all: sixty slow ones would take a quarter of a minute.
    hashed = make_password(password)
    for person in people:
        administers = Role.ADMINISTRATOR in person.get("roles", [])
        values = {key: person.get(key) or "" for key in ("name", "email", "extension", "room")}
        values |= {
            "location": places.get(person.get("location") or ""),
            "department": departments.get(person.get("department") or ""),
            "group": groups.get(person.get("group") or ""),
            "language": person.get("language", "nl"),
            "is_staff": administers,
            "password": hashed,
        }
        User.objects.get_or_create(username=person["username"], defaults=values)


def _load_ties(people: list[dict]) -> None:
    """What needs both ends to exist: managers, roles, memberships, heads."""
    users = {user.username: user for user in User.objects.all()}
    units = {unit.code: unit for unit in Unit.objects.all()}
    for person in people:
        user = users[person["username"]]
        if person.get("manager") and user.manager_id is None:
            user.manager = users[person["manager"]]
            user.save(update_fields=["manager"])
        for role in person.get("roles", []):
            RoleGrant.objects.get_or_create(user=user, role=role)
        for member in person.get("memberships", []):
            unit = units[member["unit"]]
            Membership.objects.get_or_create(user=user, unit=unit, role=member["role"])
            if member["role"] == MembershipRole.HEAD and unit.head_id is None:
                unit.head = user
                unit.save(update_fields=["head"])


def _load_deputies(deputies: list[dict]) -> None:
    today = timezone.localdate()
    for row in deputies:
        person, deputy = (User.objects.get(username=row[key]) for key in ("person", "deputy"))
        dates = {
            "starts_on": today + timedelta(days=row["starts_in_days"]),
            "ends_on": today + timedelta(days=row["ends_in_days"]),
        }
        Deputy.objects.get_or_create(person=person, deputy=deputy, defaults=dates)
