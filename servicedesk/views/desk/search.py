"""One search over everything that one may see."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.pages import page_or_partial
from organisation.requests import PersonRequest
from servicedesk.searching import groups, meant
from servicedesk.sought import FILTERS, LONGEST, read
from servicedesk.views.entrance import desk_only


@require_safe
@desk_only
def search(request: PersonRequest) -> HttpResponse:
    """Show what was found, by kind. A number goes straight to what has it, unless one is still typing."""
    typed = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    ticket = meant(request.user, typed) if typed else None
    if ticket and not request.htmx:
        return redirect(ticket.get_desk_url())
    sought = read(typed)
    context = {
        "typed": typed,
        "sought": sought,
        "meant": ticket,
        "groups": groups(request.user, sought, timezone.now()),
        "filters": FILTERS.values(),
    }
    return page_or_partial(request, "desk/search.html", "desk/_search.html", context)
