"""The work: orders by due date, and the page of one order. Made for a phone in one hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.pages import page_or_partial
from core.refusals import Refused, Stale
from organisation.access import require
from organisation.models import User
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.forms.acts import Act, refuse
from servicedesk.forms.work import Complete, Note, Return, WorkSearch
from servicedesk.keyset import Slice, latest_after, soonest_after
from servicedesk.models import Event, WorkOrder
from servicedesk.outlook import answered
from servicedesk.queues import has_desk
from servicedesk.told import news
from servicedesk.views.desk.ready import Ready, on_question, renewed, tick_off
from servicedesk.views.entrance import open_to
from servicedesk.wording import story
from servicedesk.work_lists import (
    DONE,
    Group,
    WorkList,
    coming,
    counts,
    for_cards,
    grouped,
    has_work,
    lists_for,
    waits_for,
)

SIZE = 40


class Verb(NamedTuple):
    """`right` is the verb of the lifecycle; `ends` says that the worker goes back to the list afterwards."""

    form: type[Act]
    do: Callable[[WorkOrder, User, Any], Any]
    done: Promise
    ends: bool = False


def _note(order: WorkOrder, by: User, form: Any) -> None:
    """Keep a note, files, or both: for inside."""
    if form.cleaned_data["text"].strip() or not form.attachments:
        services.note_order(order, by=by, text=form.cleaned_data["text"])
    if form.attachments:
        services.attach(order.ticket, by=by, files=form.attachments, public=False)


def _plain(service: Callable[..., Any]) -> Callable[[WorkOrder, User, Any], Any]:
    """Return what hands the form's fields to `service` under their own names."""
    return lambda order, by, form: service(order, by=by, **form.cleaned_data)


VERBS = {
    "accept": Verb(Act, _plain(services.accept), _("You took on this work.")),
    "complete": Verb(Complete, _plain(services.complete), _("This work is done."), ends=True),
    "return": Verb(Return, _plain(services.return_order), _("The desk has this work back."), ends=True),
    "note": Verb(Note, _note, _("Your note is kept.")),
}


@require_safe
@open_to(has_work)
def home(request: PersonRequest) -> HttpResponse:
    """Show the work orders of one list, soonest first; renewed by itself, so htmx asks for the list only."""
    words = WorkSearch(request.GET).words
    if words:
        return _search_page(request, words)
    user, now = request.user, timezone.now()
    lists = lists_for(user)
    chosen = next((one for one in lists if one.slug == request.GET.get("list")), lists[0])
    after = request.GET.get("after", "")
    found = _slice(chosen, user, now, after)
    numbers = counts(user, now)
    first_of_team = chosen.slug == "team" and not after
    context = {
        "chosen": chosen,
        "chips": [(one, numbers[one.slug]) for one in lists],
        "groups": _cards(user, [Group(chosen.label, found.rows)] if chosen is DONE else grouped(found.rows, now)),
        "found": found,
        "coming": [(order, waits_for(order)) for order in coming(user)] if first_of_team else [],
        "news": [] if request.htmx else news(user),
        "now": now,
    }
    return page_or_partial(request, "work/home.html", "work/_list.html", context)


