"""Signatures that are asked of somebody, or of whom one stands in for."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.refusals import Refused
from organisation.access import can
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.models import Approval
from servicedesk.outlook import answered

DONE_MOST = 20


class DecisionForm(forms.Form):
    """Yes or no, and why; a no needs its reason."""

    use_required_attribute = False
    comment = forms.CharField(
        label=_("What do you want to say?"),
        help_text=_("If you do not agree, your colleague reads why."),
        required=False,
        max_length=5000,
        widget=forms.Textarea,
        error_messages={"max_length": _("This is too long. Use 5,000 characters at most.")},
    )


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
    row = get_object_or_404(Approval.objects.decided_by(request.user).for_display(), pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            done = _decide(row, request, form.cleaned_data["comment"])
        except Refused as refusal:
            form.add_error("comment" if "comment" in refusal.errors else None, refusal.text)
        else:
            messages.success(request, done)
            return redirect("portal:approvals")
    row = get_object_or_404(Approval.objects.decided_by(request.user).for_display(), pk=pk)
    return render(request, "portal/approval.html", _context(request, row, form), status=422 if form.errors else 200)


def _decide(row: Approval, request: PersonRequest, comment: str) -> str:
    if request.POST.get("verb") == "refuse":
        services.refuse(row, by=request.user, comment=comment)
        return gettext("You did not agree. Your colleague reads why.")
    services.approve(row, by=request.user, comment=comment)
    return gettext("You agreed. We go on with it.")


def _context(request: PersonRequest, row: Approval, form: DecisionForm) -> dict:
    ticket = row.ticket
    return {
        "approval": row,
        "ticket": ticket,
        "form": form,
        "definition": ticket.product_version.as_definition if ticket.product_version else None,
        "answers": answered(ticket, ticket.attachments.filter(public=True)),
        "steps": ticket.approvals.select_related("approver", "decided_by"),
        "decides": row.state == "asked" and can(request.user, "approve", row),
        "stands_in": row.approver_id != request.user.pk,
    }
