"""Language and theme: the person's own where known, a cookie's before."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"


class PreferencesMiddleware:
    """Sets the language of the answer and `request.theme`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = _asked_for(request)
        if language is None:
            language = user.language if user.is_authenticated else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        theme = user.theme if user.is_authenticated else request.COOKIES.get(THEME_COOKIE)
        request.theme = theme if theme in THEMES else "auto"  # type: ignore[attr-defined]
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


def _asked_for(request: HttpRequest) -> str | None:
    """A machine says what it reads; a browser's own preference does not overrule the house's."""
    if not request.path_info.startswith("/api/"):
        return None
    return translation.get_language_from_request(request)
