"""How the API says no: application/problem+json (RFC 9457), whatever went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from core.refusals import Refused
from core.services import OtherRequest

CONTENT_TYPE = "application/problem+json"
API = "/api/"
TITLES = {
    400: _("This can't be used"),
    401: _("Not logged in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("This method isn't possible here"),
    406: _("We only answer in JSON"),
    409: _("Not possible now"),
    413: _("Too large"),
    415: _("Send JSON"),
    422: _("Key used before"),
    429: _("Too many requests"),
    500: _("Something went wrong on our side"),
}


def problem(status: int, detail: str = "", errors: Mapping[str, list[str]] | None = None, **more: Any) -> dict:
    """Return the body of an error: which one, what to know about it, and what is wrong with which field."""
    title = str(TITLES.get(status) or TITLES[400 if status < 500 else 500])
    return {"title": title, "status": status, "detail": detail or title, "errors": dict(errors or {}), **more}


def exception_handler(exc: Exception, context: dict) -> Response | None:
    """Answer a refusal with 409, a key that was used for something else with 422, the rest as DRF has it."""
    if isinstance(exc, OtherRequest):
        return _answer(
            problem(422, gettext("This Idempotency-Key was used before, for a request with other contents."))
        )
    if isinstance(exc, Refused):
        more_about: Callable[[Refused], dict] | None = getattr(context["view"], "more_about", None)
        return _answer(problem(409, str(exc), exc.errors, **(more_about(exc) if more_about else {})))
    response = drf_exception_handler(exc, context)
    if response is None:
        return None
    return _answer(_told(exc, response), _headers(response))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The handler of 404: a problem under /api/, a page elsewhere."""
    return _bare(404) if _is_api(request) else defaults.page_not_found(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The handler of 403."""
    return _bare(403) if _is_api(request) else defaults.permission_denied(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The handler of 400."""
    return _bare(400) if _is_api(request) else defaults.bad_request(request, exception)


def too_large(request: HttpRequest) -> HttpResponse:
    """Say that a request was not even read."""
    return _bare(413) if _is_api(request) else render(request, "413.html", status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """The handler of 500."""
    return _bare(500) if _is_api(request) else defaults.server_error(request)


def _told(exc: Exception, response: Response) -> dict:
    """Return the problem that DRF found, in our form."""
    if isinstance(exc, ValidationError):
        errors = _one_level(exc.detail)
        general = errors.pop("", [])
        detail = " ".join(general) or gettext("Some of what was sent can't be used: see `errors`.")
        return problem(response.status_code, detail, errors)
    if response.status_code == 404:
        return problem(404, gettext("It isn't there, or it isn't for you to see."))
    data = response.data
    return problem(response.status_code, str(data.get("detail", "")) if isinstance(data, dict) else "")


def _one_level(detail: Any, name: str = "") -> dict[str, list[str]]:
    """Return nested errors by dotted field name; what is about no field comes under ""."""
    errors: dict[str, list[str]] = {}
    for path, text in _texts(detail, name):
        errors.setdefault(path, []).append(text)
    return errors


def _texts(detail: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            own = "" if key == "non_field_errors" else str(key)
            yield from _texts(value, ".".join(filter(None, [name, own])))
    elif isinstance(detail, list | tuple):
        for value in detail:
            yield from _texts(value, name)
    else:
        yield name, str(detail)


def _headers(response: Response) -> dict[str, str]:
    return {name: response[name] for name in ("WWW-Authenticate", "Retry-After", "Allow") if name in response}


def _answer(body: dict, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def _bare(status: int) -> HttpResponse:
    return JsonResponse(problem(status), status=status, content_type=CONTENT_TYPE)


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API)
