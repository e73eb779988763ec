"""All that the page of one question shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Prefetch, Q
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext

from catalog.forms.intake import IntakeForm
from organisation.models import Unit, User
from organisation.requests import PersonRequest
from servicedesk.following import followed
from servicedesk.forms.acts import Act
from servicedesk.models import Approval, Event, Link, Ticket, WorkOrder
from servicedesk.models.held import HeldVerb
from servicedesk.models.tickets import LinkKind
from servicedesk.outlook import answered, outlook, why_date
from servicedesk.queues import desk_tickets
from servicedesk.views.desk.composer import composer, draft_key, next_of_queue
from servicedesk.views.desk.verbs import ORDER_VERBS, REPLIES, VERBS
from servicedesk.wording import story

# So many other open questions of the same customer are named.
MOST = 6


class OrderCard(NamedTuple):
    """A work order with what can be done with it, as forms by verb."""

    order: WorkOrder
    acts: dict[str, Act]


class Linked(NamedTuple):
    """Another question, and what the two have to do with each other in words."""

    words: str
    ticket: Ticket


def find(user: User, pk: int) -> Ticket:
    """Return the question with all that the page reads of its row; 404 for whom it isn't."""
    orders = WorkOrder.objects.select_related("unit", "accepted_by").order_by("pk")
    approvals = Approval.objects.select_related("approver", "decided_by").order_by("step")
    tickets = (
        desk_tickets(user)
        .for_display()
        .select_related("requester__manager", "requester__location", "department", "merged_into")
        .prefetch_related(Prefetch("work_orders", orders), Prefetch("approvals", approvals))
    )
    return get_object_or_404(tickets, pk=pk)


def ticket_page(
    request: PersonRequest,
    ticket: Ticket,
    *,
    bound: Mapping[str, BaseForm] | None = None,
    changes: Iterable[Event] = (),
    status: int = 200,
) -> HttpResponse:
    """Show the question. `bound` are forms that came back, by name; `changes` what a colleague did meanwhile."""
    user, bound, now = request.user, bound or {}, timezone.now()
    verbs = ticket.verbs_for(user)
    units = list(Unit.objects.all())
    files = list(ticket.attachments.visible_to(user))
    events = ticket.events.visible_to(user).for_display()
    box = composer(ticket, user, verbs, bound=bound.get("reply"), to=request.POST.get("to", ""))
    going_on = not ticket.is_open or any(row.held.verb == HeldVerb.SOLVE for row in box.waiting)
    context = {
        "ticket": ticket,
        "verbs": verbs,
        "acts": {**_acts(ticket, user, verbs, units), "reply": box.form, **bound},
        "intake": bound.get("answers") or _intake(ticket, user, verbs),
        "orders": [
            OrderCard(order, _order_acts(order, ticket, user, units, bound)) for order in ticket.work_orders.all()
        ],
        "outlook": outlook(ticket, {unit.code: unit for unit in units}),
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
        "held": box.waiting,
        "next": next_of_queue(ticket, user, now) if going_on and verbs else None,
        "followed": followed(ticket, now),
        "watched": ticket.watches.filter(person=user).exists(),
        "now": now,
    }
    return render(request, "desk/ticket.html", context, status=status)


def _acts(ticket: Ticket, user: User, verbs: list[str], units: list[Unit]) -> dict[str, Act]:
    """Return an empty form for each verb that is possible now, but for what is said in the composer."""
    possible = {name: verb.form for name, verb in VERBS.items() if verb.right in verbs}
    here = possible.keys() - set(REPLIES) - ORDER_VERBS.keys()
    forms = {name: possible[name](thing=ticket, user=user, name=name) for name in here}
    return {name: _offer(form, units) for name, form in forms.items()}


def _order_acts(
    order: WorkOrder, ticket: Ticket, user: User, units: list[Unit], bound: Mapping[str, BaseForm]
) -> dict[str, Any]:
    possible = order.verbs_for(user)
    acts: dict[str, Any] = {}
    for name, right in ORDER_VERBS.items():
        key = f"{name}-{order.pk}"
        # A form that came back is shown with what was typed in it, also when a colleague was first.
        if right in possible or key in bound:
            form = bound.get(key) or VERBS[name].form(thing=ticket, user=user, name=key)
            acts[name] = _offer(form, units)
    return acts


def _offer(form: Any, units: list[Unit]) -> Any:
    """Let all forms of the page choose from the units that were fetched once."""
    if "unit" in form.fields:
        field = form.fields["unit"]
        field.choices = [("", field.empty_label), *((unit.pk, unit.name) for unit in units)]
    return form


def _intake(ticket: Ticket, user: User, verbs: list[str]) -> IntakeForm | None:
    if "classify" not in verbs or not ticket.questions:
        return None
    return IntakeForm(questions=ticket.questions, user=ticket.requester or user, complete=False, answers=ticket.answers)


def _others(ticket: Ticket, user: User) -> list[Ticket]:
    """Return what else the customer still waits for."""
    if ticket.requester_id is None:
        return []
    others = desk_tickets(user).filter(requester=ticket.requester_id).open().exclude(pk=ticket.pk)
    return list(others.order_by("resolve_by", "pk")[:MOST])


def _linked(ticket: Ticket, user: User) -> list[Linked]:
    """Return the questions that have to do with this one, whichever of the two says so, and that `user` sees."""
    seen = desk_tickets(user).values("pk")
    links = Link.objects.filter(Q(ticket=ticket, other__in=seen) | Q(other=ticket, ticket__in=seen))
    found = []
    for link in links.select_related("ticket", "other").order_by("pk"):
        ours = link.ticket_id == ticket.pk
        words = gettext("causes this") if not ours and link.kind == LinkKind.CAUSED_BY else LinkKind(link.kind).label
        found.append(Linked(str(words), link.other if ours else link.ticket))
    return found
