"""The numbers and mailboxes that are no longer ours: which there are, one more, one less."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from core.refusals import Refused
from organisation.requests import PersonRequest
from routing.access import is_steward, require_reader, require_steward
from routing.forms.retired import RetireForm
from routing.models import RetiredAddress
from routing.services.retired import retire, stop_counting


@require_http_methods(["GET", "HEAD", "POST"])
def retired(request: PersonRequest) -> HttpResponse:
    """Show the list; a POST adds one, or takes the one called `stop` off."""
    require_reader(request.user)
    form = RetireForm()
    if request.method == "POST":
        require_steward(request.user)
        if "stop" in request.POST:
            return _stopped(request)
        form = RetireForm(request.POST)
        if form.is_valid() and (response := _retired(request, form)):
            return response
    context = {
        "form": form,
        "rows": RetiredAddress.objects.visible_to(request.user).select_related("unit"),
        "may_change": is_steward(request.user),
    }
    return render(request, "routing/retired.html", context, status=422 if form.errors else 200)


def _retired(request: PersonRequest, form: RetireForm) -> HttpResponse | None:
    data = {"unit": form.cleaned_data["owner"]}
    data |= {name: form.cleaned_data[name] for name in ("address", "retired_on")}
    try:
        shown = form.do_once(request, lambda: {"shown": retire(by=request.user, **data).shown})["shown"]
    except Refused as refusal:
        for name, texts in (refusal.errors or {"": [refusal.text]}).items():
            form.add_error(name or None, texts)
        return None
    messages.success(request, gettext("What still comes in at %(address)s is counted.") % {"address": shown})
    return redirect("routing:retired")


def _stopped(request: PersonRequest) -> HttpResponse:
    key = request.POST["stop"]
    if not key.isascii() or not key.isdigit() or len(key) > 9:
        raise PermissionDenied
    row = get_object_or_404(RetiredAddress.objects.visible_to(request.user), pk=int(key))
    stop_counting(row, by=request.user)
    messages.success(request, gettext("%(address)s is off the list.") % {"address": row})
    return redirect("routing:retired")
