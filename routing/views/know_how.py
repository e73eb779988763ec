"""Who knows what: all of it in one table, one person, and who can take something on a day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from core.forms import OnceForm
from core.refusals import Refused
from organisation.models import User
from organisation.requests import PersonRequest
from routing.access import is_steward, require_reader
from routing.forms.know_how import LevelForm, ProposalForm, TrainingForm, WhoCan
from routing.known import CORE, OTHERS, Level
from routing.models import KnowHow, TrainingLine
from routing.people import answers_customers
from routing.services import know_how as services
from routing.skills import able_on, groups, rows


@require_safe
def know_how(request: PersonRequest) -> HttpResponse:
    """Show who knows what; `?product=&on=` says who can take it that day."""
    require_reader(request.user)
    today = timezone.localdate()
    asked = "product" in request.GET
    form = WhoCan(request.GET if asked else None, initial={"on": today}, by=request.user)
    categories = groups()
    context = {
        "form": form,
        "able": able_on(form.cleaned_data["product"], form.cleaned_data["on"]) if form.is_valid() else None,
        "categories": categories,
        "rows": rows(list(answers_customers()), categories, today),
        "levels": [Level.SHOWN, Level.TOGETHER, Level.ALONE],
        "may_change": is_steward(request.user),
        "core_target": CORE,
        "others_target": OTHERS,
    }
    return render(request, "routing/know_how.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what one person knows and learns; a POST says a level, proposes one, plans training or ends it."""
    require_reader(request.user)
    who = get_object_or_404(answers_customers(), pk=pk)
    forms = _forms(request.user, who)
    if request.method == "POST":
        if not forms:
            raise PermissionDenied
        if "done" in request.POST:
            return _finished(request, who)
        verb = request.POST.get("verb", "") if request.POST.get("verb") in forms else next(iter(forms))
        make, do, words = forms[verb]
        form = make(request.POST)
        if form.is_valid() and _did(request, form, do):
            messages.success(request, words)
            return redirect("routing:know-how-of", pk=who.pk)
        return _person_page(request, who, {verb: form}, 422)
    return _person_page(request, who, {}, 200)


Doing = tuple[type[OnceForm], Callable[..., Any], str]


def _forms(user: User, who: User) -> dict[str, Doing]:
    """Return the forms that `user` has about this person, the usual one first."""
    if is_steward(user):

        def level(**data: Any) -> object:
            return services.set_level(by=user, person=who, **data)

        def train(**data: Any) -> object:
            return services.plan_training(by=user, person=who, **data)

        return {
            "level": (LevelForm, level, gettext("The level is kept.")),
            "train": (TrainingForm, train, gettext("The training is planned.")),
        }
    if user.pk == who.pk:

        def propose(**data: Any) -> object:
            return services.propose_level(by=user, **data)

        return {"propose": (ProposalForm, propose, gettext("A head is asked to confirm it."))}
    return {}


def _did(request: PersonRequest, form: OnceForm, do: Callable[..., Any]) -> bool:
    data = {name: value for name, value in form.cleaned_data.items() if name != "once"}

    def once() -> dict:
        do(**data)
        return {}

    try:
        form.do_once(request, once)
    except Refused as refusal:
        for name, texts in (refusal.errors or {"": [refusal.text]}).items():
            form.add_error(name or None, texts)
        return False
    return True


def _finished(request: PersonRequest, who: User) -> HttpResponse:
    key = request.POST["done"]
    lines = TrainingLine.objects.visible_to(request.user).filter(person=who)
    line = get_object_or_404(lines, pk=int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0)
    services.finish_training(line, by=request.user)
    messages.success(request, gettext("This was learnt. Say the new level too, if there is one."))
    return redirect("routing:know-how-of", pk=who.pk)


def _person_page(request: PersonRequest, who: User, bound: dict[str, OnceForm], status: int) -> HttpResponse:
    user = request.user
    (row,) = rows([who], groups(), timezone.localdate())
    made = {verb: make() for verb, (make, _do, _words) in _forms(user, who).items()} | bound
    history = KnowHow.history.filter(person=who).select_related("category", "history_user")
    context = {
        "who": who,
        "row": row,
        "forms": made,
        "training": TrainingLine.objects.visible_to(user).filter(person=who).select_related("category", "with_person"),
        "history": history.order_by("-history_date", "-history_id")[:20],
        # How somebody does is for that person, and for heads.
        "shows_deeds": is_steward(user) or user.pk == who.pk,
        "may_change": is_steward(user),
        "core_target": CORE,
        "others_target": OTHERS,
    }
    return render(request, "routing/know_how_of.html", context, status=status)
