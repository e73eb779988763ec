"""How the API says no."""

from __future__ import annotations

from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from core.refusals import Refused


def exception_handler(exc: Exception, context: dict) -> Response | None:
    """Answer 409 with the reason when a service refuses; every error as problem+json."""
    if isinstance(exc, Refused):
        return Response({"title": "Conflict", "status": 409, "detail": str(exc), "errors": exc.errors}, status=409)
    return drf_exception_handler(exc, context)
