"""The telephone menu: what callers hear in each phase, what is wrong with it, and changing it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from core.refusals import Refused
from organisation.models import Unit, UnitKind
from organisation.requests import PersonRequest
from routing import menus
from routing.access import is_steward, require_reader, require_steward
from routing.exchange import said
from routing.forms.menu import AgainForm, MenuForm, OptionForm
from routing.menus import Option
from routing.models import MenuOption, Phase, PhaseStart, PhoneMenu
from routing.phone_menu import Menu, faults_of, generate, menu_of
from routing.refusing import refuse
from routing.services import menu as services
from routing.views.reaching import phase_for
from routing.wording import all_names
from routing.wording import said as in_words

ENTRIES = 20


@require_safe
def phone_menu(request: PersonRequest) -> HttpResponse:
    """What callers hear in the phase in force, or in the one that is asked for."""
    require_reader(request.user)
    now, phases = timezone.now(), list(Phase.objects.visible_to(request.user))
    start = PhaseStart.objects.in_force(now)
    wanted = request.GET.get("phase", "")
    chosen = next((one for one in phases if str(one.number) == wanted), None)
    phase = chosen or (start.phase if start else phases[0] if phases else None)
    context: dict[str, Any] = {"phases": phases, "now_in_force": start.phase if start else None}
    if phase is not None:
        context |= _told(menu_of(phase, now), phases) | {"can_edit": is_steward(request.user)}
    return render(request, "routing/menu.html", context)


@require_safe
def menu_card(request: PersonRequest, number: int) -> HttpResponse:
    """The menu of a phase to print and hang up."""
    phase = phase_for(request, number, allowed=None)
    menu = menu_of(phase, timezone.now())
    context = {"phase": phase, "menu": menu.row, "rows": _rows(menu.options), "number": settings.SERVICE_PHONE}
    return render(request, "routing/menu_card.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_menu(request: PersonRequest, number: int) -> HttpResponse:
    """Change what is said around the choices."""
    phase = phase_for(request, number, allowed=require_steward)
    form = MenuForm(_sent(request), menu=PhoneMenu.objects.visible_to(request.user).filter(phase=phase).first())
    if form.is_bound and form.is_valid():
        try:
            form.do_once(request, lambda: {"menu": services.keep_menu(phase, by=request.user, **form.values).pk})
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _done(request, phase)
    return _form_page(request, phase, form, gettext("What is said around the choices"))


@require_http_methods(["GET", "HEAD", "POST"])
def generate_menu(request: PersonRequest, number: int) -> HttpResponse:
    """Make the choices anew from the rules, once one has seen what changes."""
    phase, now = phase_for(request, number, allowed=require_steward), timezone.now()
    menu = menu_of(phase, now)
    form = AgainForm(_sent(request), initial={"seen": menu.row.version if menu.row else None})
    if form.is_bound and form.is_valid():
        try:
            form.do_once(request, lambda: {"menu": services.generate_menu(phase, by=request.user, **form.values).pk})
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _done(request, phase)
    options = generate(phase, now)
    context = {
        "form": form,
        "phase": phase,
        "rows": _rows(options),
        "changes": _changes(menu.options, options),
        "is_by_hand": bool(menu.row and menu.row.is_by_hand),
    }
    return render(request, "routing/menu_again.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new_option(request: PersonRequest, number: int) -> HttpResponse:
    """One more choice."""
    phase = phase_for(request, number, allowed=require_steward)
    row = PhoneMenu.objects.visible_to(request.user).filter(phase=phase).first()
    if row is None:
        # As long as it follows the rules there is nothing to add to.
        return redirect("routing:generate-menu", number=number)
    return _option_page(request, row, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_option(request: PersonRequest, number: int, pk: int) -> HttpResponse:
    """Change a choice, or take it out."""
    phase = phase_for(request, number, allowed=require_steward)
    row = get_object_or_404(PhoneMenu.objects.visible_to(request.user), phase=phase)
    return _option_page(request, row, get_object_or_404(row.options.select_related("menu__phase"), pk=pk))


def _option_page(request: PersonRequest, menu: PhoneMenu, option: MenuOption | None) -> HttpResponse:
    removes = option is not None and request.POST.get("do") == "remove"
    form: AgainForm | OptionForm = (
        AgainForm(request.POST) if removes else OptionForm(_sent(request), menu=menu, option=option)
    )
    if form.is_bound and form.is_valid():
        try:
            form.do_once(request, lambda: _change(request, menu, option, form.values))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _done(request, menu.phase)
    name = gettext("Choice %(key)s") % {"key": option.key} if option else gettext("New choice")
    shown = OptionForm(menu=menu, option=option) if removes else form
    return _form_page(request, menu.phase, shown, name, refused=form, option=option)


def _change(
    request: PersonRequest, menu: PhoneMenu, option: MenuOption | None, values: dict[str, Any]
) -> dict[str, int]:
    if option is not None and request.POST.get("do") == "remove":
        return {"menu": services.remove_option(option, by=request.user, **values).pk}
    return {"option": services.keep_option(menu, option, by=request.user, **values).pk}


def _form_page(request: PersonRequest, phase: Phase, form: Any, name: str, **more: Any) -> HttpResponse:
    refused = more.get("refused") or form
    context = {"form": form, "phase": phase, "name": name} | more | {"refused": refused}
    return render(request, "routing/menu_edit.html", context, status=422 if refused.errors else 200)


def _done(request: PersonRequest, phase: Phase) -> HttpResponse:
    messages.success(request, gettext("Saved. Callers hear it once the exchange has it."))
    response = redirect("routing:menu")
    response["Location"] += f"?phase={phase.number}"
    return response


def _sent(request: PersonRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _told(menu: Menu, phases: list[Phase]) -> dict[str, Any]:
    now, names = timezone.now(), all_names()
    before = next((one for one in reversed(phases) if one.number < menu.phase.number), None)
    faults = faults_of(menu, now)
    row = menu.row
    return {
        "phase": menu.phase,
        "menu": row,
        "rows": _rows(menu.options),
        "number": settings.SERVICE_PHONE,
        "faults": [in_words(fault.finding, names) for fault in faults],
        "before": before,
        "changes": _changes(menu_of(before, now).options, menu.options) if before else [],
        "entries": row.history.select_related("history_user").order_by("-history_id")[:ENTRIES] if row else [],
    }


def _rows(options: tuple[Option, ...]) -> list[dict[str, Any]]:
    """One line for each choice, as a page shows it."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    names = all_names()
    return [
        {
            "keys": menus.spoken(path),
            "option": option,
            "said": said(option),
            "unit": units.get(option.answered_by),
            "is_partner": option.answered_by in units and units[option.answered_by].kind == UnitKind.PARTNER,
            "stands_for": sorted(names["product"].get(code, code) for code in option.products)
            + sorted(names["category"].get(code, code) for code in option.categories),
            "is_below": len(path) > 1,
        }
        for path, option in menus.every(options)
    ]


def _changes(before: tuple[Option, ...], after: tuple[Option, ...]) -> list[dict[str, Any]]:
    units = dict(Unit.objects.values_list("code", "name"))
    return [
        {
            "keys": menus.spoken(change.path),
            # Where the words stay the same only the people differ.
            "words": said(change.after) if change.has_same_words and change.after else "",
            "was": _line(change.before, units, has_words=not change.has_same_words),
            "now": _line(change.after, units, has_words=not change.has_same_words),
        }
        for change in menus.difference(before, after)
    ]


def _line(option: Option | None, units: dict[str, str], *, has_words: bool) -> str:
    if option is None:
        return ""
    who = units.get(option.answered_by, gettext("nobody"))
    return f"{said(option).capitalize()} → {who}" if has_words else who
