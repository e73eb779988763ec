"""What the filters of API lists are made of."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.drainage import set_override


class TextFilter(filters.CharFilter):
    """Text of 1 to `max_length` characters; `help_text` is for openapi.json."""

    def __init__(self, *, max_length: int, help_text: str, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        schema = {"type": "string", "minLength": 1, "maxLength": max_length, "description": help_text}
        set_override(self, "field", schema)
