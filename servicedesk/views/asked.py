"""Was asked directly: in a few seconds it is a question of the front office, and the customer knows where to ask."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from catalog.models import Product
from core.refusals import Refused
from organisation.models import Unit, User
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.forms.acts import refuse
from servicedesk.forms.bypass import AskedDirectly
from servicedesk.views.entrance import open_to


def works(user: User) -> bool:
    return user.standing.works


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(works)
def asked(request: PersonRequest) -> HttpResponse:
    """Show two fields; a POST registers what was asked."""
    form = AskedDirectly(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid() and (response := _registered(request, form)):
        return response
    context = {"form": form, "products": _products(request.user, form.units)}
    return render(request, "work/asked.html", context, status=422 if form.errors else 200)


def _registered(request: PersonRequest, form: AskedDirectly) -> HttpResponse | None:
    data = form.cleaned_data

    def do() -> dict:
        # Not the number: what is kept of a form that was sent must not lead from a person to a question.
        values = {"unit": form.asked_unit, "who": data["who"], "about": data["about"]}
        ticket = services.register_bypass(by=request.user, **values)
        return {"customer": str(ticket.requester or "")}

    try:
        customer = form.do_once(request, do)["customer"]
    except Refused as refusal:
        refuse(form, refusal)
        return None
    if customer:
        text = gettext("The front office has it. %(name)s hears so, and where to ask the next time.")
    else:
        text = gettext("The front office has it, and finds out who asked it.")
    messages.success(request, text % {"name": customer})
    return redirect("work:home")


def _products(user: User, units: list[Unit]) -> QuerySet:
    """What these units are asked about, as far as `user` may know of it: offered while one types."""
    ours = Q(owner__in=units) | Q(executing__in=units)
    return Product.objects.visible_to(user).published().filter(ours).order_by("name").values_list("name", flat=True)
