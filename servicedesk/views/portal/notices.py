"""What somebody was told."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.models import Notice
from servicedesk.told import told

A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: PersonRequest) -> HttpResponse:
    """Show what one was told, newest first; a POST marks all of it read."""
    if request.method == "POST":
        services.read_notices(by=request.user)
        return redirect("portal:notices")
    notices = Notice.objects.visible_to(request.user).for_display()
    page = Paginator(notices, A_PAGE).get_page(request.GET.get("page"))
    rows = told(page, request.user)
    unread = any(row.notice.read_at is None for row in rows)
    return render(request, "portal/notices.html", {"page": page, "rows": rows, "unread": unread})
