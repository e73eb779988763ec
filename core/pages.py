"""The one helper for pages of which htmx asks a part."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page_or_partial(request: HttpRequest, page: str, partial: str, context: dict, *, status: int = 200) -> HttpResponse:
    """Render `partial` for an htmx request and `page`, which includes it, for any other."""
    htmx = getattr(request, "htmx", None)
    only_partial = htmx and not htmx.boosted and not htmx.history_restore_request
    response = render(request, partial if only_partial else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
