"""Pages of API lists."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import CursorPagination
from rest_framework.response import Response


class Pages(CursorPagination):
    """`results` and `next`: the cost of a page does not grow with its number."""

    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-pk"

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.get_next_link()})
