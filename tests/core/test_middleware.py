"""The headers of every answer."""

from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.middleware import SecurityHeaders


def _answer(*, view_sets: dict[str, str] | None = None, session: object = None, **extra: str) -> HttpResponse:
    request = RequestFactory().get("/", **extra)
    if session is not None:
        request.session = session
    return SecurityHeaders(lambda _: HttpResponse(headers=view_sets or {}))(request)


@pytest.mark.parametrize(
    "part", ["default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"]
)
def test_a_page_loads_only_what_is_ours(part):
    assert part in _answer().headers["Content-Security-Policy"].split("; ")


def test_nothing_inline_is_trusted():
    assert "unsafe" not in _answer().headers["Content-Security-Policy"]


def test_a_view_may_be_stricter():
    answer = _answer(view_sets={"Content-Security-Policy": "sandbox", "Cache-Control": "max-age=60"})
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["Cache-Control"] == "max-age=60"


def test_what_may_depend_on_the_reader_is_not_kept():
    assert _answer(session=SimpleNamespace(accessed=True)).headers["Cache-Control"] == "no-store"
    assert _answer(HTTP_AUTHORIZATION="Bearer x").headers["Cache-Control"] == "no-store"


def test_what_is_the_same_for_everybody_may_be_kept():
    assert "Cache-Control" not in _answer(session=SimpleNamespace(accessed=False)).headers
    assert "Cache-Control" not in _answer().headers


def test_other_sites_cannot_use_our_answers():
    assert _answer().headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in _answer().headers["Permissions-Policy"]
