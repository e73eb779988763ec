"""All that the page of one question shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext

from organisation.models import User
from organisation.requests import PersonRequest
from servicedesk.following import followed
from servicedesk.models import Access, Approval, Event, Link, Ticket, Watch, WorkOrder
from servicedesk.models.held import HeldVerb
from servicedesk.models.tickets import LinkKind
from servicedesk.outlook import answered, why_date
from servicedesk.queues import desk_tickets
from servicedesk.views.desk.composer import composer, draft_key, next_of_queue
from servicedesk.views.desk.folds import Fold, folds_of
from servicedesk.views.desk.ready import ready
from servicedesk.wording import story, until_when

# So many other open questions of the same customer are named.
MOST = 6


class OrderCard(NamedTuple):
    """A work order with what can be done with it."""

    order: WorkOrder
    folds: list[Fold]


class Linked(NamedTuple):
    """Another question, and what the two have to do with each other in words."""

    words: str
    ticket: Ticket


class Accesses(NamedTuple):
    """Colleagues who were named in a note, each once: for whom it is asked to read along, and who does."""

    asked: list[Access]
    given: list[Access]


def find(user: User, pk: int) -> Ticket:
    """Return the question with all that the page reads of its row; 404 for whom it isn't."""
    orders = WorkOrder.objects.select_related("unit", "accepted_by").order_by("pk")
    approvals = Approval.objects.select_related("approver", "decided_by").order_by("step")
    tickets = (
        desk_tickets(user)
        .for_display()
        .select_related("requester__manager", "requester__location")
        .annotate(
            is_watched=Exists(Watch.objects.filter(ticket=OuterRef("pk"), person=user.pk)),
            is_shared=Exists(Access.objects.visible_to(user).filter(ticket=OuterRef("pk"))),
        )
        .prefetch_related(Prefetch("work_orders", orders), Prefetch("approvals", approvals))
    )
    return get_object_or_404(tickets, pk=pk)


def ticket_page(
    request: PersonRequest,
    ticket: Ticket,
    *,
    bound: Mapping[str, BaseForm] | None = None,
    opened: str = "",
    changes: Iterable[Event] = (),
    status: int = 200,
    template: str = "desk/ticket.html",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the question. `bound` are forms that came back, by name; `changes` what a colleague did meanwhile.

    `opened` names the one form that is unfolded besides. Another `template` shows a part, with `more` in its context.
    """
    user, bound, now = request.user, bound or {}, timezone.now()
    verbs = ticket.verbs_for(user)
    files = list(ticket.attachments.visible_to(user))
    events = ticket.events.visible_to(user).for_display()
    box = composer(ticket, user, verbs, bound=bound.get("reply"), to=request.POST.get("to", ""))
    folds = folds_of(ticket, user, verbs, bound, opened)
    going_on = not ticket.is_open or any(row.held.verb == HeldVerb.SOLVE for row in box.waiting)
    context = {
        "ticket": ticket,
        "verbs": verbs,
        "acts": {fold.key: fold.form for fold in folds if fold.form} | {"reply": box.form, **bound},
        "floating": [fold for fold in folds if fold.floats],
        "folds": {fold.key: fold for fold in folds},
        "refused": [form for key, form in bound.items() if key in ("take", "close", "wake", "unlink")],
        "orders": [OrderCard(one, [fold for fold in folds if fold.order is one]) for one in ticket.work_orders.all()],
        "answered": answered(ticket, files),
        "files": files,
        "story": story(ticket, events),
        "changes": story(ticket, changes),
        "others": _others(ticket, user),
        "linked": _linked(ticket, user),
        "why_date": why_date(ticket),
        "composer": box,
        "reply_to": box.reply_to,
        "draft_key": draft_key(ticket),
        "held": [(row, max(0, ceil((row.held.send_at - now).total_seconds()))) for row in box.waiting],
        "next": next_of_queue(ticket, user, now) if going_on and verbs else None,
        "followed": followed(ticket, now),
        "accesses": _accesses(ticket, user),
        "asleep": until_when(ticket.wakes_on, ticket.asleep_until) if ticket.wakes_on else "",
        "ready": ready(ticket, user, verbs),
        "now": now,
    }
    return render(request, template, context | dict(more or {}), status=status)


def _accesses(ticket: Ticket, user: User) -> Accesses:
    """Return who was named without a right to read it; asked only where there is somebody."""
    rows = list(ticket.accesses.visible_to(user).for_display()) if ticket.is_shared else []  # type: ignore[attr-defined]
    asked, given = ({row.person_id: row for row in rows if row.is_given == is_given} for is_given in (False, True))
    return Accesses(list(asked.values()), list(given.values()))


def _others(ticket: Ticket, user: User) -> list[Ticket]:
    """Return what else the customer still waits for."""
    if ticket.requester_id is None:
        return []
    others = desk_tickets(user).filter(requester=ticket.requester_id).open().exclude(pk=ticket.pk)
    return list(others.order_by("resolve_by", "pk").only("subject", "kind", "state", "waiting_for")[:MOST])


def _linked(ticket: Ticket, user: User) -> list[Linked]:
    """Return the questions that have to do with this one, whichever of the two says so, and that `user` sees."""
    links = list(Link.objects.filter(Q(ticket=ticket) | Q(other=ticket)).order_by("pk"))
    if not links:
        return []
    shown = desk_tickets(user).only("subject", "state", "waiting_for")
    tickets = shown.in_bulk({link.ticket_id for link in links} | {link.other_id for link in links})
    found = []
    for link in links:
        ours = link.ticket_id == ticket.pk
        other = tickets.get(link.other_id if ours else link.ticket_id)
        if other is not None:
            found.append(Linked(_related(link.kind, ours=ours), other))
    return found


def _related(kind: str, *, ours: bool) -> str:
    """Say what the other question is to this one; `ours` where it is this one that was linked."""
    words = {
        LinkKind.CAUSED_BY: gettext("causes this") if ours else gettext("is caused by this"),
        LinkKind.PART_OF: gettext("has this as a part") if ours else gettext("is a part of this"),
    }
    return words.get(LinkKind(kind)) or str(LinkKind(kind).label)