@require_safe
@open_to(has_work)
def order(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one work order; `?do=` unfolds the form of a verb."""
    return _order_page(request, _find(request.user, pk))


@require_POST
@open_to(has_work)
def act(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb of the table; whoever is done with an order goes back to the list."""
    order = _find(request.user, pk)
    if verb not in VERBS:
        raise Http404
    what = VERBS[verb]
    require(request.user, verb, order)
    form = what.form(request.POST, request.FILES, thing=order, user=request.user, name=verb)
    if not form.is_sound():
        return _order_page(request, order, bound={verb: form}, status=422)
    try:
        what.do(order, request.user, form)
    except Stale as stale:
        fresh = _find(request.user, pk)
        return _order_page(request, fresh, bound={verb: form}, changes=stale.changes, status=409)
    except Refused as refusal:
        refuse(form, refusal)
        return _order_page(request, _find(request.user, pk), bound={verb: form}, status=422)
    messages.success(request, f"{order.number}: {what.done}")
    from_list = request.POST.get("from") == "list"
    return redirect("work:home") if what.ends or from_list else redirect(order)


@require_POST
@open_to(has_work)
def checks(request: PersonRequest, pk: int) -> HttpResponse:
    """Tick a step of the question's check-lists off, or take the tick away."""
    order = _find(request.user, pk)
    title = tick_off(request, order.ticket)
    if not title:
        raise Http404
    if request.htmx:
        found = Ready(on_question(order.ticket, request.user), [], [])
        address = reverse("work:checks", args=[order.pk])
        return renewed(request, order.ticket, order.verbs_for(request.user), found, title, address)
    return redirect(f"{order.get_absolute_url()}#checklists")


def _slice(chosen: WorkList, user: User, now: datetime, after: str) -> Slice:
    orders = for_cards(chosen.keep(user, now))
    if chosen is DONE:
        return latest_after(orders, "ended_at", after, size=SIZE)
    return soonest_after(orders, "due_at", after, size=SIZE)


def _cards(user: User, groups: Iterable[Group]) -> list[tuple[Promise, list[tuple[WorkOrder, list[str]]]]]:
    """Return each group with what `user` may do with each of its orders; empty groups are left out."""
    return [
        (group.label, [(order, order.verbs_for(user)) for order in group.orders]) for group in groups if group.orders
    ]


def _search_page(request: PersonRequest, words: str) -> HttpResponse:
    """Show what goes by these words among all that one sees, done or not; a number leads straight to its order."""
    seen = WorkOrder.objects.visible_to(request.user)
    meant = seen.numbered(words).first() if words.upper().startswith("W-") else None
    if meant:
        return redirect(meant)
    orders = for_cards(seen.found_by(words).filter(due_at__isnull=False))
    found = latest_after(orders, "due_at", request.GET.get("after", ""), size=SIZE)
    groups = _cards(request.user, [Group(_("Found"), found.rows)])
    context = {"words": words, "groups": groups, "found": found, "now": timezone.now()}
    return page_or_partial(request, "work/home.html", "work/_list.html", context)


def _find(user: User, pk: int) -> WorkOrder:
    """Return the order with all that its page reads; 404 for whom it isn't."""
    siblings = WorkOrder.objects.select_related("unit").order_by("pk")
    orders = WorkOrder.objects.visible_to(user).for_display().select_related("ticket__requester__location")
    return get_object_or_404(orders.prefetch_related(Prefetch("ticket__work_orders", siblings)), pk=pk)


def _order_page(
    request: PersonRequest,
    order: WorkOrder,
    *,
    bound: dict[str, Act] | None = None,
    changes: Iterable[Event] = (),
    status: int = 200,
) -> HttpResponse:
    user, ticket = request.user, order.ticket
    files = list(ticket.attachments.visible_to(user))
    possible = [verb for verb in order.verbs_for(user) if verb in VERBS]
    acts = {verb: VERBS[verb].form(thing=order, user=user, name=verb) for verb in possible}
    context = {
        "order": order,
        "ticket": ticket,
        "acts": acts | (bound or {}),
        "unfolded": next(iter(bound or {}), request.GET.get("do", "")),
        "answered": answered(ticket, files),
        "files": files,
        "waits_for": waits_for(order),
        "ready": Ready(on_question(ticket, user), [], []),
        # Who may write a note may tick a step.
        "verbs": possible,
        "checks_url": reverse("work:checks", args=[order.pk]),
        "story": story(ticket, ticket.events.visible_to(user).for_display()),
        "changes": story(ticket, changes),
        "sees_desk": has_desk(user),
        "now": timezone.now(),
    }
    return render(request, "work/order.html", context, status=status)
