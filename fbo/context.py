"""What every page shows: the faces someone may enter, the counts in the menu, the house's name and number."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict:
    """Return the names that the base templates use."""
    return {
        "organisation_name": settings.ORGANISATION_NAME,
        "service_phone": settings.SERVICE_PHONE,
        "service_email": settings.SERVICE_EMAIL,
        "theme": getattr(request, "theme", "auto"),
    }
