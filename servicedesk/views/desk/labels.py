"""Labels: which there are, making more, and printing them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.refusals import Refused
from organisation.models import Location
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.forms.acts import refuse
from servicedesk.forms.labels import MakeLabels
from servicedesk.labels import square
from servicedesk.models import Label
from servicedesk.models.labels import LabelQuerySet, may_label
from servicedesk.views.entrance import open_to

SHOWN, PRINTED = 200, 96
labellers_only = open_to(may_label)


@require_http_methods(["GET", "HEAD", "POST"])
@labellers_only
def labels(request: PersonRequest) -> HttpResponse:
    """Show the labels of a building; a POST makes more."""
    form = MakeLabels(request.POST if request.method == "POST" else None)
    if form.is_valid():
        response = _make(request, form)
        if response:
            return response
    found = _chosen(request)
    context = {
        "form": form,
        "labels": found.select_related("location")[:SHOWN],
        "locations": Location.objects.filter(labels__isnull=False).distinct(),
        "chosen": request.GET.get("location", ""),
    }
    return render(request, "desk/labels.html", context, status=422 if form.errors else 200)


@require_POST
@labellers_only
def label(request: PersonRequest, pk: int) -> HttpResponse:
    """Say for whom a label is, or whether it is in use."""
    row = get_object_or_404(Label.objects.visible_to(request.user).select_related("location"), pk=pk)
    change = {
        "open": {"visitors": True},
        "close": {"visitors": False},
        "stop": {"active": False},
        "start": {"active": True},
    }.get(request.POST.get("verb", ""), {})
    services.change_label(row, by=request.user, **change)
    messages.success(request, gettext("The label of %(place)s is changed.") % {"place": row})
    return redirect(f"{reverse('desk:labels')}?location={row.location.code}")


@require_safe
@labellers_only
def sheet(request: PersonRequest) -> HttpResponse:
    """Show the labels in use as a sheet to print, with a code each."""
    rows = _chosen(request).filter(active=True).select_related("location")[:PRINTED]
    drawn = [(row, *square(request.build_absolute_uri(row.get_absolute_url()))) for row in rows]
    return render(request, "desk/label_sheet.html", {"drawn": drawn})


def _make(request: PersonRequest, form: MakeLabels) -> HttpResponse | None:
    data = form.cleaned_data

    def do() -> dict:
        made = services.make_labels(
            by=request.user, location=data["location"], places=data["places"], visitors=data["visitors"]
        )
        return {"made": len(made)}

    try:
        made = form.do_once(request, do)["made"]
    except Refused as refusal:
        refuse(form, refusal)
        return None
    words = ngettext("%(made)d label is made.", "%(made)d labels are made.", made) % {"made": made}
    messages.success(request, words)
    return redirect(f"{reverse('desk:labels')}?location={data['location'].code}")


def _chosen(request: PersonRequest) -> LabelQuerySet:
    code = request.GET.get("location", "").replace("\x00", "")
    seen = Label.objects.visible_to(request.user)
    return seen.filter(location__code=code) if code else seen
