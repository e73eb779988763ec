"""The page of one question, and everything that is done there."""

from __future__ import annotations

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from catalog.forms.intake import IntakeForm
from core.forms import OnceForm, replaced
from core.refusals import Refused, Stale
from organisation.access import require
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.forms.acts import Act, refuse
from servicedesk.forms.desk import Reply
from servicedesk.forms.files import store_files
from servicedesk.mentions import can_be_let_in, unseen
from servicedesk.models import Ticket
from servicedesk.texts import add_ready
from servicedesk.views.desk.folds import folds_of
from servicedesk.views.desk.live import whole
from servicedesk.views.desk.page import find, ticket_page
from servicedesk.views.desk.verbs import ORDER_VERBS, REPLIES, VERBS, Verb, performed
from servicedesk.views.entrance import desk_only


@require_safe
@desk_only
def ticket(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one question, or with `?act=` only the form of what is unfolded; without script the page around it too."""
    ticket, opened = find(request.user, pk), request.GET.get("act", "")
    if not opened or not request.htmx:
        return ticket_page(request, ticket, opened=opened)
    response = _form(request, ticket, opened)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _form(request: PersonRequest, ticket: Ticket, opened: str) -> HttpResponse:
    """Show one form by itself. It acts upon what was on the screen, which may be older than what is so now."""
    user, seen = request.user, request.GET.get("seen", "")
    found = [fold for fold in folds_of(ticket, user, ticket.verbs_for(user), {}, opened) if fold.form]
    fold = found[0] if found else None
    if fold:
        fold = fold._replace(seen=whole(seen, fold.seen))
    return render(request, "desk/_fold_form.html", {"fold": fold, "ticket": ticket})


@require_POST
@desk_only
def act(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb of the table, and come back to the question."""
    ticket = find(request.user, pk)
    name = _meant(request.POST) if verb == "reply" else verb
    if name == "answers":
        return _keep_answers(request, ticket)
    if name == "insert":
        return _insert(request, ticket)
    if name not in VERBS:
        raise Http404
    require(request.user, VERBS[name].right, ticket)
    return _perform(request, ticket, name, VERBS[name])


def _meant(sent: QueryDict) -> str:
    """Say what the composer is to do. What is a note by its radio or by its button never goes to the customer."""
    pressed = sent.get("verb", "")
    if pressed == "insert":
        return pressed
    if sent.get("to") == "note" or pressed == "note":
        return "note"
    return pressed if pressed in REPLIES else "answer"


def _perform(request: PersonRequest, ticket: Ticket, name: str, verb: Verb) -> HttpResponse:
    key = _key(request, name)
    form = verb.form(request.POST, request.FILES, thing=ticket, user=request.user, name=key)
    if not form.is_sound():
        if "order" in form.errors:
            # No form of ours names an order that this question doesn't have, and there is no place to say so.
            raise Http404
        return ticket_page(request, ticket, bound={key: form}, status=422)
    try:
        if isinstance(form, OnceForm):
            form.do_once(request, lambda: {"ticket": verb.do(ticket, request.user, form).pk})
            goal, undo_url = ticket, ""
        else:
            goal, undo_url = performed(name, ticket, request.user, form)
    except Refused as refusal:
        return _back(request, ticket, {key: form}, refusal)
    if not verb.done:
        return redirect(f"{goal.get_desk_url()}#held")
    messages.success(request, str(verb.done), extra_tags=undo_url)
    if name == "note":
        _say_who_hears_nothing(request, ticket, form.cleaned_data.get("text", ""))
    return redirect(goal.get_desk_url())


def _say_who_hears_nothing(request: PersonRequest, ticket: Ticket, text: str) -> None:
    """Name those who can't be let in either; for the others it is asked on the page."""
    names = ", ".join(str(person) for person in unseen(text, ticket) if not can_be_let_in(person, ticket))
    if names:
        words = gettext("These colleagues can't read notes about this question, so they were not told: %(names)s.")
        messages.warning(request, words % {"names": names})


def _key(request: PersonRequest, name: str) -> str:
    """Return under which name the page shows the form: one composer, and one form for each work order."""
    if name in ORDER_VERBS:
        return f"{name}-{request.POST.get('order', '')[:20]}"
    return "reply" if name in REPLIES else name


def _back(request: PersonRequest, ticket: Ticket, bound: dict[str, BaseForm], refusal: Refused) -> HttpResponse:
    """Show the page as it is now, with what was typed, and why it didn't happen or what is new."""
    fresh = find(request.user, ticket.pk)
    if isinstance(refusal, Stale):
        return ticket_page(request, fresh, bound=bound, changes=refusal.changes, status=409)
    for form in bound.values():
        refuse(form, refusal)
    return ticket_page(request, fresh, bound=bound, status=422)


def _insert(request: PersonRequest, ticket: Ticket) -> HttpResponse:
    """Put a text that is ready below what was written; nothing else happens."""
    require(request.user, "note", ticket)
    form = Reply(request.POST, request.FILES, thing=ticket, user=request.user, name="reply")
    form.is_sound()
    text = add_ready(form.data.get("text", ""), request.POST.get("ready", ""), request.user, ticket)
    form.data = replaced(form.data, "text", [text])
    form.fields["text"].widget.attrs["autofocus"] = True
    return ticket_page(request, ticket, bound={"reply": form})


def _keep_answers(request: PersonRequest, ticket: Ticket) -> HttpResponse:
    """Complete or change what the product asks."""
    require(request.user, "classify", ticket)
    form = IntakeForm(
        request.POST,
        request.FILES,
        questions=ticket.questions,
        user=ticket.requester or request.user,
        complete=False,
        answers=ticket.answers,
    )
    seen = Act(request.POST, thing=ticket, user=request.user)
    form.is_valid()
    store_files(form, request.user)
    if not seen.is_valid():
        form.add_error(None, seen.errors["seen"])
    if form.errors:
        return ticket_page(request, ticket, bound={"answers": form}, status=422)
    try:
        services.classify(ticket, by=request.user, answers=form.answers, seen=seen.cleaned_data["seen"])
    except Refused as refusal:
        return _back(request, ticket, {"answers": form}, refusal)
    messages.success(request, str(VERBS["classify"].done))
    return redirect(ticket.get_desk_url())
