"""How far a phase is ready, and letting it begin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.refusals import Refused, Stale
from organisation.requests import PersonRequest
from routing.access import is_steward, may_override, require_reader, require_steward
from routing.forms.readiness import PreconditionForm, StartForm, TickForm
from routing.going_over import previews
from routing.models import Phase, PhaseStart, Precondition
from routing.readiness import readiness
from routing.refusing import refuse
from routing.services import preconditions as services
from routing.services import starting
from routing.standing import standing
from routing.views.reaching import phase_for


@require_safe
def readiness_page(request: PersonRequest, number: int) -> HttpResponse:
    """What must be so, who sees to it, and how it stands."""
    return _readiness(request, phase_for(request, number))


@require_POST
def tick(request: PersonRequest, number: int, pk: int) -> HttpResponse:
    """Tick off, or open again."""
    phase = phase_for(request, number)
    row = get_object_or_404(Precondition.objects.visible_to(request.user), phase=phase, pk=pk)
    form = TickForm(request.POST, auto_id=f"tick-{row.pk}-%s")
    opens = request.POST.get("do") == "open"
    if form.is_valid():
        data, by = form.cleaned_data, request.user
        try:
            if opens:
                services.open_again(row, by=by, seen=data["seen"])
            else:
                services.tick_off(row, by=by, evidence=data["evidence"], seen=data["seen"])
        except Refused as refusal:
            refuse(form, refusal)
            status = 409 if isinstance(refusal, Stale) else 422
            return _readiness(request, phase, bound={row.pk: form}, status=status)
        messages.success(request, gettext("Open again.") if opens else gettext("Ticked off."))
        return redirect("routing:readiness", number=number)
    return _readiness(request, phase, bound={row.pk: form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def new_precondition(request: PersonRequest, number: int) -> HttpResponse:
    """One more thing that must be so."""
    phase = phase_for(request, number, allowed=require_steward)
    return _precondition_page(request, phase, Precondition(phase=phase))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_precondition(request: PersonRequest, number: int, pk: int) -> HttpResponse:
    """Change what must be so, or take it away."""
    phase = phase_for(request, number, allowed=require_steward)
    row = get_object_or_404(Precondition.objects.visible_to(request.user), phase=phase, pk=pk)
    return _precondition_page(request, phase, row)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: PersonRequest, number: int) -> HttpResponse:
    """Let a phase begin, now or later: what will happen, and what is still open."""
    phase = phase_for(request, number, allowed=require_steward)
    before = PhaseStart.objects.in_force(timezone.now())
    is_back = before is not None and before.phase.number > phase.number
    posted = request.POST if request.method == "POST" else None
    form = StartForm(posted, may_override=may_override(request.user), is_back=is_back)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            answer = form.do_once(request, lambda: _start(phase, request, form))
        except Refused as refusal:
            refuse(form, refusal)
            status = 422
        else:
            text = gettext("It is in force now.") if answer["state"] == "started" else gettext("It begins by itself.")
            messages.success(request, text)
            return redirect("routing:phase", number=number)
    context = {
        "phase": phase,
        "form": form,
        "is_back": is_back,
        "before": before,
        "readiness": readiness(phase),
        "closures": phase.closures.select_related("unit", "successor"),
        "lines": previews(phase),
        "introduces": phase.introduces.all(),
    }
    return render(request, "routing/start.html", context, status=422 if form.errors else status)


@require_POST
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back a start that is planned."""
    require_reader(request.user)
    row = get_object_or_404(PhaseStart.objects.visible_to(request.user).select_related("phase"), pk=pk)
    require_steward(request.user)
    try:
        starting.withdraw_start(row, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("It is not planned any more."))
    return redirect(row.phase)


def _start(phase: Phase, request: PersonRequest, form: StartForm) -> dict[str, str]:
    return {"state": str(starting.start_phase(phase, by=request.user, **form.values).state)}


def _readiness(
    request: PersonRequest, phase: Phase, *, bound: dict[int, TickForm] | None = None, status: int = 200
) -> HttpResponse:
    user, forms = request.user, bound or {}
    steward, found = is_steward(user), readiness(phase)
    stood = standing(Phase.objects.visible_to(user), PhaseStart.objects.visible_to(user), timezone.now())
    rows = []
    for item in found.items:
        row = item.precondition
        may = not row.measured and (steward or row.owner_id == user.pk)
        fresh = TickForm(auto_id=f"tick-{row.pk}-%s", initial={"seen": row.version, "evidence": row.evidence})
        rows.append({"item": item, "row": row, "form": forms.get(row.pk, fresh) if may else None})
    context: dict[str, Any] = {
        "phase": phase,
        "stands": next(one for one in stood if one.phase == phase),
        "tab": "readiness",
        "can_edit": steward,
        "readiness": found,
        "rows": rows,
        "wrong": next(iter(forms.values()), None),
    }
    return render(request, "routing/readiness.html", context, status=status)


def _precondition_page(request: PersonRequest, phase: Phase, row: Precondition) -> HttpResponse:
    known, posted = row.pk is not None, request.method == "POST"
    form = PreconditionForm(request.POST if posted else None, by=request.user, row=row)
    removes = posted and known and request.POST.get("do") == "remove"
    status = 200
    if posted and (removes or form.is_valid()):
        try:
            if removes:
                services.remove_precondition(row, by=request.user)
            else:
                form.do_once(request, lambda: _keep(row, request, form))
        except Refused as refusal:
            refuse(form, refusal)
            status = 409 if isinstance(refusal, Stale) else 422
        else:
            messages.success(request, gettext("Taken away.") if removes else gettext("Saved."))
            return redirect("routing:readiness", number=phase.number)
    if form.errors and status == 200:
        status = 422
    context = {"form": form, "phase": phase, "known": known}
    return render(request, "routing/precondition_edit.html", context, status=status)


def _keep(row: Precondition, request: PersonRequest, form: PreconditionForm) -> dict[str, int]:
    return {"precondition": services.keep_precondition(row, by=request.user, **form.values).pk}
