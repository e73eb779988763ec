"""Keeping what is being written, sent by a script every few seconds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from core.forms import NOT_CONTENTS
from core.refusals import Refused
from organisation.requests import PersonRequest
from servicedesk import presence, services
from servicedesk.views.entrance import desk_only


@require_POST
@desk_only
def draft(request: PersonRequest, key: str) -> HttpResponse:
    """Keep the form's fields (204), or with `verb=drop` throw them away: by a script, or by a button that goes on.

    A form that was sent, gone back to, is refused (409): what is typed there now must not seem to be kept.
    """
    if request.POST.get("verb") == "drop":
        services.drop_draft(by=request.user, key=key)
        messages.success(request, gettext("The draft has been thrown away."))
        return redirect("desk:home")
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_CONTENTS}
    try:
        kept = services.save_draft(by=request.user, key=key, data=fields, form=request.POST.get("once", ""))
    except Refused as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
    if (number := key.removeprefix("ticket-")) != key and number.isascii() and number.isdigit():
        presence.write(int(number), by=request.user, now=timezone.now())
    return HttpResponse(status=204 if kept else 409)
