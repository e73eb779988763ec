"""What is ready for one question on its page: texts, and check-lists that are on it or can be put on it."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from django.contrib import messages
from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from core.refusals import Refused
from organisation.models import User
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.models import CannedText, Check, CheckList, Ticket
from servicedesk.queues import desk_tickets
from servicedesk.views.entrance import desk_only

# So many check-lists and texts can be chosen.
MOST = 300


class OnQuestion(NamedTuple):
    """A check-list that is on a question."""

    title: str
    steps: list[Check]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)


class Ready(NamedTuple):
    """`on` are the check-lists of this question; `lists` can be put on it, `texts` in an answer: keys with names."""

    on: list[OnQuestion]
    lists: list[tuple[str, str]]
    texts: list[tuple[str, str]]


def ready(ticket: Ticket, user: User, verbs: list[str]) -> Ready:
    """Return what is ready for this question. Two queries."""
    on = on_question(ticket, user)
    if "note" not in verbs:
        return Ready(on, [], [])
    there = {one.title for one in on}
    found = _in_use(user)
    lists = [(key, name) for shelf, key, name in found if shelf == "list" and name not in there]
    return Ready(on, lists, [(key, name) for shelf, key, name in found if shelf == "text"])


def on_question(ticket: Ticket, user: User) -> list[OnQuestion]:
    """Return the check-lists that are on it, as far as `user` sees them. One query."""
    steps = ticket.checks.visible_to(user).for_display()
    return [OnQuestion(title, list(rows)) for title, rows in groupby(steps, lambda step: step.title)]


def _in_use(user: User) -> list[tuple[str, str, str]]:
    """Return shelf, key and name of the texts and check-lists that are in use, in one query."""
    texts = CannedText.objects.visible_to(user).in_use().order_by()
    lists = CheckList.objects.visible_to(user).in_use().order_by()
    rows = texts.values_list(Value("text"), "code", "name").union(
        lists.values_list(Value("list"), Cast("pk", CharField()), "name"), all=True
    )
    return list(rows.order_by("name")[:MOST])


@require_POST
@desk_only
def checks(request: PersonRequest, pk: int) -> HttpResponse:
    """Tick a step off, take the tick away, or put a check-list on the question."""
    ticket = get_object_or_404(desk_tickets(request.user), pk=pk)
    title = ""
    try:
        title = _do(request, ticket)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    if request.htmx:
        verbs = ticket.verbs_for(request.user)
        return renewed(request, ticket, verbs, ready(ticket, request.user, verbs), title)
    return redirect(f"{ticket.get_desk_url()}#checklists")


def _do(request: PersonRequest, ticket: Ticket) -> str:
    """Do it; return the title of the list that it was about."""
    user, sent = request.user, request.POST
    if ticked := tick_off(request, ticket):
        return ticked
    chosen = get_object_or_404(CheckList.objects.visible_to(user).in_use(), pk=key(sent.get("list", "")))
    services.put_list(ticket, by=user, title=chosen.name, steps=chosen.steps)
    return chosen.name


def tick_off(request: PersonRequest, ticket: Ticket) -> str:
    """Tick a step off or take the tick away; return the title of its list, or nothing where neither was asked."""
    for name, verb in (("tick", services.tick), ("untick", services.untick)):
        if name in request.POST:
            steps = Check.objects.visible_to(request.user).filter(ticket=ticket).select_related("ticket")
            return verb(get_object_or_404(steps, pk=key(request.POST[name])), by=request.user).title
    return ""


def renewed(
    request: PersonRequest, ticket: Ticket, verbs: list[str], found: Ready, title: str, address: str = ""
) -> HttpResponse:
    """Return the check-lists by themselves, and say how far the one with this title is; `address` takes the ticks."""
    ticked = next((one for one in found.on if one.title == title), None)
    context = {"ticket": ticket, "verbs": verbs, "ready": found, "ticked": ticked, "checks_url": address}
    return render(request, "desk/_checklist_renewed.html", context)


def key(text: str) -> int:
    """Return the key that a form sent; what is none is not found."""
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Http404
    return int(text)
