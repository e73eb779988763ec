"""The queues of the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.pages import page_or_partial
from organisation.models import User
from organisation.requests import PersonRequest
from servicedesk.forms.lists import QueueFilter
from servicedesk.keyset import latest_after, soonest_after
from servicedesk.models import Ticket, WorkOrder
from servicedesk.models.tickets import TicketQuerySet
from servicedesk.queues import BY_SLUG, OVER, QUEUES, Queue, counts, desk_tickets, filtered, for_rows, home_queue
from servicedesk.views.entrance import desk_only

SIZE = 50


@require_safe
@desk_only
def home(request: PersonRequest) -> HttpResponse:
    """Show the queue someone begins with."""
    return _queue_page(request, home_queue(request.user))


@require_safe
@desk_only
def queue(request: PersonRequest, slug: str) -> HttpResponse:
    """Show one queue; renewed by itself, so htmx asks for the rows only."""
    if slug not in BY_SLUG:
        raise Http404
    return _queue_page(request, BY_SLUG[slug])


def _queue_page(request: PersonRequest, queue: Queue) -> HttpResponse:
    user, now = request.user, timezone.now()
    form = QueueFilter(request.GET)
    chosen = form.chosen
    meant = _number_meant(user, chosen["q"])
    if meant:
        return redirect(meant.get_desk_url())
    # What is over is read from the latest back, what is open from the first promise on.
    backwards = queue.slug == "all" and bool(chosen["state"] or chosen["q"])
    slice_ = latest_after if backwards else soonest_after
    tickets = for_rows(_in(queue, chosen, user, now))
    numbers = counts(user, now)
    context = {
        "queue": queue,
        "chips": [(one, numbers[one.slug]) for one in QUEUES],
        "form": form,
        "chosen": chosen,
        "narrowed": any(chosen.values()),
        "backwards": backwards,
        "found": slice_(tickets, "resolve_by", request.GET.get("after", ""), size=SIZE),
        "can_bulk": user.standing.is_agent or bool(user.standing.head_of),
        "now": now,
    }
    return page_or_partial(request, "desk/queue.html", "desk/_queue.html", context)


def _in(queue: Queue, chosen: dict[str, str], user: User, now: datetime) -> TicketQuerySet:
    """Return what is in the queue. A search among all also finds what is over."""
    seen = desk_tickets(user)
    sought: dict[str, Any] = {key: chosen[key] for key in ("building", "kind", "unit", "q")} | {"by": user}
    if queue.slug == "all" and chosen["state"]:
        return filtered(seen.filter(state=OVER[chosen["state"]]), **sought)
    if queue.slug == "all" and chosen["q"]:
        return filtered(seen, **sought)
    return filtered(queue.keep(seen, user, now), **sought)


def _number_meant(user: User, words: str) -> Ticket | None:
    """Return the question that goes by exactly this number, or has the work order that does: M-10482, W-3317."""
    words = words.strip().upper()
    if words.startswith("M-"):
        return desk_tickets(user).numbered(words).first()
    if words.startswith("W-"):
        return desk_tickets(user).filter(work_orders__in=WorkOrder.objects.numbered(words)).first()
    return None
