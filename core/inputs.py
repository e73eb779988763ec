"""What the API takes: each field of the type it says, and no field it doesn't know."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

MOST_NAMED = 10
LONGEST_ANSWER = 5000
BIGGEST = 2**31 - 1


class Input(serializers.Serializer):
    """Refuses fields it doesn't know: a typing error must not go unseen."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = [name for name in data if name not in self.fields] if isinstance(data, dict) else []
        if unknown:
            text = gettext("We don't know this field.")
            raise serializers.ValidationError({name[:100]: [text] for name in unknown[:MOST_NAMED]})
        return super().to_internal_value(data)


class InputSchema(OpenApiSerializerExtension):
    """How openapi.json says that."""

    target_class = Input
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        for name, field in self.target.fields.items():
            if isinstance(field, Text) and not field.allow_blank:
                # What Python takes for a blank, and most other languages don't, is no text either.
                schema["properties"][name] |= {"minLength": 1, "pattern": r"[^\s\x1c-\x1f\x85]"}
        return {**schema, "additionalProperties": False}


class Text(serializers.CharField):
    """Text, and nothing that only looks like it. `max_length` counts what was sent, blanks around it included."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().to_internal_value(data)


class Number(serializers.IntegerField):
    """A whole number from `min_value`, that fits the column of every database."""

    def __init__(self, *, min_value: int = 1, max_value: int = BIGGEST, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class YesNo(serializers.BooleanField):
    """True or false, not "yes" or 1."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return data


class Choice(serializers.ChoiceField):
    """One of a few words. Does not repeat what was sent: that may be long, or not fit to print."""

    default_error_messages = {"invalid_choice": _("Choose one of these: {choices}.")}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", choices=", ".join(map(str, self.choices)))
        return data


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": 150})
class Coded(serializers.Field):
    """The code of something that `rows(user)` has; becomes the row itself."""

    default_error_messages = {"unknown": _("We don't know this one.")}

    def __init__(self, rows: Callable[[Any], QuerySet], by: str = "code", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows = rows
        self.by = by

    def to_internal_value(self, data: Any) -> Any:
        row = None
        if isinstance(data, str) and 0 < len(data) <= 150:
            row = self.find(self.rows(self.context["request"].user), data)
        if row is None:
            self.fail("unknown")
        return row

    def to_representation(self, value: Any) -> Any:
        return value

    def find(self, rows: QuerySet, code: str) -> Any:
        """Return the row with this code, or None."""
        return rows.filter(Q((self.by, code))).first()


@extend_schema_field({"oneOf": [{"type": "string", "maxLength": LONGEST_ANSWER}, {"type": "number"}]})
class Answer(serializers.Field):
    """What was answered to one question of a form: text or a number."""

    default_error_messages = {"invalid": _("Give a text or a number.")}

    def to_internal_value(self, data: Any) -> str:
        plain = isinstance(data, str | int) or (isinstance(data, float) and math.isfinite(data))
        if not plain or isinstance(data, bool) or len(str(data)) > LONGEST_ANSWER:
            self.fail("invalid")
        return str(data)

    def to_representation(self, value: Any) -> Any:
        return value
