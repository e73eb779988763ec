"""What goes on with a question while it is on the screen: asked by the page itself every few seconds."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisation.requests import PersonRequest
from servicedesk import presence
from servicedesk.models import Event
from servicedesk.presence import Present
from servicedesk.queues import desk_tickets
from servicedesk.views.desk.page import find, ticket_page
from servicedesk.views.entrance import desk_only
from servicedesk.wording import line


@require_safe
@desk_only
def live(request: PersonRequest, pk: int) -> HttpResponse:
    """Say who else looks and what others did since the version `seen`; 204 where the page says that already (`shown`).

    With `show` all that is new comes along, beside what is being typed; one's own doing comes by itself.
    """
    user = request.user
    ticket = get_object_or_404(desk_tickets(user).only("pk", "version"), pk=pk)
    others = presence.look(ticket, by=user, now=timezone.now())
    seen = whole(request.GET.get("seen", ""), ticket.version)
    events = list(ticket.events.visible_to(user).since(seen).for_display()) if seen < ticket.version else []
    news = [event for event in events if event.actor_id != user.pk]
    asked = "show" in request.GET
    if seen < ticket.version and (asked or not news):
        more = {"pk": pk, "present": others, "asked": asked, "fresh_after": seen if asked else ticket.version}
        return ticket_page(request, find(user, pk), template="desk/_news.html", more=more)
    said = _said(request, pk, others, news)
    known = request.GET.get("shown", "")
    if _mark(said) == known:
        return HttpResponse(status=204)
    return HttpResponse(f'{said}<input type="hidden" name="shown" value="{_mark(said)}">' if said else "")


def whole(text: str, otherwise: int) -> int:
    """Return the number that was sent; `otherwise` where that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _said(request: PersonRequest, pk: int, others: Sequence[Present], news: Sequence[Event]) -> str:
    context = {
        "pk": pk,
        "present": others,
        "messages_new": sum(bool(event.text) for event in news),
        "news": [line(event) for event in news],
    }
    return render_to_string("desk/_live.html", context, request).strip()


def _mark(said: str) -> str:
    return f"{crc32(said.encode()):x}" if said else ""
