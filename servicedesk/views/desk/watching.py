"""Following a question."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.queues import desk_tickets
from servicedesk.views.entrance import desk_only


@require_POST
@desk_only
def watch(request: PersonRequest, pk: int) -> HttpResponse:
    """Follow a question, or stop."""
    ticket = get_object_or_404(desk_tickets(request.user), pk=pk)
    on = request.POST.get("verb") != "stop"
    services.watch(ticket, by=request.user, on=on)
    said = gettext("You follow this question now.") if on else gettext("You no longer follow this question.")
    messages.success(request, said)
    return redirect(ticket.get_desk_url())
