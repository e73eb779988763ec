"""Taking back what was done inside."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from core.refusals import Refused
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.models import Batch
from servicedesk.services.batches import Undone
from servicedesk.views.entrance import desk_only


@require_POST
@desk_only
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Put back what was done in one go, say what could not be, and come back to the page that one was on."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    try:
        undone = services.undo(batch, by=request.user)
    except Refused as refusal:
        messages.warning(request, refusal.text)
    else:
        messages.success(request, said(undone))
        if undone.left:
            messages.warning(request, _left(undone))
    return redirect(way_back(request))


def said(undone: Undone) -> str:
    """Say how many questions stand as before."""
    many = len(undone.tickets)
    words = ngettext("Undone. The question is as it was.", "Undone. %(many)d questions are as they were.", many)
    return words % {"many": many}


def _left(undone: Undone) -> str:
    numbers = ", ".join(ticket.number for ticket in undone.left)
    return gettext("Something was done since with %(numbers)s, so that stays as it is.") % {"numbers": numbers}


def way_back(request: PersonRequest) -> str:
    """Return the page that one came from; the desk where that is no address of ours."""
    there = request.POST.get("next", "")
    ours = there.startswith("/") and url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    return there if ours else "desk:queues"
