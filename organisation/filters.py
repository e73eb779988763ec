"""How API lists of people are narrowed."""

from __future__ import annotations

from django_filters import rest_framework as filters

from core.filters import TextFilter
from organisation.models import User, UserQuerySet


class PeopleFilter(filters.FilterSet):
    q = TextFilter(method="found", max_length=200, help_text="Words in name, e-mail, room or extension.")

    class Meta:
        model = User
        fields: tuple[str, ...] = ()

    def found(self, people: UserQuerySet, name: str, value: str) -> UserQuerySet:
        return people.found_by(value)
