"""A label that was scanned: the place is known; visitors report without an account."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.refusals import Refused
from servicedesk import services
from servicedesk.following import followed, for_customer, told
from servicedesk.forms.acts import refuse
from servicedesk.forms.labels import VisitorForm
from servicedesk.models import Label, Ticket, VisitorReport


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def label(request: HttpRequest, code: str) -> HttpResponse:
    """Go on to the form with the place filled in; who has no account gets a small one, where the label allows it."""
    row = get_object_or_404(Label.objects.scanned(code).select_related("location"))
    if request.user.is_authenticated:
        return redirect(f"{reverse('portal:ask')}?{urlencode({'kind': 'incident', 'label': row.code})}")
    if not row.visitors:
        return redirect_to_login(request.path)
    form = VisitorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.cleaned_data["website"]:
            return render(request, "portal/visitor.html", {"label": row, "form": VisitorForm()})
        secret = _report(request, row, form)
        if secret:
            return redirect("portal:visitor", secret)
    return render(request, "portal/visitor.html", {"label": row, "form": form}, status=422 if form.errors else 200)


@login_not_required
@require_safe
def visitor(request: HttpRequest, secret: str) -> HttpResponse:
    """Show how a visitor's report stands, to whoever has its address."""
    report = get_object_or_404(VisitorReport.objects.select_related("label__location"), secret=secret)
    ticket = for_customer(Ticket.objects.reported_by(report)).get()
    story = told(ticket, ticket.events.filter(public=True).for_display())
    context = {
        "label": report.label,
        "ticket": ticket,
        "row": followed(ticket, timezone.now()),
        "story": [one for one in story if one.text],
        "is_mine": True,
        "address": request.build_absolute_uri(),
    }
    return render(request, "portal/visitor_report.html", context)


def _report(request: HttpRequest, label: Label, form: VisitorForm) -> str:
    """Return the secret of the report, one however often the form is sent; nothing when it is refused."""
    data = form.cleaned_data

    def do() -> dict:
        report = services.report_as_visitor(
            label, text=data["text"], name=data["name"], reach=data["reach"], address=_address(request)
        )
        return {"secret": report.secret}

    try:
        return form.do_once(request, do)["secret"]
    except Refused as refusal:
        refuse(form, refusal)
        return ""


def _address(request: HttpRequest) -> str:
    """Return where the request comes from; behind a proxy it is the proxy that says so."""
    told_by_proxy = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    behind = settings.SECURE_PROXY_SSL_HEADER is not None
    return told_by_proxy if behind and told_by_proxy else request.META.get("REMOTE_ADDR", "")
