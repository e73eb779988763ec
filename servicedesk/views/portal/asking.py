"""Asking: for a product of the catalogue, or for anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from catalog.forms.intake import IntakeForm
from catalog.models import Product
from catalog.names import names_in
from core import wording
from core.refusals import Refused
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.forms.acts import refuse
from servicedesk.forms.files import store_files
from servicedesk.forms.portal import PURPOSES, AskForm, RequestForm
from servicedesk.lifecycle import Channel, Kind
from servicedesk.models import Ticket
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
    posted = request.method == "POST"
    data, files = (request.POST, request.FILES) if posted else (None, None)
    form = RequestForm(data, files, by=request.user)
    intake = IntakeForm(data, files, questions=row.definition.questions, user=request.user)
    if posted:
        ticket = _asked_for(request, row, form, intake)
        if ticket:
            return _received(request, ticket)
    definition = row.definition
    context = {
        "product": row,
        "definition": definition,
        "units": names_in(definition),
        "intake": intake,
        "form": form,
        "request_form": "portal/_request.html",
        "orderable": definition.self_service and definition.via_front_office,
        "promised": promised_for(definition),
    }
    return render(request, "portal/product.html", context, status=422 if form.errors or intake.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest) -> HttpResponse:
    """Ask, report, wish, complain or thank, without choosing a product."""
    purpose = request.GET.get("kind") or "question"
    if purpose not in PURPOSES:
        raise Http404
    posted = request.method == "POST"
    about = {"subject": request.GET.get("about", "").replace("\x00", "")[:200]}
    data, files = (request.POST, request.FILES) if posted else (None, None)
    form = AskForm(data, files, by=request.user, purpose=purpose, initial=about)
    if posted:
        ticket = _asked(request, form, purpose)
        if ticket:
            return _received(request, ticket)
    context = {"form": form, "purpose": purpose}
    return render(request, "portal/ask.html", context, status=422 if form.errors else 200)


def _asked_for(request: PersonRequest, product: Product, form: RequestForm, intake: IntakeForm) -> Ticket | None:
    form.is_valid()
    intake.is_valid()
    files = form.store()
    answers = store_files(intake, request.user)
    if form.errors or intake.errors:
        return None

    def do() -> Ticket:
        return services.open_ticket(
            by=request.user,
            channel=Channel.PORTAL,
            product=product,
            subject=form.cleaned_data["subject"].strip() or product.name,
            description=form.cleaned_data["description"],
            answers=answers,
            files=files,
        )

    return _open(request, form, [form, intake], do)


def _asked(request: PersonRequest, form: AskForm, purpose: str) -> Ticket | None:
    form.is_valid()
    files = form.store()
    if form.errors:
        return None
    data = form.cleaned_data
    subject = data["subject"]
    if purpose == "thanks":
        # KWIS has no compliment; this word keeps them apart from questions for information.
        subject = gettext("Compliment: %(subject)s") % {"subject": subject}

    def do() -> Ticket:
        return services.open_ticket(
            by=request.user,
            channel=Channel.PORTAL,
            subject=subject[:200],
            description=data["description"],
            kind=PURPOSES[purpose] or "",
            location=data.get("location"),
            room=data.get("room", ""),
            urgency=form.urgency,
            files=files,
        )

    return _open(request, form, [form], do)


def _open(
    request: PersonRequest, form: RequestForm | AskForm, shown: list[BaseForm], do: Callable[[], Ticket]
) -> Ticket | None:
    """Open the ticket once, however often the form is sent; None, with the reason in the forms, when it is refused."""
    try:
        answer = form.do_once(request, lambda: {"ticket": do().pk})
    except Refused as refusal:
        for one in shown:
            refuse(one, refusal)
        return None
    return Ticket.objects.visible_to(request.user).select_related("lead_unit").get(pk=answer["ticket"])


def _received(request: PersonRequest, ticket: Ticket) -> HttpResponse:
    now, zone = timezone.now(), timezone.get_current_timezone()
    words = gettext("We have received your question. The number is %(number)s.") % {"number": ticket.number}
    if ticket.kind != Kind.COMPLAINT:
        ready = wording.promise(ticket.resolve_by, now=now, zone=zone)
        words = f"{words} {gettext('It is ready by %(when)s at the latest.') % {'when': ready}}"
    messages.success(request, words)
    return redirect(f"{ticket.get_absolute_url()}?new")
