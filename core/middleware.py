"""The headers of every answer: what a page may load, and what a browser may keep."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ["accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb"]
)


class SecurityHeaders:
    """Add the house's headers to every answer; one that a view set itself stays as it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_personal(request):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _is_personal(request: HttpRequest) -> bool:
    """Tell whether this answer may depend on who asked, without a query to find out."""
    session = getattr(request, "session", None)
    return "Authorization" in request.headers or bool(session is not None and session.accessed)
