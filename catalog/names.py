"""The names behind the codes in a definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.definition import Definition
from catalog.models import Category
from organisation.models import CustomerGroup, Location, Unit, User


def names_in(definition: Definition) -> dict[str, str]:
    """Return the names of the units and people that a customer reads about, in two queries at most."""
    codes = {definition.owner, definition.carried_out_by, *(part.unit for part in definition.parts)}
    codes |= {step.unit for step in definition.approvals if step.unit}
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))
    return names | _people([definition])


@dataclass(frozen=True)
class Names:
    """Code → name of all that a definition can speak of; of people only those it does speak of."""

    units: dict[str, str]
    groups: dict[str, str]
    locations: dict[str, str]
    categories: dict[str, str]
    people: dict[str, str]


def names_for(definitions: Iterable[Definition]) -> Names:
    """Return the names that these definitions need, in five queries at most."""
    return Names(
        units=dict(Unit.objects.values_list("code", "name")),
        groups=dict(CustomerGroup.objects.values_list("code", "name")),
        locations={location.code: str(location) for location in Location.objects.all()},
        categories=dict(Category.objects.values_list("code", "name")),
        people=_people(definitions),
    )


def _people(definitions: Iterable[Definition]) -> dict[str, str]:
    usernames = {step.person for definition in definitions for step in definition.approvals if step.person}
    if not usernames:
        return {}
    return dict(User.objects.filter(username__in=usernames).values_list("username", "name"))
