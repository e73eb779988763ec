"""The duty roster: which units answer by turns, a month of one of them, and the feed for a calendar program."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from core.refusals import Refused
from organisation.requests import PersonRequest
from routing.access import is_reader, is_steward
from routing.duty import as_calendar, gaps, gaps_ahead, is_working_day
from routing.forms.menu import AgainForm, SeenForm
from routing.forms.roster import FillForm, NewRosterForm, PlanForm, SwapForm, members_of
from routing.models import DutyFeed, DutyTurn, Roster
from routing.refusing import refuse
from routing.services import duty as services

ENTRIES, BACK = 30, timedelta(days=60)


@require_http_methods(["GET", "HEAD", "POST"])
def rosters(request: PersonRequest) -> HttpResponse:
    """The units that answer by turns, those with a gap first; a head lets one more do so."""
    user = request.user
    if not (is_reader(user) or user.standing.units):
        raise PermissionDenied
    may_begin = is_steward(user) or bool(user.standing.head_of)
    if request.method == "POST" and not may_begin:
        raise PermissionDenied
    form = NewRosterForm(request.POST if request.method == "POST" else None, by=user)
    if form.is_bound and form.is_valid():
        unit = form.cleaned_data["unit"]
        form.do_once(request, lambda: {"roster": services.keep_roster(unit, by=user).pk})
        return redirect("routing:roster", unit=unit.code)
    today = timezone.localdate()
    rows = list(Roster.objects.visible_to(user).select_related("unit"))
    turns = DutyTurn.objects.filter(roster__in=rows, day=today).select_related("person")
    now, missing = {turn.roster_id: turn.person for turn in turns}, dict(gaps_ahead(rows, today))
    context = {
        "rows": [(row, now.get(row.pk), missing.get(row, [])) for row in rows],
        "form": form if may_begin and form.fields["unit"].queryset.exists() else None,  # type: ignore[attr-defined]
        "is_working_day": is_working_day(today),
    }
    return render(request, "routing/rosters.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: PersonRequest, unit: str) -> HttpResponse:
    """One month of a unit. Its head plans, its people swap their own days."""
    if not (is_reader(request.user) or request.user.standing.units):
        raise PermissionDenied
    rows = Roster.objects.visible_to(request.user).select_related("unit")
    row = get_object_or_404(rows, unit__code=unit)
    month = _month(request.GET.get("month", ""))
    if request.method == "POST":
        return _act(request, row, month)
    return _page(request, row, month)


@login_not_required
@require_safe
def roster_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The days of a person or a unit, for a calendar program that has the secret address."""
    feeds = DutyFeed.objects.select_related("owner", "roster__unit").filter(owner__is_active=True)
    feed = get_object_or_404(feeds, secret=secret)
    turns = DutyTurn.objects.filter(day__gte=timezone.localdate() - BACK).select_related("person", "roster__unit")
    if feed.roster is None:
        mine = turns.filter(person=feed.owner)
        name, told = str(feed.owner), [(turn, gettext("On duty for %(unit)s") % {"unit": turn.roster}) for turn in mine]
    elif Roster.objects.visible_to(feed.owner).filter(feeds=feed).exists():
        name, told = str(feed.roster), [(turn, str(turn.person)) for turn in turns.filter(roster=feed.roster)]
    else:
        # Who left the unit keeps the address, and sees nothing in it.
        name, told = str(feed.roster), []
    events = [(f"duty-{turn.pk}@fbo", turn.day, words) for turn, words in told]
    return HttpResponse(as_calendar(name, events, timezone.now()), content_type="text/calendar; charset=utf-8")


def _act(request: PersonRequest, row: Roster, month: date) -> HttpResponse:
    """Do what a button asks; refused, the page comes back with what was filled in."""
    user, name = request.user, request.POST.get("do", "plan")
    if name not in ("swap", "feed") and not row.is_planned_by(user):
        raise PermissionDenied
    form, do, said = _deed(request, row, month, name)
    if form.is_valid():
        try:
            form.do_once(request, lambda: {"done": bool(do(form))})
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, said)
            return redirect(_address(row, month))
    return _page(request, row, month, **{name: form})


