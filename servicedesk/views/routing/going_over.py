"""What goes over to another unit when a phase starts: beforehand, while it goes, and afterwards."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.pages import page_or_partial
from organisation.models import Location
from organisation.requests import PersonRequest
from routing.access import is_reader
from routing.models import Phase
from servicedesk.models import HandOver, Ticket
from servicedesk.moving import first_to_go, guide_after, previewed
from servicedesk.views.entrance import open_to
from servicedesk.wording import line

FIRST, LAST, PAGE = 20, 20, 50
readers_only = open_to(is_reader)


@require_safe
@readers_only
def going_over(request: PersonRequest) -> HttpResponse:
    """What would go over if `phase` started at `location`; and what went over before."""
    now, phase, location = timezone.now(), _phase(request), _location(request)
    context: dict[str, Any] = {
        "phases": Phase.objects.visible_to(request.user),
        "locations": Location.objects.all(),
        "phase": phase,
        "location": location,
        "before": HandOver.objects.visible_to(request.user).select_related(
            "start__phase", "start__location", "rule_set"
        )[:LAST],
    }
    if phase is not None:
        guide = guide_after(phase, location, now)
        context["lines"] = previewed(phase, location, now)
        context["first"] = first_to_go(guide, location, request.user, FIRST)
    return render(request, "routing/going_over.html", context)


@require_safe
@readers_only
def hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    """How far it is, and what went over; the page asks for the first part again while it goes on."""
    row = get_object_or_404(_hand_overs(request), pk=pk)
    context: dict[str, Any] = {"row": row}
    if not getattr(request, "htmx", None):
        seen = Ticket.objects.visible_to(request.user).values("pk")
        moved = row.moved.filter(ticket__in=seen).select_related("ticket", "event")
        context["page"] = page = Paginator(moved, PAGE).get_page(request.GET.get("page"))
        context["moved"] = [(one, line(one.event)) for one in page]
    return page_or_partial(request, "routing/hand_over.html", "routing/_hand_over.html", context)


def _hand_overs(request: PersonRequest) -> QuerySet[HandOver]:
    rows = HandOver.objects.visible_to(request.user)
    return rows.select_related("start__phase", "start__location", "rule_set")


def _phase(request: PersonRequest) -> Phase | None:
    number = request.GET.get("phase", "")
    known = number.isascii() and number.isdigit() and len(number) < 5
    return Phase.objects.visible_to(request.user).filter(number=int(number)).first() if known else None


def _location(request: HttpRequest) -> Location | None:
    code = request.GET.get("location", "")
    return next((one for one in Location.objects.all() if one.code == code), None) if code else None
