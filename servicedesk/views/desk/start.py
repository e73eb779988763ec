"""Where the day at the desk begins."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisation.requests import PersonRequest
from routing.duty import gaps_for
from servicedesk.start import start
from servicedesk.views.entrance import desk_only


@require_safe
@desk_only
def home(request: PersonRequest) -> HttpResponse:
    """What waits for me, what is late, and what changed since I last looked."""
    now = timezone.now()
    gaps = gaps_for(request.user, timezone.localdate(now))
    return render(request, "desk/start.html", {"start": start(request.user, now), "gaps": gaps, "now": now})
