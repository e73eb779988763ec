"""Pages of API lists."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

WHOLE_NUMBER = re.compile(r"[0-9]{1,18}")


class Pages(CursorPagination):
    """`results` and `next`: the cost of a page does not grow with its number.

    A view says in `ordering` by which whole-number column, "-pk" unless told.
    """

    page_size_query_param = "page_size"
    max_page_size = 200

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        return (getattr(view, "ordering", "-pk"),)

    def get_page_size(self, request: Request) -> int:
        text = request.query_params.get("page_size", str(self.page_size))
        if not (text.isascii() and text.isdigit()) or not text.strip("0"):
            raise ValidationError({"page_size": [gettext("Give a whole number from 1.")]})
        # A number of thousands of digits is more than Python reads; ten are more than enough.
        return min(int(text.lstrip("0")[:10]), self.max_page_size)

    def decode_cursor(self, request: Request) -> Cursor | None:
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            raise _bad_cursor() from None
        # The position goes into a query as it is, so it must be what we gave: a whole number.
        if cursor and not WHOLE_NUMBER.fullmatch(str(cursor.position or 0)):
            raise _bad_cursor()
        return cursor

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.get_next_link()})

    def get_schema_operation_parameters(self, view: Any) -> list[dict]:
        size = {"type": "integer", "minimum": 1, "default": self.page_size, "description": "Above 200 counts as 200."}
        cursor = {"type": "string", "minLength": 1, "description": "Where to go on; part of `next`."}
        return [
            {"name": name, "in": "query", "required": False, "schema": schema, "description": schema.pop("description")}
            for name, schema in (("page_size", size), ("cursor", cursor))
        ]

    def get_paginated_response_schema(self, schema: dict) -> dict:
        link = {"type": "string", "format": "uri", "nullable": True, "description": "The next page; null on the last."}
        results = {"type": "array", "items": schema} if "items" not in schema else schema
        return {"type": "object", "required": ["results", "next"], "properties": {"results": results, "next": link}}


def _bad_cursor() -> ValidationError:
    return ValidationError({"cursor": [gettext("Follow `next` as it was given.")]})
