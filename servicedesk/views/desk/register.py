"""The call screen: who, what, where, words, and in one go the answer (rules 1 and 4)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from catalog.forms.intake import IntakeForm
from core import wording
from core.forms import KEY, NOT_CONTENTS
from core.pages import page_or_partial
from core.refusals import Refused
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.callers import callers
from servicedesk.conversation import Conversation, choose
from servicedesk.forms.acts import refuse
from servicedesk.forms.files import store_files
from servicedesk.forms.register import Register, Search
from servicedesk.models import Draft, PhoneCall, Ticket
from servicedesk.offered import Sought
from servicedesk.offers import offers
from servicedesk.queues import desk_tickets
from servicedesk.ringing import begun
from servicedesk.services.calls import add_call, register_call
from servicedesk.views.entrance import agents_only

# So many people and things are offered.
PEOPLE, OFFERS = 8, 8
# What htmx asks for, by the place it goes to.
PARTS = {"say": "desk/_say.html", "what-list": "desk/_offers.html"}


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def new(request: PersonRequest) -> HttpResponse:
    """Register a conversation. The form can also look up and choose, so that no script is needed."""
    if request.method != "POST":
        return _form_page(request, _begun(request))
    if request.POST.get("pick"):
        sent = choose(request.POST["pick"], request.POST, by=request.user)
        _keep(request, sent)
        return _form_page(request, sent)
    if request.POST.get("add"):
        return _add(request)
    verb = request.POST.get("verb", "save")
    if verb not in ("save", "solve"):
        # Only looking something up: what was typed comes back, and nothing is wrong yet.
        return _form_page(request, request.POST)
    return _save(request, answers_now=verb == "solve")


@require_safe
@agents_only
def people(request: PersonRequest) -> HttpResponse:
    """Look somebody up: as choices in the form, or as a page of its own."""
    search = Search(request.GET)
    found = callers(request.user, search.words, PEOPLE)
    context = {"search": search, "found": found, "words": search.words, "listed": True}
    return page_or_partial(request, "desk/people.html", "desk/_people.html", context)


def _begun(request: PersonRequest) -> MultiValueDict[str, str]:
    """Return what was typed before: of a conversation that is kept, or what the address says."""
    sent: MultiValueDict[str, str] = request.GET
    key = f"call-{sent.get('call', '')}"
    kept = Draft.objects.visible_to(request.user).filter(key=key).first() if KEY.fullmatch(key[5:]) else None
    if kept:
        return kept.fields
    if ringing := _ringing(request, key[5:]):
        pick, fields = begun(ringing, request.user)
        return choose(pick, fields, by=request.user) if pick else fields
    return choose(f"person:{sent['requester']}", sent, by=request.user) if sent.get("requester") else sent


def _ringing(request: PersonRequest, key: str) -> PhoneCall | None:
    """Return the telephone call that the address names; without one, what the agent has answered just now."""
    rows = PhoneCall.objects.visible_to(request.user)
    if key:
        return rows.filter(key=key).first()
    return None if request.GET else rows.waiting_for(request.user, timezone.now()).first()


def _keep(request: PersonRequest, sent: MultiValueDict[str, str]) -> None:
    """Keep what was chosen at once; what can't be kept stays on the screen."""
    fields = {name: values for name, values in sent.lists() if name not in {*NOT_CONTENTS, "pick", "verb"}}
    try:
        key, once = f"call-{sent.get('call', '')}", sent.get("once", "")
        services.save_draft(by=request.user, key=key, data=fields, form=once)
    except Refused:
        return


def _add(request: PersonRequest) -> HttpResponse:
    """Add the conversation to a question that the caller waits for already."""
    number = request.POST["add"]
    ticket = get_object_or_404(desk_tickets(request.user).numbered(number))
    form = Register(request.POST, by=request.user)
    form.is_valid()
    data = form.cleaned_data

    def do() -> dict:
        add_call(
            ticket,
            by=request.user,
            call=data["call"],
            person=data.get("requester"),
            channel=data.get("channel", "phone"),
            text=data.get("description", ""),
            began=data.get("began"),
        )
        return {"ticket": ticket.pk}

    try:
        form.do_once(request, do)
    except Refused as refusal:
        refuse(form, refusal)
        return _form_page(request, request.POST, form=form, status=422)
    words = gettext("The conversation has been added to question %(number)s.")
    messages.success(request, words % {"number": ticket.number})
    return redirect(ticket.get_desk_url())


