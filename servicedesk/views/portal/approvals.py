"""Signatures that are asked of somebody, or of whom one stands in for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from core.refusals import Refused
from organisation.access import can
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.forms.acts import refuse
from servicedesk.forms.portal import Decision
from servicedesk.models import Approval
from servicedesk.outlook import answered

DONE_MOST = 20


@require_safe
def approvals(request: PersonRequest) -> HttpResponse:
    """List what one can decide now, and what one decided lately."""
    rows = Approval.objects.for_display()
    decided = rows.filter(decided_by=request.user.pk).order_by("-decided_at")[:DONE_MOST]
    context = {"asked": rows.asked_of(request.user).order_by("asked_at"), "decided": decided}
    return render(request, "portal/approvals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what is asked; a POST with verb approve or refuse decides it."""
    row = _find(request, pk)
    form = Decision(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            answer = form.do_once(request, lambda: {"said": _decide(row, request, form.cleaned_data["comment"])})
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, answer["said"])
            return redirect("portal:approvals")
    context = _context(request, _find(request, pk), form)
    return render(request, "portal/approval.html", context, status=422 if form.errors else 200)


def _find(request: PersonRequest, pk: int) -> Approval:
    return get_object_or_404(Approval.objects.decided_by(request.user).for_display(), pk=pk)


def _decide(row: Approval, request: PersonRequest, comment: str) -> str:
    """Decide as the button says; without a button nothing is decided. Return what to say about it."""
    verb = request.POST.get("verb")
    if verb == "refuse":
        services.refuse(row, by=request.user, comment=comment)
        return gettext("You did not agree. Your colleague reads why.")
    if verb != "approve":
        raise Refused(gettext("Choose whether you agree or not."))
    services.approve(row, by=request.user, comment=comment)
    return gettext("You agreed. We go on with it.")


def _context(request: PersonRequest, row: Approval, form: Decision) -> dict:
    ticket = row.ticket
    files = list(ticket.attachments.visible_to(request.user).filter(public=True))
    return {
        "approval": row,
        "ticket": ticket,
        "form": form,
        "definition": ticket.product_version.as_definition if ticket.product_version else None,
        "answers": [one for one in answered(ticket, files) if one.value],
        "files": files,
        "steps": ticket.approvals.select_related("approver", "decided_by"),
        "decides": row.state == "asked" and can(request.user, "approve", row),
        "stands_in": row.approver_id != request.user.pk,
    }