def _deed(request: PersonRequest, row: Roster, month: date, name: str) -> tuple[Any, Callable[[Any], Any], str]:
    user, data, today = request.user, request.POST, timezone.localdate()
    if name == "swap":
        swap = SwapForm(data, roster=row, today=today, by=user)
        return swap, lambda form: services.swap(row, by=user, **_swapped(form)), gettext("Swapped. Both see it.")
    if name == "fill":
        fill = FillForm(data, roster=row, people=members_of(row))
        return (
            fill,
            lambda form: services.fill(row, month, by=user, **form.values),
            gettext("The empty days are dealt out."),
        )
    again = AgainForm(data)
    if name == "feed":
        whose = row if data.get("whose") == "unit" else None
        said = gettext("There is a new address. The one from before has stopped working.")
        return again, lambda form: services.new_feed(whose, by=user), said
    if name == "complete":
        said = gettext("The month is complete.")
        return again, lambda form: services.complete_month(row, month, by=user, **form.values), said
    if name == "open":
        return again, lambda form: services.open_month(row, month, by=user) is None, gettext("The month is open again.")
    plan = PlanForm(data, roster=row, days=_open_days(month, today), people=members_of(row))
    return (
        plan,
        lambda form: services.plan(row, by=user, days=form.planned, seen=form.cleaned_data["seen"]),
        gettext("Saved."),
    )


def _swapped(form: SeenForm) -> dict[str, Any]:
    values = form.values
    return values | {"one": date.fromisoformat(values["one"]), "other": date.fromisoformat(values["other"])}


def _page(request: PersonRequest, row: Roster, month: date, **bound: Any) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    people = members_of(row)
    plan = bound.get("plan") or PlanForm(roster=row, days=_open_days(month, today), people=people)
    last = month.replace(day=monthrange(month.year, month.month)[1])
    can_plan = row.is_planned_by(user)
    context = {
        "roster": row,
        "month": month,
        "before": (month - timedelta(days=1)).replace(day=1),
        "after": last + timedelta(days=1),
        "days": _days(row, month, plan, today),
        "missing": gaps(row, max(month, today), last) if last >= today else [],
        "is_complete": row.months.filter(month=month).exists(),
        "can_plan": can_plan,
        "plan": plan,
        "fill": bound.get("fill") or FillForm(roster=row, people=people),
        "swap": bound.get("swap") or SwapForm(roster=row, today=today, by=user),
        "again": bound.get("complete") or AgainForm(initial={"seen": row.version}),
        "feeds": _feeds(request, row),
        "changes": DutyTurn.history.filter(roster=row.pk).select_related("person", "history_user")[:ENTRIES],
        "today": today,
    }
    failed = any(form.errors for form in bound.values())
    return render(request, "routing/roster.html", context, status=422 if failed else 200)


def _days(row: Roster, month: date, plan: PlanForm, today: date) -> list[dict[str, Any]]:
    """Every weekday of the month, closed ones too: they keep their place."""
    rows = row.turns.filter(day__year=month.year, day__month=month.month).select_related("person")
    turns = {turn.day: turn for turn in rows}
    count = monthrange(month.year, month.month)[1]
    found = []
    for day in (month.replace(day=number) for number in range(1, count + 1)):
        works = is_working_day(day)
        if day.weekday() > 4 and not works:
            continue
        name = f"day_{day.isoformat()}"
        found.append(
            {
                "day": day,
                "works": works,
                "person": turns[day].person if day in turns else None,
                "field": plan[name] if name in plan.fields else None,
                "is_gap": works and day not in turns and day >= max(today, row.since),
            }
        )
    return found


def _feeds(request: PersonRequest, row: Roster) -> dict[str, str]:
    mine = DutyFeed.objects.filter(owner=request.user)
    own, unit = mine.filter(roster__isnull=True).first(), mine.filter(roster=row).first()
    found = {"own": own, "unit": unit}
    return {
        name: request.build_absolute_uri(reverse("routing:roster-feed", args=[feed.secret]))
        for name, feed in found.items()
        if feed
    }


def _open_days(month: date, today: date) -> list[date]:
    count = monthrange(month.year, month.month)[1]
    days = (month.replace(day=number) for number in range(1, count + 1))
    return [day for day in days if day >= today and is_working_day(day)]


def _month(text: str) -> date:
    """Return the first day of `2026-11`; of this month for anything else."""
    try:
        found = date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        found = None
    return found if found and 2000 < found.year < 2100 else timezone.localdate().replace(day=1)


def _address(row: Roster, month: date) -> str:
    return f"{reverse('routing:roster', args=[row.unit.code])}?month={date_format(month, 'Y-m')}"
