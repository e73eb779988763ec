"""Asking: for a product of the catalogue, or for anything else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from catalog.answering import count_missed
from catalog.forms.intake import IntakeForm
from catalog.models import Product
from catalog.names import names_in
from core import wording
from core.refusals import Refused
from organisation.models import Location
from organisation.requests import PersonRequest
from routing.desks import desk_now
from servicedesk import services
from servicedesk.asking import place_in, subject_for
from servicedesk.forms.acts import refuse
from servicedesk.forms.files import store_files
from servicedesk.forms.portal import PURPOSES, SUBJECT, AskForm, RequestForm
from servicedesk.lifecycle import Channel
from servicedesk.models import Label, Ticket
from servicedesk.outages import told_about
from servicedesk.views.portal.promises import promised_for


@require_safe
def products(request: PersonRequest) -> HttpResponse:
    """Show all that one can have, by shelf."""
    offered = Product.objects.offered_to(request.user).for_display()
    shelves = offered.order_by("category__order", "category__name", "name")
    return render(request, "portal/products.html", {"products": shelves})


@require_http_methods(["GET", "HEAD", "POST"])
def product(request: PersonRequest, code: str) -> HttpResponse:
    """Show a product with its questions; a POST asks for it."""
    row = get_object_or_404(Product.objects.visible_to(request.user).published().for_display(), code=code)
    definition = row.definition
    data, files = _sent(request)
    form = RequestForm(data, files, by=request.user, definition=definition)
    intake = IntakeForm(data, files, questions=definition.questions, user=request.user)
    if form.is_bound:
        ticket = _ask_for(request, row, form, intake)
        if ticket:
            return _thanks(request, ticket)
    context = {
        "product": row,
        "outages": told_about(row, request.user),
        "definition": definition,
        "units": names_in(definition),
        "intake": intake,
        "form": form,
        "request_form": "portal/_request.html",
        "offered": Product.objects.offered_to(request.user).filter(pk=row.pk).exists(),
        "promised": promised_for(definition),
        "desk": desk_now(definition, timezone.now(), request.user.location) if definition.face_to_face else None,
    }
    return render(request, "portal/product.html", context, status=422 if form.errors or intake.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest) -> HttpResponse:
    """Ask, report, wish, complain or thank, without choosing a product. An unknown purpose is simply a question."""
    purpose = request.GET.get("kind", "")
    purpose = purpose if purpose in PURPOSES else "question"
    about = request.GET.get("about", "").replace("\x00", "")[:SUBJECT]
    if about and request.method == "GET" and request.GET.get("from") == "search":
        count_missed(about)
    data, files = _sent(request)
    form = AskForm(data, files, by=request.user, purpose=purpose, initial={"subject": about} | _scanned(request))
    if form.is_bound:
        ticket = _ask(request, form)
        if ticket:
            return _thanks(request, ticket, purpose)
    context = {"form": form, "purpose": purpose}
    return render(request, "portal/ask.html", context, status=422 if form.errors else 200)


def _scanned(request: PersonRequest) -> dict[str, Any]:
    """Return the place, and the thing, of the label that led here."""
    code = request.GET.get("label", "").replace("\x00", "")[:12]
    label = Label.objects.scanned(code).select_related("location").first() if code else None
    if label is None:
        return {}
    place = {"location": label.location, "room": label.room}
    return place | ({"subject": f"{label.asset}: "} if label.asset else {})


def _sent(request: PersonRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _ask_for(request: PersonRequest, product: Product, form: RequestForm, intake: IntakeForm) -> Ticket | None:
    """Ask for a product; None, with the reason in the forms, when it can't be. Files are kept either way."""
    form.is_valid()
    intake.is_valid()
    files, answers = form.store(), store_files(intake, request.user)
    if form.errors or intake.errors:
        return None
    building, room = place_in(product.definition, answers)
    return _open(
        request,
        form,
        intake,
        product=product,
        subject=subject_for(product.definition, answers),
        description=form.cleaned_data.get("description", ""),
        answers=answers,
        location=Location.objects.filter(code=building).first() if building else None,
        room=room,
        files=files,
    )


def _ask(request: PersonRequest, form: AskForm) -> Ticket | None:
    """Ask something; None, with the reason in the form, when it can't be. Files are kept either way."""
    form.is_valid()
    files = form.store()
    return None if form.errors else _open(request, form, **form.question, files=files)


def _open(
    request: PersonRequest, form: RequestForm | AskForm, intake: IntakeForm | None = None, **question: Any
) -> Ticket | None:
    """Open the ticket, one however often the form is sent."""

    def do() -> dict:
        return {"ticket": services.open_ticket(by=request.user, channel=Channel.PORTAL, **question).pk}

    try:
        answer = form.do_once(request, do)
    except Refused as refusal:
        shown: list[BaseForm] = [form, intake] if intake else [form]
        _refuse(shown, refusal)
        return None
    return Ticket.objects.visible_to(request.user).get(pk=answer["ticket"])


def _refuse(forms: list[BaseForm], refusal: Refused) -> None:
    """Show a refusal in the form that has the fields it is about; above the first where none has."""
    named = {name.removeprefix("answers.") for name in refusal.errors}
    refuse(next((form for form in forms if named & form.fields.keys()), forms[0]), refusal)


def _thanks(request: PersonRequest, ticket: Ticket, purpose: str = "") -> HttpResponse:
    """Confirm: the number, and when it is ready. The page invites to say how it went (rule 12)."""
    ready = wording.promise(ticket.resolve_by, now=timezone.now(), zone=timezone.get_current_timezone())
    words = {
        "thanks": gettext("Thank you. We pass it on to whom it is for. The number is %(number)s."),
        "complaint": gettext("We have your complaint. The number is %(number)s. You hear from us by %(ready)s."),
        "wish": gettext("We have your suggestion. The number is %(number)s. You hear from us by %(ready)s."),
    }.get(purpose, gettext("We have your question. The number is %(number)s. It is ready by %(ready)s at the latest."))
    messages.success(request, words % {"number": ticket.number, "ready": ready})
    return redirect(f"{ticket.get_absolute_url()}?new")
