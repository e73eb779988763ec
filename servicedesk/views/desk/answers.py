"""An answer made from a question that was solved: the form, filled in without whose question it was."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog.answering import may_propose
from catalog.forms.answer import AnswerForm
from organisation.models import User
from organisation.requests import PersonRequest
from servicedesk.anonymous import without_person
from servicedesk.models import Ticket
from servicedesk.queues import desk_tickets
from servicedesk.views.entrance import open_to

TITLE = 120


@require_safe
@open_to(may_propose)
def make_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the form of an answer, filled with the question and what solved it, if it is; it is sent where all are."""
    tickets = desk_tickets(request.user).select_related("requester", "assignee", "product")
    ticket = get_object_or_404(tickets, pk=pk)
    form = AnswerForm(by=request.user, initial=_filled(ticket, request.user))
    context = {"form": form, "answer": None, "can_edit": request.user.standing.is_editor, "from_ticket": ticket}
    return render(request, "catalog/answer.html", context)


def _filled(ticket: Ticket, user: User) -> dict[str, Any]:
    solved = ticket.events.visible_to(user).filter(verb="solve").select_related("actor").last()
    people = [person for person in (ticket.requester, ticket.assignee, solved and solved.actor) if person]
    names = [person.name for person in people]
    secrets = [word for person in people for word in (person.username, person.extension, person.room)] + [ticket.room]
    return {
        "name": without_person(ticket.subject, names=names, secrets=secrets)[:TITLE],
        "body": without_person(solved.text if solved else "", names=names, secrets=secrets),
        "products": [ticket.product_id] if ticket.product_id else [],
    }
