"""The queues of the desk."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.pages import page_or_partial
from organisation.models import User
from organisation.requests import PersonRequest
from servicedesk.forms.lists import QueueFilter
from servicedesk.keyset import latest_after, soonest_after
from servicedesk.models import SavedView, Ticket, WorkOrder
from servicedesk.queues import (
    BY_SLUG,
    OVER,
    QUEUES,
    SORTS,
    USUAL,
    Queue,
    Sort,
    contents,
    counts,
    desk_tickets,
    home_queue,
)
from servicedesk.rows import for_rows
from servicedesk.views.entrance import desk_only

SIZE = 50
# So many kept lists stand above the questions; the rest on the page of lists.
MOST_VIEWS = 5


@require_safe
@desk_only
def queues(request: PersonRequest) -> HttpResponse:
    """Show the queue someone begins with."""
    return _queue_page(request, home_queue(request.user))


@require_safe
@desk_only
def queue(request: PersonRequest, slug: str) -> HttpResponse:
    """Show one queue; renewed by itself, so htmx asks for the rows only."""
    if slug not in BY_SLUG:
        raise Http404
    if request.htmx and request.htmx.target == "more":
        context = {"form": QueueFilter(request.GET, user=request.user), "queue": BY_SLUG[slug]}
        return render(request, "desk/_more.html", context)
    return _queue_page(request, BY_SLUG[slug])


def _queue_page(request: PersonRequest, queue: Queue) -> HttpResponse:
    user, now = request.user, timezone.now()
    form = QueueFilter(request.GET, user=user)
    chosen = form.chosen
    meant = _number_meant(user, chosen["q"])
    if meant:
        return redirect(meant.get_desk_url())
    sort = _sort(queue, chosen)
    slice_ = latest_after if sort.latest_first else soonest_after
    columns = chosen["columns"] or USUAL
    tickets = contents(queue, chosen, user, now)
    how: dict[str, Any] = {"shape": partial(for_rows, columns=columns)}
    if words := chosen["q"].strip():
        how["only"] = lambda rows: rows.found_by(words, user)
        how["along"] = contents(queue, {"q": words, "state": chosen["state"]}, user, now)
    views = list(SavedView.objects.visible_to(user)[:MOST_VIEWS])
    numbers, view_numbers = counts(user, now, views)
    context = {
        "queue": queue,
        "chips": [(one, numbers[one.slug]) for one in QUEUES],
        "views": list(zip(views, view_numbers, strict=True)),
        "view": request.GET.get("view", ""),
        "form": form,
        "chosen": chosen,
        "columns": columns,
        "narrowed": form.is_narrowed,
        "sort": sort,
        "found": slice_(tickets, sort.field, request.GET.get("after", ""), size=SIZE, **how),
        "can_bulk": user.standing.is_agent or bool(user.standing.head_of),
        "now": now,
    }
    return page_or_partial(request, "desk/queue.html", "desk/_queue.html", context)


def _sort(queue: Queue, chosen: dict[str, Any]) -> Sort:
    """What is over is read from the latest back, what is open from the first promise on, unless one chose.

    What is over has no index by opening: its promises follow that nearly. All together have that one only.
    """
    everything, over = queue.slug == "all", chosen["state"] in OVER
    if everything and chosen["q"] and not chosen["state"]:
        return SORTS["oldest" if chosen["sort"] in ("oldest", "promise", "quiet") else "opened"]
    sort = SORTS[chosen["sort"] or ("last" if everything and over else "promise")]
    return SORTS["last" if sort.latest_first else "promise"] if over and sort.field == "opened_at" else sort


def _number_meant(user: User, words: str) -> Ticket | None:
    """Return the question that goes by exactly this number, or has the work order that does: M-10482, W-3317."""
    words = words.strip().upper()
    if words.startswith("M-"):
        return desk_tickets(user).numbered(words).first()
    if words.startswith("W-"):
        return desk_tickets(user).filter(work_orders__in=WorkOrder.objects.numbered(words)).first()
    return None
