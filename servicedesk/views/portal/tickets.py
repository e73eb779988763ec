"""One's own questions: how they stand, what was said, and what one can still do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.refusals import Refused, Stale
from organisation.access import require
from organisation.models import User
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.following import follow, followed, for_customer, told
from servicedesk.forms import portal as forms
from servicedesk.forms.acts import refuse
from servicedesk.forms.files import WithFiles
from servicedesk.lifecycle import OPEN
from servicedesk.models import Approval, Attachment, Event, Ticket
from servicedesk.outlook import answered, why_date
from servicedesk.wording import story

A_PAGE = 20


class Verb(NamedTuple):
    """What a customer can do: its form, its service, and what is said afterwards."""

    form: type[forms.CustomerAct]
    do: Callable[[Ticket, User, Mapping[str, Any], list[Attachment]], Any]
    done: Promise


def _remark(ticket: Ticket, by: User, data: Mapping[str, Any], files: list[Attachment]) -> None:
    services.remark(ticket, by=by, text=data["text"])
    if files:
        services.attach(ticket, by=by, files=files)


def _close(ticket: Ticket, by: User, data: Mapping[str, Any], files: list[Attachment]) -> None:
    services.close(ticket, by=by, seen=data["seen"])


def _reopen(ticket: Ticket, by: User, data: Mapping[str, Any], files: list[Attachment]) -> None:
    services.reopen(ticket, by=by, text=data["text"], seen=data["seen"])


def _cancel(ticket: Ticket, by: User, data: Mapping[str, Any], files: list[Attachment]) -> None:
    services.cancel(ticket, by=by, text=data["text"], seen=data["seen"])


VERBS: dict[str, Verb] = {
    "remark": Verb(forms.Remark, _remark, _("We have your message.")),
    "close": Verb(forms.Close, _close, _("Good to hear. It is closed.")),
    "reopen": Verb(forms.Reopen, _reopen, _("Thank you. We go on with it.")),
    "cancel": Verb(forms.Cancel, _cancel, _("You withdrew your question. We do nothing more with it.")),
}


@require_safe
def tickets(request: PersonRequest) -> HttpResponse:
    """List one's own questions, open or ended."""
    mine = Ticket.objects.asked_by(request.user)
    open_now, ended = mine.open(), mine.exclude(state__in=OPEN)
    tab = "done" if request.GET.get("tab") == "done" else "open"
    chosen = ended.order_by("-pk") if tab == "done" else open_now.order_by("resolve_by", "pk")
    page = Paginator(for_customer(chosen), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "page": page,
        "rows": follow(page.object_list, timezone.now()),
        "counts": {
            "open": open_now.count(),
            "done": ended.count(),
            "asked": Approval.objects.asked_of(request.user).count(),
        },
    }
    return render(request, "portal/tickets.html", context)


@require_safe
def ticket(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one question."""
    return _page(request, _find(request.user, pk))


@require_POST
def act(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Do one of the verbs, and come back to the question."""
    ticket = _find(request.user, pk)
    if verb not in VERBS:
        raise Http404
    require(request.user, verb, ticket)
    name = "solved" if verb == "cancel" and request.POST.get("as") == "solved" else verb
    form = _form(name, request.user, request.POST, request.FILES)
    form.is_valid()
    files = form.store() if isinstance(form, WithFiles) else []
    if form.errors:
        return _page(request, ticket, bound={name: form}, status=422)

    def do() -> dict:
        VERBS[verb].do(ticket, request.user, form.cleaned_data, files)
        return {}

    try:
        form.do_once(request, do)
    except Refused as refusal:
        return _back(request, ticket, {name: form}, refusal)
    messages.success(request, str(VERBS[verb].done))
    return redirect(ticket)


def _back(
    request: PersonRequest, ticket: Ticket, bound: Mapping[str, forms.CustomerAct], refusal: Refused
) -> HttpResponse:
    """Show the page as it is now, with what was typed, and why it didn't happen or what is new."""
    fresh = _find(request.user, ticket.pk)
    if isinstance(refusal, Stale):
        return _page(request, fresh, bound=bound, changes=refusal.changes, status=409)
    for form in bound.values():
        refuse(form, refusal)
    return _page(request, fresh, bound=bound, status=422)


def _find(user: User, pk: int) -> Ticket:
    """Return the question with all that its page reads of it; 404 for whom it isn't."""
    tickets = for_customer(Ticket.objects.visible_to(user)).select_related("requester", "location", "product_version")
    return get_object_or_404(tickets, pk=pk)


def _form(name: str, user: User, data: Any = None, files: Any = None) -> forms.CustomerAct:
    """Return the form of a verb; "solved" is the cancel of somebody who no longer needs us, with the words for it."""
    kind = VERBS["cancel" if name == "solved" else name].form
    more: dict[str, Any] = {"by": user} if issubclass(kind, WithFiles) else {}
    if name == "solved":
        more["initial"] = {"text": gettext("It has been solved already.")}
    return kind(data, files, auto_id=f"{name}-%s", **more)


def _acts(ticket: Ticket, user: User) -> dict[str, forms.CustomerAct]:
    """Return an empty form for each thing that one can do with one's own question now."""
    if ticket.requester_id != user.pk or ticket.merged_into_id:
        return {}
    names = [verb for verb in ticket.verbs_for(user) if verb in VERBS]
    return {name: _form(name, user) for name in [*names, *(["solved"] if "cancel" in names else [])]}


def _page(
    request: PersonRequest,
    ticket: Ticket,
    *,
    bound: Mapping[str, forms.CustomerAct] | None = None,
    changes: Iterable[Event] = (),
    status: int = 200,
) -> HttpResponse:
    """Show the question. `bound` is the form that came back, by name; `changes` what a colleague did meanwhile."""
    user = request.user
    # Only what is public, also for who may read more: this is the customer's page. And what one was let in for.
    files = list(ticket.attachments.visible_to(user).filter(public=True))
    events = ticket.events.visible_to(user).on_the_portal(user).for_display()
    said = told(ticket, events)
    context = {
        "ticket": ticket,
        "row": followed(ticket, timezone.now()),
        "is_mine": ticket.requester_id == user.pk,
        "acts": _acts(ticket, user) | dict(bound or {}),
        "failed": next(iter(bound or {}), ""),
        "changes": story(ticket, changes),
        "story": said,
        "is_let_in": any(one.is_inside for one in said),
        "answers": [row for row in answered(ticket, files) if row.value],
        "files": files,
        "why_date": why_date(ticket),
        "is_new": "new" in request.GET,
        "here": ticket.get_absolute_url(),
    }
    return render(request, "portal/ticket.html", context, status=status)