def _save(request: PersonRequest, *, answers_now: bool) -> HttpResponse:
    form = Register(request.POST, by=request.user)
    form.is_valid()
    intake = Conversation(form, request.user, request.POST, request.FILES).intake
    if answers_now and not request.POST.get("text", "").strip():
        form.add_error("text", gettext("Write what the customer should read."))
    if intake is not None:
        intake.is_valid()
        store_files(intake, request.user)
    if form.errors or (intake is not None and intake.errors):
        return _form_page(request, request.POST, form=form, intake=intake, status=422)
    try:
        answer = form.do_once(request, lambda: {"ticket": _register(request, form, intake, answers_now).pk})
    except Refused as refusal:
        about_answers = any(name.startswith("answers.") for name in refusal.errors)
        refuse(intake if intake and about_answers else form, refusal)
        return _form_page(request, request.POST, form=form, intake=intake, status=422)
    ticket = Ticket.objects.get(pk=answer["ticket"])
    messages.success(request, _to_say(ticket))
    return redirect(ticket.get_desk_url())


def _register(request: PersonRequest, form: Register, intake: IntakeForm | None, answers_now: bool) -> Ticket:
    data, talk = form.cleaned_data, Conversation(form, request.user, request.POST)
    return register_call(
        by=request.user,
        call=data["call"],
        guest=form.caller,
        answer=data["text"] if answers_now else "",
        outage=talk.outage,
        check_list=talk.check_list,
        requester=data["requester"],
        channel=data["channel"],
        subject=data["subject"],
        description=data["description"],
        kind=data["kind"],
        product=data["product"],
        answers=intake.answers if intake else {},
        location=data["location"],
        room=data["room"],
        urgency=data["urgency"],
        answered_at=data["began"],
    )


def _to_say(ticket: Ticket) -> str:
    """Return what the agent can read to the customer: the number, and what is promised."""
    if not ticket.is_open:
        return gettext("Question %(number)s is registered and answered.") % {"number": ticket.number}
    now, zone = timezone.now(), timezone.get_current_timezone()
    words = gettext(
        "Question %(number)s is registered. The customer hears from us by %(respond)s, and it is ready by %(ready)s."
    )
    return words % {
        "number": ticket.number,
        "respond": wording.promise(ticket.respond_by, now=now, zone=zone),
        "ready": wording.promise(ticket.resolve_by, now=now, zone=zone),
    }


def _form_page(
    request: PersonRequest,
    sent: MultiValueDict[str, str],
    *,
    form: Register | None = None,
    intake: IntakeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    by = request.user
    form = form or Register(by=by, initial=sent.dict() if hasattr(sent, "dict") else {})
    talk = Conversation(form, by, sent, request.FILES)
    target = request.headers.get("HX-Target", "") if request.method == "POST" else ""
    if target == "say":
        return render(request, "desk/_say.html", {"talk": talk})
    search = Search(sent)
    sought = Sought(by, talk.customer, talk.customer.location if talk.customer else None, search.about)
    context = {
        "form": form,
        "talk": talk,
        "search": search,
        "words": search.words,
        "about": search.about,
        "offers": offers(sought, OFFERS),
        "listed": target == "what-list",
        "is_choosing_who": request.POST.get("pick", "").startswith("person:"),
    }
    if target == "what-list":
        return render(request, "desk/_offers.html", context)
    context |= {"found": callers(by, search.words, PEOPLE), "intake": intake or talk.intake, "now": timezone.now()}
    return page_or_partial(request, "desk/register.html", "desk/_register_part.html", context, status=status)
