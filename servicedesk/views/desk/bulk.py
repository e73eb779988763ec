"""Doing something with many questions at once: first what will happen to each, then doing it, then the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.refusals import Refused
from organisation.models import User
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.forms.acts import refuse
from servicedesk.forms.bulk import Bulk, BulkAssign, BulkReply, MergeAll
from servicedesk.models import Batch, Ticket
from servicedesk.queues import ticked
from servicedesk.services.merging import CHOICES
from servicedesk.views.desk.undoing import way_back
from servicedesk.views.entrance import desk_only

# So long words for many customers can be taken back.
WAIT = timedelta(seconds=30)


class Kind(NamedTuple):
    """One thing that can be done with many. `do` makes of the form what is done with each question."""

    label: Promise
    will: Promise
    form: type[Bulk]
    do: Callable[[User, dict[str, Any]], Callable[[Ticket], Any]]


def _take(by: User, data: dict[str, Any]) -> Callable[[Ticket], Any]:
    return lambda ticket: services.take(ticket, by=by)


def _assign(by: User, data: dict[str, Any]) -> Callable[[Ticket], Any]:
    # Before a colleague is chosen, one sees what could be given away at all.
    to = data.get("to") or by
    return lambda ticket: services.assign(ticket, by=by, to=to)


def _close(by: User, data: dict[str, Any]) -> Callable[[Ticket], Any]:
    return lambda ticket: services.close(ticket, by=by)


def _answer(by: User, data: dict[str, Any]) -> Callable[[Ticket], Any]:
    return lambda ticket: services.answer(ticket, by=by, text=data.get("text") or "…")


KINDS = {
    "take": Kind(_("Put in my name"), _("Goes in your name"), Bulk, _take),
    "assign": Kind(_("Give to a colleague"), _("Goes to the colleague that you choose"), BulkAssign, _assign),
    "reply": Kind(_("Send an answer"), _("The customer gets your answer"), BulkReply, _answer),
    "close": Kind(_("Close"), _("Is closed"), Bulk, _close),
}
FIELDS = {
    "subject": _("Subject"),
    "description": _("Description"),
    "kind": _("Kind"),
    "product": _("Product"),
    "urgency": _("Urgency"),
    "location": _("Place"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def bulk(request: PersonRequest) -> HttpResponse:
    """Show what will happen to each question that was ticked, or do it."""
    sent = request.POST if request.method == "POST" else request.GET
    verb = sent.get("verb", "take")
    if verb == "merge":
        return _to_merge(request)
    if verb not in KINDS:
        raise Http404
    kind, tickets = KINDS[verb], list(ticked(request.user, sent.getlist("t")))
    if request.method != "POST":
        form = kind.form(tickets=tickets, user=request.user, initial={"next": request.GET.get("next", "")})
        return _preview(request, verb, form)
    form = kind.form(request.POST, tickets=tickets, user=request.user)
    if not form.is_valid() or not tickets:
        return _preview(request, verb, form, status=422)
    try:
        answer = form.do_once(request, lambda: _do(request.user, verb, form))
    except Refused as refusal:
        refuse(form, refusal)
        return _preview(request, verb, form, status=422)
    _tell(request, answer)
    return redirect(way_back(request))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def merge(request: PersonRequest) -> HttpResponse:
    """Let questions of one customer become one, with a choice for each field."""
    sent = request.POST if request.method == "POST" else request.GET
    tickets = list(ticked(request.user, sent.getlist("t")))
    if request.method != "POST":
        return _choices(request, MergeAll(tickets=tickets, user=request.user))
    form = MergeAll(request.POST, tickets=tickets, user=request.user)
    if not form.is_valid():
        return _choices(request, form, status=422)
    try:
        answer = form.do_once(request, lambda: _merge(request.user, form))
    except Refused as refusal:
        refuse(form, refusal)
        return _choices(request, form, status=422)
    goal = form.cleaned_data["into"]
    messages.success(request, gettext("The questions are one now. It goes on here."), extra_tags=_undo_url(answer))
    return redirect(goal.get_desk_url())


def _to_merge(request: PersonRequest) -> HttpResponse:
    return _choices(request, MergeAll(tickets=list(ticked(request.user, request.GET.getlist("t"))), user=request.user))


def _preview(request: PersonRequest, verb: str, form: Bulk, *, status: int = 200) -> HttpResponse:
    kind = KINDS[verb]
    done = services.rehearse(form.tickets, by=request.user, do=kind.do(request.user, {}))
    why = {refusal.ticket.pk: refusal.text for refusal in done.refused}
    context = {
        "verb": verb,
        "kind": kind,
        "form": form,
        "rows": [(ticket, why.get(ticket.pk, "")) for ticket in form.tickets],
        "possible": len(done.tickets),
    }
    return render(request, "desk/bulk.html", context, status=status)


def _do(user: User, verb: str, form: Bulk) -> dict:
    if verb == "reply":
        return _hold(user, form)
    done = services.in_batch(form.tickets, by=user, verb=verb, do=KINDS[verb].do(user, form.cleaned_data))
    refused = [[refusal.ticket.number, refusal.text] for refusal in done.refused]
    return {"batch": done.batch.pk if done.batch else None, "done": len(done.tickets), "refused": refused}


def _hold(user: User, form: Bulk) -> dict:
    """Let the words wait for half a minute, for those that can get them."""
    done = services.rehearse(form.tickets, by=user, do=_answer(user, form.cleaned_data))
    if not done.tickets:
        raise Refused(gettext("You can't send this to anybody now."))
    text = form.cleaned_data["text"]
    held = services.hold(done.tickets, by=user, verb="answer", text=text, wait=WAIT)
    refused = [[refusal.ticket.number, refusal.text] for refusal in done.refused]
    return {"batch": None, "held": held.pk, "done": len(done.tickets), "refused": refused}


def _tell(request: PersonRequest, answer: dict) -> None:
    if answer["done"]:
        words = ngettext("Done with %(many)d question.", "Done with %(many)d questions.", answer["done"])
        messages.success(request, words % {"many": answer["done"]}, extra_tags=_undo_url(answer))
    for number, text in answer["refused"]:
        messages.warning(request, f"{number}: {text}")


def _undo_url(answer: dict) -> str:
    if answer.get("held"):
        return reverse("desk:held", args=[answer["held"]])
    return Batch(pk=answer["batch"]).get_undo_url() if answer["batch"] else ""


def _merge(user: User, form: MergeAll) -> dict:
    return {"batch": services.merge_all(form.tickets, by=user, into=form.cleaned_data["into"], choose=form.choose).pk}


def _choices(request: PersonRequest, form: MergeAll, *, status: int = 200) -> HttpResponse:
    into = request.POST.get("into") or (str(form.tickets[0].pk) if form.tickets else "")
    picked = {name: request.POST.get(name) or into for name in CHOICES}
    fields = [(name, FIELDS[name], picked[name], _values(name, form.tickets)) for name in CHOICES]
    context = {"form": form, "tickets": form.tickets, "into": into, "fields": fields}
    return render(request, "desk/merge.html", context, status=status)


def _values(name: str, tickets: Any) -> list[tuple[Ticket, str]]:
    """Return what each question says there, in words."""
    found = []
    for ticket in tickets:
        shown = getattr(ticket, f"get_{name}_display")() if name in ("kind", "urgency") else getattr(ticket, name)
        place = f"{shown} {ticket.room}" if name == "location" and shown else shown
        found.append((ticket, str(place or "")))
    return found
