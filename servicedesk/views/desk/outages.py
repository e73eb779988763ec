"""Known problems at the desk: the list, one with its questions, and what agents do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.refusals import Refused
from organisation.models import User
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.forms.acts import refuse
from servicedesk.forms.outages import Join, OutageForm, ToAll
from servicedesk.forms.register import Search
from servicedesk.models import Outage
from servicedesk.outages import with_counts
from servicedesk.queues import desk_tickets
from servicedesk.views.entrance import agents_only, desk_only

PAGE, PEOPLE = 50, 8


@require_safe
@desk_only
def outages(request: PersonRequest) -> HttpResponse:
    """The list: what goes on now, and what is over."""
    over = request.GET.get("state") == "over"
    rows = Outage.objects.visible_to(request.user)
    rows = rows.exclude(pk__in=rows.open().values("pk")) if over else rows.open()
    found = with_counts(rows.for_display()).order_by("-since", "-pk")
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "over": over,
        "now": timezone.now(),
        "can_edit": request.user.standing.is_agent,
    }
    return render(request, "desk/outages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def new_outage(request: PersonRequest) -> HttpResponse:
    """Tell of a problem that isn't known yet."""
    return _form_page(request, Outage())


@require_safe
@desk_only
def outage(request: PersonRequest, pk: int) -> HttpResponse:
    """One known problem, with the questions about it; `people` looks up who else suffers from it."""
    return _outage_page(request, _outage(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def edit_outage(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what is known of it."""
    return _form_page(request, _outage(request, pk))


@require_POST
@agents_only
def join_outage(request: PersonRequest, pk: int) -> HttpResponse:
    """This caller too."""
    row = _outage(request, pk)
    form = Join(request.POST, by=request.user)
    if not form.is_valid():
        return _outage_page(request, row, join=form, status=422)
    data = form.cleaned_data

    def do() -> dict:
        ticket = services.join_outage(
            row, by=request.user, requester=data["requester"], channel=data["channel"] or "phone"
        )
        return {"ticket": ticket.pk}

    try:
        answer = form.do_once(request, do)
    except Refused as refusal:
        refuse(form, refusal)
        return _outage_page(request, row, join=form, status=422)
    ticket = desk_tickets(request.user).get(pk=answer["ticket"])
    words = gettext("%(name)s is with it: question %(number)s. We let them know when it is solved.")
    messages.success(request, words % {"name": ticket.requester, "number": ticket.number})
    return redirect("desk:new") if request.POST.get("back") == "call" else redirect(row)


@require_POST
@agents_only
def tell_outage(request: PersonRequest, pk: int) -> HttpResponse:
    """Tell everybody how it stands."""
    said = gettext("Everybody who asked hears this in half a minute.")
    return _to_all(request, pk, "tell", lambda row, text: services.tell_outage(row, by=request.user, text=text), said)


@require_POST
@agents_only
def solve_outage(request: PersonRequest, pk: int) -> HttpResponse:
    """It is over; everybody hears."""
    said = gettext("It is over.")
    return _to_all(request, pk, "solve", lambda row, text: services.solve_outage(row, by=request.user, text=text), said)


@require_POST
@agents_only
def take_back_outage(request: PersonRequest, pk: int) -> HttpResponse:
    """Let it go on: nothing has gone out yet."""
    row = _outage(request, pk)
    try:
        services.take_back_outage(row, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("It was not sent. The outage goes on."))
    return redirect(row)


def _to_all(request: PersonRequest, pk: int, name: str, do: Callable[[Outage, str], Any], done: str) -> HttpResponse:
    row = _outage(request, pk)
    form = ToAll(request.POST)
    if form.is_valid():
        try:
            form.do_once(request, lambda: {"done": bool(do(row, form.cleaned_data["text"]))})
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect(row)
    return _outage_page(request, row, status=422, **{name: form})


def _form_page(request: PersonRequest, row: Outage) -> HttpResponse:
    known = row if row.pk else None
    form = OutageForm(request.POST if request.method == "POST" else None, by=request.user, outage=known)
    if form.is_bound and form.is_valid():
        try:
            answer = form.do_once(request, lambda: _keep(row, request.user, form.values))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, gettext("Saved. Customers read it from now on."))
            return redirect("desk:outage", pk=answer["outage"])
    context = {"form": form, "outage": known}
    return render(request, "desk/outage_edit.html", context, status=422 if form.errors else 200)


def _keep(row: Outage, by: User, values: dict[str, Any]) -> dict[str, int]:
    return {"outage": services.keep_outage(row, by=by, **values).pk}


def _outage(request: PersonRequest, pk: int) -> Outage:
    return get_object_or_404(Outage.objects.visible_to(request.user).for_display(), pk=pk)


def _outage_page(request: PersonRequest, row: Outage, *, status: int = 200, **bound: Any) -> HttpResponse:
    user, now = request.user, timezone.now()
    tickets = desk_tickets(user).filter(outage=row)
    search = Search(request.GET)
    people = User.objects.visible_to(user).found_by(search.words) if search.words else User.objects.none()
    context = {
        "outage": row,
        "found": {"rows": Paginator(tickets.for_display().order_by("-pk"), PAGE).get_page(request.GET.get("page"))},
        "open_count": tickets.open().count(),
        "can_edit": user.standing.is_agent,
        "join": bound.get("join") or Join(by=user),
        "tell": bound.get("tell") or ToAll(auto_id="tell-%s"),
        "solve": bound.get("solve") or ToAll(auto_id="solve-%s"),
        "waits": row.held if not row.is_open and row.held and row.held.send_at > now else None,
        "words": search.words,
        "people": people.select_related("department", "location")[:PEOPLE],
        "now": now,
    }
    return render(request, "desk/outage.html", context, status=status)
