"""What the filters of API lists are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from drf_spectacular.drainage import set_override

EARLIEST, LATEST = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def within_reason(moment: datetime) -> None:
    """Refuse what no database can compare: year 1 in one time zone is year 0 in another."""
    if not EARLIEST <= moment <= LATEST:
        raise ValidationError(gettext("Give a moment between the years 2 and 9998."))


class TextFilter(filters.CharFilter):
    """Text of 1 to `max_length` characters; `help_text` is for openapi.json."""

    def __init__(self, *, max_length: int, help_text: str, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        schema = {"type": "string", "minLength": 1, "maxLength": max_length, "description": help_text}
        set_override(self, "field", schema)


class _MomentField(IsoDateTimeField):
    default_validators = [within_reason]

    def clean(self, value: Any) -> datetime | None:
        # PostgreSQL knows no zone more than sixteen hours away, and ISO 8601 has them up to twenty-four.
        moment = super().clean(value)
        return moment.astimezone(UTC) if moment else None


class MomentFilter(filters.IsoDateTimeFilter):
    """A moment of ISO 8601 in whatever zone, given to the database in UTC; refused where no database can compare it."""

    field_class = _MomentField
