"""What somebody was told."""

from __future__ import annotations

from typing import NamedTuple

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.models import Notice
from servicedesk.notices import purpose_words

A_PAGE = 30


class Row(NamedTuple):
    """One notice: what it says, and where its reader can do something about it."""

    notice: Notice
    words: str
    url: str


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: PersonRequest) -> HttpResponse:
    """Show what one was told, newest first; a POST marks all of it read."""
    if request.method == "POST":
        services.read_notices(by=request.user)
        return redirect("portal:notices")
    told = Notice.objects.visible_to(request.user).for_display()
    page = Paginator(told, A_PAGE).get_page(request.GET.get("page"))
    rows = [Row(notice, purpose_words(notice), _where(notice, request)) for notice in page]
    unread = any(row.notice.read_at is None for row in rows)
    return render(request, "portal/notices.html", {"page": page, "rows": rows, "unread": unread})


def _where(notice: Notice, request: PersonRequest) -> str:
    """Return the page where the reader can do something about it."""
    event = notice.event
    if notice.purpose == "approve" and "approval" in event.data:
        return reverse("portal:approval", args=[event.data["approval"]])
    if notice.purpose in ("work", "work_cancelled") and event.work_order:
        return event.work_order.get_absolute_url()
    if event.ticket.requester_id == request.user.pk:
        return event.ticket.get_absolute_url()
    return event.ticket.get_desk_url()
