"""One's own questions: how they stand, what was said, and what one can still do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.forms import OnceForm
from core.refusals import Refused
from organisation.access import require
from organisation.models import User
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.following import follow, followed, for_customer
from servicedesk.forms import portal as forms
from servicedesk.forms.acts import refuse
from servicedesk.forms.files import WithFiles
from servicedesk.lifecycle import OPEN
from servicedesk.models import Attachment, Ticket
from servicedesk.outlook import answered, why_date
from servicedesk.wording import story

A_PAGE = 20


class Verb(NamedTuple):
    """What a customer can do: its form, its service, and what is said afterwards."""

    form: type[OnceForm]
    do: Callable[[Ticket, User, Mapping[str, Any], list[Attachment]], Any]
    done: Promise


def _remark(ticket: Ticket, by: User, data: Mapping[str, Any], files: list[Attachment]) -> None:
    if files:
        services.attach(ticket, by=by, files=files)
    services.remark(ticket, by=by, text=data["text"])


VERBS: dict[str, Verb] = {
    "remark": Verb(forms.RemarkForm, _remark, _("We have your message.")),
    "close": Verb(
        forms.CloseForm, lambda ticket, by, data, files: services.close(ticket, by=by), _("Good to hear. It is closed.")
    ),
    "reopen": Verb(
        forms.ReasonForm,
        lambda ticket, by, data, files: services.reopen(ticket, by=by, text=data["text"]),
        _("Thank you. We go on with it."),
    ),
    "cancel": Verb(
        forms.WithdrawForm,
        lambda ticket, by, data, files: services.cancel(ticket, by=by, text=data["text"]),
        _("You withdrew your question. We do nothing more with it."),
    ),
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
        "counts": {"open": open_now.count(), "done": ended.count()},
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
    form = _form(verb, request.user, request.POST, request.FILES)
    form.is_valid()
    files = form.store() if isinstance(form, WithFiles) else []
    if not form.errors and _did(request, ticket, verb, form, files):
        messages.success(request, str(VERBS[verb].done))
        return redirect(ticket)
    return _page(request, _find(request.user, pk), bound={verb: form}, status=422)


def _did(request: PersonRequest, ticket: Ticket, verb: str, form: OnceForm, files: list[Attachment]) -> bool:
    def do() -> dict:
        VERBS[verb].do(ticket, request.user, form.cleaned_data, files)
        return {}

    try:
        form.do_once(request, do)
    except Refused as refusal:
        refuse(form, refusal)
        return False
    return True


def _find(user: User, pk: int) -> Ticket:
    seen = for_customer(Ticket.objects.visible_to(user).for_display())
    return get_object_or_404(seen, pk=pk)


def _form(verb: str, user: User, data: Any = None, files: Any = None) -> OnceForm:
    kind = VERBS[verb].form
    more: dict[str, Any] = {"by": user} if issubclass(kind, WithFiles) else {}
    return kind(data, files, auto_id=f"{verb}-%s", **more)


def _page(
    request: PersonRequest, ticket: Ticket, *, bound: Mapping[str, OnceForm] | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    possible = [verb for verb in ticket.verbs_for(user) if verb in VERBS and ticket.requester_id == user.pk]
    files = list(ticket.attachments.filter(public=True))
    events = ticket.events.filter(public=True).for_display()
    context = {
        "ticket": ticket,
        "row": followed(ticket, timezone.now()),
        "acts": {verb: _form(verb, user) for verb in possible} | dict(bound or {}),
        "failed": next(iter(bound or {}), ""),
        "story": story(ticket, events),
        "answers": answered(ticket, files),
        "files": files,
        "why_date": why_date(ticket),
        "is_new": "new" in request.GET,
    }
    return render(request, "portal/ticket.html", context, status=status)
