"""Taking back what is about to be sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from core.refusals import Refused
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.models import Held
from servicedesk.views.entrance import desk_only


@require_POST
@desk_only
def held(request: PersonRequest, pk: int) -> HttpResponse:
    """Take it back, and go to the question it was for; to the queue where it was for many."""
    words = get_object_or_404(Held.objects.visible_to(request.user), pk=pk)
    try:
        services.take_back(words, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("It was not sent. What you wrote is in the reply box again."))
    rows = list(words.rows.select_related("ticket")[:2])
    return redirect(rows[0].ticket.get_desk_url() if len(rows) == 1 else "desk:queues")
