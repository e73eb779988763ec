"""The desk's library: what is ready for use, found, written and switched on and off by who it is of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.search import best_of
from core.refusals import Refused
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.forms.acts import refuse
from servicedesk.forms.library import CallForm, EntryForm, ListForm, MacroForm, TextForm
from servicedesk.macros import sentence
from servicedesk.models import CannedText, CheckList, Macro, StandardCall, Ticket
from servicedesk.models.library import Entry, EntryQuerySet
from servicedesk.queues import desk_tickets
from servicedesk.texts import ready_for
from servicedesk.views.entrance import desk_only

PAGE, FOUND, ENTRIES = 50, 50, 10


class Shelf(NamedTuple):
    """One sort of things: its words, how one is written and kept, and what one says in short."""

    label: Promise
    new: Promise
    model: type[Entry]
    form: type[EntryForm]
    keep: Callable[..., Entry]
    says: Callable[[Any], str] = lambda entry: entry.preview


SHELVES = {
    "texts": Shelf(_("Texts"), _("New text"), CannedText, TextForm, services.keep_text),
    "calls": Shelf(_("Standard calls"), _("New standard call"), StandardCall, CallForm, services.keep_call),
    "lists": Shelf(_("Check-lists"), _("New check-list"), CheckList, ListForm, services.keep_list),
    "macros": Shelf(_("Macros"), _("New macro"), Macro, MacroForm, services.keep_macro, sentence),
}


@require_safe
@desk_only
def library(request: PersonRequest, kind: str) -> HttpResponse:
    """One shelf; with words, what answers them best first."""
    shelf = _shelf(kind)
    entries = shelf.model._default_manager.visible_to(request.user)
    words = request.GET.get("q", "").replace("\x00", "")[:100]
    rows: Sequence[Entry] | EntryQuerySet = entries.for_display()
    if words.strip():
        best = [one.pk for one in best_of(entries, words, FOUND)]
        by_pk = entries.for_display().in_bulk(best)
        rows = [by_pk[pk] for pk in best]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = _about(kind) | {"page": page, "rows": [(one, shelf.says(one)) for one in page], "words": words}
    return render(request, "desk/library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def new_entry(request: PersonRequest, kind: str) -> HttpResponse:
    """Write something that isn't there yet."""
    return _entry_page(request, kind, _shelf(kind).model())


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def entry(request: PersonRequest, kind: str, pk: int) -> HttpResponse:
    """One of them as a form, with what was changed; for who may only use it, what it says."""
    rows = _shelf(kind).model._default_manager.visible_to(request.user)
    return _entry_page(request, kind, get_object_or_404(rows.for_display(), pk=pk))


@require_safe
@desk_only
def texts(request: PersonRequest) -> HttpResponse:
    """The texts that are ready, filled in for the customer of `ticket`: what a script offers while one writes."""
    tickets = desk_tickets(request.user).numbered(request.GET.get("ticket", "").replace("\x00", ""))
    ticket: Ticket | None = tickets.select_related("requester").first()
    return JsonResponse({"texts": ready_for(request.user, ticket)})


def _entry_page(request: PersonRequest, kind: str, row: Entry) -> HttpResponse:
    shelf, user = _shelf(kind), request.user
    form = shelf.form(request.POST if request.method == "POST" else None, by=user, entry=row)
    if form.is_bound and form.is_valid():
        if row.pk is None:
            row.unit_id = form.unit_id
            row.owner = None if form.unit_id else user
        try:
            form.do_once(request, lambda: {"entry": shelf.keep(row, by=user, **form.values).pk})
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, gettext("Saved."))
            return redirect("desk:library", kind=kind)
    changes = row.history.select_related("history_user").order_by("-history_id")[:ENTRIES] if row.pk else []  # type: ignore[attr-defined]
    context: dict[str, Any] = _about(kind) | {
        "form": form,
        "entry": row,
        "says": shelf.says(row) if row.pk else "",
        "can_edit": row.pk is None or row.is_edited_by(user),
        "changes": changes,
    }
    return render(request, "desk/library_entry.html", context, status=422 if form.errors else 200)


def _shelf(kind: str) -> Shelf:
    if kind not in SHELVES:
        raise Http404
    return SHELVES[kind]


def _about(kind: str) -> dict[str, Any]:
    return {"kind": kind, "shelf": _shelf(kind), "shelves": [(slug, one.label) for slug, one in SHELVES.items()]}
