"""Registering a question for somebody else: who, what, where, and in one go the answer (rules 1 and 4)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from catalog.forms.intake import IntakeForm
from catalog.models import Product
from catalog.search import search_products
from core import wording
from core.pages import page_or_partial
from core.refusals import Refused
from organisation.models import User
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.forms.acts import refuse
from servicedesk.forms.files import store_files
from servicedesk.forms.register import PeopleSearch, ProductSearch, Register
from servicedesk.models import Ticket
from servicedesk.outages import at_the_call
from servicedesk.queues import desk_tickets
from servicedesk.views.entrance import agents_only

# So many people, products and open questions are offered.
PEOPLE, PRODUCTS, OPEN = 8, 8, 6
# What htmx asks for, by the place it goes to.
PARTS = {"products": "desk/_products.html", "questions": "desk/_questions.html"}


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def new(request: PersonRequest) -> HttpResponse:
    """Register a question. Besides saving, the form can look up people and products, so that no script is needed."""
    if request.method != "POST":
        form = Register(by=request.user, initial=request.GET.dict())
        return _form_page(request, form, request.GET)
    verb = request.POST.get("verb", "save")
    if verb not in ("save", "solve"):
        # Only looking something up: what was typed comes back, and nothing is wrong yet.
        form = Register(by=request.user, initial=request.POST.dict())
        return _form_page(request, form, request.POST)
    return _save(request, answers_now=verb == "solve")


@require_safe
@agents_only
def people(request: PersonRequest) -> HttpResponse:
    """Look somebody up: as choices in the form, or as a page of its own."""
    customer = _chosen(Register(by=request.user, initial=request.GET.dict()), "requester")
    if "card" in request.GET:
        return render(request, "desk/_caller.html", _caller(request.user, customer))
    search = PeopleSearch(request.GET)
    found = _people(request.user, search.words)
    context = {"search": search, "found": found, "words": search.words, "customer": customer}
    return page_or_partial(request, "desk/people.html", "desk/_people.html", context)


def _save(request: PersonRequest, *, answers_now: bool) -> HttpResponse:
    form = Register(request.POST, by=request.user)
    intake = _intake(request, _chosen(form, "product"), _chosen(form, "requester"))
    if answers_now and not request.POST.get("text", "").strip():
        form.add_error("text", gettext("Write what the customer should read."))
    if intake is not None:
        intake.is_valid()
        store_files(intake, request.user)
    if form.errors or (intake is not None and intake.errors):
        return _form_page(request, form, request.POST, intake=intake, status=422)

    def do() -> dict:
        ticket = _open(request.user, form.cleaned_data, intake)
        if answers_now:
            services.solve(ticket, by=request.user, text=form.cleaned_data["text"])
        return {"ticket": ticket.pk}

    try:
        answer = form.do_once(request, do)
    except Refused as refusal:
        about_answers = any(name.startswith("answers.") for name in refusal.errors)
        refuse(intake if intake and about_answers else form, refusal)
        return _form_page(request, form, request.POST, intake=intake, status=422)
    ticket = Ticket.objects.get(pk=answer["ticket"])
    messages.success(request, _to_say(ticket))
    return redirect(ticket.get_desk_url())


def _open(by: User, data: dict[str, Any], intake: IntakeForm | None) -> Ticket:
    return services.open_ticket(
        by=by,
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
    request: PersonRequest, form: Register, sent: Any, *, intake: IntakeForm | None = None, status: int = 200
) -> HttpResponse:
    by = request.user
    customer, product = _chosen(form, "requester"), _chosen(form, "product")
    people, products = PeopleSearch(sent), ProductSearch(sent)
    context = _caller(by, customer) | {
        "form": form,
        "search": people,
        "found": _people(by, people.words),
        "words": people.words,
        "product": product,
        "product_search": products,
        "products": search_products(customer or by, products.words, PRODUCTS) if products.words else [],
        "intake": intake or _intake(request, product, customer),
    }
    part = PARTS.get(request.headers.get("HX-Target", ""), "desk/_register.html")
    return page_or_partial(request, "desk/register.html", part, context, status=status)


def _people(by: User, words: str) -> list[User]:
    if not words:
        return []
    people = User.objects.visible_to(by).found_by(words).select_related("department", "location")
    return list(people[:PEOPLE])


def _caller(by: User, customer: User | None) -> dict[str, Any]:
    """Return what stands beside the conversation: who it is, and what they still wait for."""
    if customer is None:
        return {"customer": None, "others": [], "outages": []}
    others = desk_tickets(by).filter(requester=customer.pk).open().order_by("resolve_by", "pk")
    return {"customer": customer, "others": list(others[:OPEN]), "outages": at_the_call(by, customer)}


def _chosen(form: Register, field: str) -> Any:
    """Return what was chosen so far, whatever is wrong with the rest; None when it can't be read."""
    try:
        return form.fields[field].clean(form[field].value())
    except ValidationError:
        return None


def _intake(request: PersonRequest, product: Product | None, customer: User | None) -> IntakeForm | None:
    """Return the product's questions, with what was answered so far; an agent may leave some open."""
    if product is None or not product.definition.questions:
        return None
    about = customer or request.user
    questions = product.definition.questions
    sent = {*request.POST, *request.FILES}
    if any(sent & {f"q-{question.key}", f"q-{question.key}-kept"} for question in questions):
        return IntakeForm(request.POST, request.FILES, questions=questions, user=about, complete=False)
    return IntakeForm(questions=questions, user=about, complete=False)
