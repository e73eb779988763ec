"""Letting a colleague who was named in a note read the question, or not, or no longer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core.refusals import Refused
from organisation.access import require
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.models import Access
from servicedesk.queues import desk_tickets
from servicedesk.views.desk.ready import key
from servicedesk.views.entrance import desk_only

ACTS: Mapping[str, tuple[Callable[..., Any], Promise]] = {
    "give": (services.give_access, _("%(name)s may read this question now, and follows it.")),
    "refuse": (services.refuse_access, _("%(name)s may not read this question.")),
    "take": (services.take_access, _("%(name)s may no longer read this question.")),
}


@require_POST
@desk_only
def access(request: PersonRequest, pk: int) -> HttpResponse:
    """Decide about the one colleague of `access`, the key of a row; `verb` says what."""
    ticket = get_object_or_404(desk_tickets(request.user), pk=pk)
    require(request.user, "share", ticket)
    do, said = ACTS.get(request.POST.get("verb", ""), (None, None))
    if do is None:
        raise Http404
    rows = Access.objects.visible_to(request.user).filter(ticket=ticket).select_related("person")
    person = get_object_or_404(rows, pk=key(request.POST.get("access", ""))).person
    try:
        do(ticket, by=request.user, person=person)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, str(said) % {"name": person})
    return redirect(ticket.get_desk_url())
