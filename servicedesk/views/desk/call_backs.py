"""Whom we missed and have to call back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.refusals import Refused
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.models import CallBack, PhoneCall
from servicedesk.ringing import waiting
from servicedesk.views.entrance import agents_only

PAGE = 50
# What can be done with one, and what is said then.
ACTS: Mapping[str, tuple[Callable[..., Any], Promise]] = {
    "claim": (services.claim_call_back, _("You call back.")),
    "let-go": (services.let_go_call_back, _("Others can call back now.")),
    "not-reached": (services.not_reached, _("Not reached: it stays on the list.")),
    "done": (services.finish_call_back, _("Done: it is off the list.")),
}


@require_safe
@agents_only
def calls(request: PersonRequest) -> HttpResponse:
    """The list, who called first on top."""
    rows = CallBack.objects.visible_to(request.user).open().select_related("claimed_by", "call")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = waiting(list(page.object_list), request.user)
    return render(request, "desk/calls.html", {"page": page, "found": found, "now": timezone.now()})


@require_safe
@agents_only
def answered(request: PersonRequest) -> HttpResponse:
    """Give the address of what one answered just now and has not begun (200), or nothing (204): asked by a script."""
    call = PhoneCall.objects.visible_to(request.user).waiting_for(request.user, timezone.now()).first()
    if call is None:
        return HttpResponse(status=204)
    address = f"{reverse('desk:new')}?call={call.key}"
    return HttpResponse(address, content_type="text/plain; charset=utf-8")


@require_POST
@agents_only
def call_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Claim it, let it go, or say how it went; `verb` says which."""
    row = get_object_or_404(CallBack.objects.visible_to(request.user), pk=pk)
    do, said = ACTS.get(request.POST.get("verb", ""), (None, None))
    if do is None:
        raise Http404
    try:
        do(row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(said))
    return redirect("desk:calls")
