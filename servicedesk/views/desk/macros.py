"""Doing a macro upon one question."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from core.pages import page_or_partial
from core.refusals import Refused, Stale
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.forms.macros import Run
from servicedesk.macros import sentence
from servicedesk.models import Macro, Ticket
from servicedesk.texts import words_of
from servicedesk.views.desk.page import find, ticket_page
from servicedesk.views.entrance import desk_only

# So many can be chosen; who has more searches in the library.
MOST = 50


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def macros(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what can be done with this question in one go, and what that does; or do it."""
    ticket = find(request.user, pk)
    if request.method == "POST":
        return _run(request, ticket)
    verbs, seen = set(ticket.verbs_for(request.user)), request.GET.get("seen", "")
    rows = Macro.objects.visible_to(request.user).in_use().for_display()
    context = {
        "ticket": ticket,
        "macros": [
            (macro, sentence(macro, words_of(macro, ticket, by=request.user)))
            for macro in rows[:MOST]
            if macro.needs <= verbs
        ],
        # What was on the screen when the menu was opened may be older than what is so now.
        "seen": seen if seen.isascii() and seen.isdigit() and len(seen) < 10 else ticket.version,
    }
    return page_or_partial(request, "desk/macros.html", "desk/_macro_list.html", context)


def _run(request: PersonRequest, ticket: Ticket) -> HttpResponse:
    form = Run(request.POST, thing=ticket, user=request.user)
    if not form.is_valid():
        messages.warning(request, gettext("Choose one from the list."))
        return redirect("desk:macros", pk=ticket.pk)
    macro = form.cleaned_data["macro"]
    try:
        ran = services.run_macro(ticket, by=request.user, macro=macro, seen=form.cleaned_data["seen"])
    except Stale as refusal:
        return ticket_page(request, find(request.user, ticket.pk), changes=refusal.changes, status=409)
    except Refused as refusal:
        words = gettext("Nothing of “%(name)s” was done. %(why)s") % {"name": macro.name, "why": refusal.text}
        messages.warning(request, words)
        return redirect(ticket.get_desk_url())
    words = gettext("“%(name)s” is done.") % {"name": macro.name}
    messages.success(request, words, extra_tags=ran.batch.get_undo_url() if ran.batch else "")
    return redirect(ticket.get_desk_url())
