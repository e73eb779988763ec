"""The overview of phases, and what each of them is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from catalog.labels import KINDS, TYPES
from core.refusals import Refused, Stale
from organisation.requests import PersonRequest
from routing.access import is_steward, require_reader, require_steward
from routing.forms.phases import PhaseForm, SiteForm
from routing.history import entries, opening
from routing.models import Phase, PhaseStart, Site
from routing.parts import PARTS
from routing.readiness import readiness
from routing.refusing import refuse
from routing.services import phases as services
from routing.standing import Stands, desks_of, standing
from routing.views.reaching import phase_for
from routing.words import planned

ENTRIES = 30


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Past, now and planned, and the way to all other parts."""
    require_reader(request.user)
    rows = Phase.objects.visible_to(request.user).prefetch_related("sites__location")
    context = {
        "phases": [_card(one) for one in _standing(request, rows)],
        "parts": [part for part in PARTS if part.route != "routing:index"],
        "can_edit": is_steward(request.user),
    }
    return render(request, "routing/index.html", context)


@require_safe
def phase(request: PersonRequest, number: int) -> HttpResponse:
    """What this phase is."""
    row = phase_for(request, number, together=True)
    stands = next(one for one in _standing(request, Phase.objects.visible_to(request.user)) if one.phase.pk == row.pk)
    kinds, types = [KINDS[code] for code in row.takes_kinds], [TYPES[code] for code in row.takes_types]
    context = {
        "stands": stands,
        "planned": planned(row.planned_from, row.planned_until),
        "takes": [*types, *kinds],
        "refused": row.starts.filter(state="refused").select_related("location", "planned_by")[:1],
        "sites": [(site, opening(site.hours)) for site in row.sites.all()],
        "closures": row.closures.select_related("unit", "successor"),
    }
    return render(request, "routing/phase.html", _about(request, row, "phase") | context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_phase(request: PersonRequest) -> HttpResponse:
    """A phase that isn't there yet; it gets the next number."""
    require_steward(request.user)
    return _form_page(request, Phase())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_phase(request: PersonRequest, number: int) -> HttpResponse:
    """Change what a phase is."""
    row = phase_for(request, number, allowed=require_steward, together=True)
    return _form_page(request, row)


@require_http_methods(["GET", "HEAD", "POST"])
def new_site(request: PersonRequest, number: int) -> HttpResponse:
    """One more place of the front office."""
    row = phase_for(request, number, allowed=require_steward, together=True)
    return _site_page(request, Site(phase=row))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_site(request: PersonRequest, number: int, pk: int) -> HttpResponse:
    """Change a place, or take it away."""
    row = phase_for(request, number, allowed=require_steward, together=True)
    return _site_page(request, get_object_or_404(row.sites.select_related("phase"), pk=pk))


@require_safe
def history(request: PersonRequest, number: int) -> HttpResponse:
    """Who changed what and when, and how it began."""
    row = phase_for(request, number, together=True)
    starts = row.starts.select_related("location", "planned_by")
    page = Paginator(entries(row), ENTRIES).get_page(request.GET.get("page"))
    return render(request, "routing/history.html", _about(request, row, "history") | {"page": page, "starts": starts})


def _standing(request: PersonRequest, rows: Any) -> list[Stands]:
    return standing(rows, PhaseStart.objects.visible_to(request.user), timezone.now())


def _card(stands: Stands) -> dict[str, Any]:
    phase = stands.phase
    return {
        "phase": phase,
        "stands": stands,
        "planned": planned(phase.planned_from, phase.planned_until),
        "desks": desks_of(phase),
        "readiness": readiness(phase) if stands.state == "next" else None,
    }


def _about(request: PersonRequest, row: Phase, tab: str) -> dict[str, Any]:
    return {"phase": row, "tab": tab, "can_edit": is_steward(request.user)}


def _form_page(request: PersonRequest, row: Phase) -> HttpResponse:
    known = row if row.pk else None
    form = PhaseForm(request.POST if request.method == "POST" else None, by=request.user, phase=row)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            answer = form.do_once(
                request, lambda: {"number": services.keep_phase(row, by=request.user, **form.values).number}
            )
        except Refused as refusal:
            refuse(form, refusal)
            status = 409 if isinstance(refusal, Stale) else 422
        else:
            messages.success(request, gettext("Saved. It counts from now on."))
            return redirect("routing:phase", number=answer["number"])
    if form.errors and status == 200:
        status = 422
    # A new phase is no row yet: what the form refused must not show as if it were.
    shown = Phase.objects.visible_to(request.user).filter(pk=known.pk).first() if known else None
    return render(request, "routing/phase_edit.html", {"form": form, "phase": shown}, status=status)


def _site_page(request: PersonRequest, site: Site) -> HttpResponse:
    number, known = site.phase.number, site.pk is not None
    phase, name = site.phase, site.name
    posted = request.method == "POST"
    form = SiteForm(request.POST if posted else None, by=request.user, site=site)
    removes = posted and known and request.POST.get("do") == "remove"
    status = 200
    if posted and (removes or form.is_valid()):
        try:
            if removes:
                services.remove_site(site, by=request.user)
            else:
                form.do_once(request, lambda: {"site": services.keep_site(site, by=request.user, **form.values).pk})
        except Refused as refusal:
            refuse(form, refusal)
            status = 409 if isinstance(refusal, Stale) else 422
        else:
            messages.success(request, gettext("Taken away.") if removes else gettext("Saved. It counts from now on."))
            return redirect("routing:phase", number=number)
    if form.errors and status == 200:
        status = 422
    context = {"form": form, "phase": phase, "known": known, "name": name}
    return render(request, "routing/site_edit.html", context, status=status)
