"""The sets of rules, one set with its rules and what is wrong with them, and what is done to a draft as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.refusals import Refused, Stale
from organisation.requests import PersonRequest
from routing import checks
from routing.access import is_steward, require_reader, require_steward
from routing.comparing import differences
from routing.findings import Finding
from routing.forms.rules import DraftForm, NameForm, Seen
from routing.models import RoutingRule, RuleSet, RuleSetState
from routing.refusing import refuse
from routing.rule_history import entries, since
from routing.sentences import all_labels, told_rule
from routing.services import rules as services
from routing.surroundings import findings_of
from routing.wording import all_names, said

PAGE, ENTRIES = 20, 20


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: PersonRequest) -> HttpResponse:
    """What is in force, what is to come, what is being written and what is past; and a new draft."""
    require_reader(request.user)
    now = timezone.now()
    sets = RuleSet.objects.visible_to(request.user).select_related("made_by", "activated_by")
    in_force = sets.in_force(now)
    if request.method == "POST":
        require_steward(request.user)
    form = DraftForm(request.POST if request.method == "POST" else None, by=request.user, in_force=in_force)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made = form.do_once(
                request,
                lambda: {"set": services.make_draft(by=request.user, name=data["name"], source=data["source"]).pk},
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("routing:rule-set", pk=made["set"])
    past = sets.active().filter(valid_from__lte=now)
    past = past.exclude(pk=in_force.pk) if in_force else past
    context = {
        "holding": [in_force] if in_force else [],
        "coming": sets.active().filter(valid_from__gt=now).order_by("valid_from"),
        "drafts": sets.drafts().order_by("-made_at"),
        "page": Paginator(past.order_by("-valid_from"), PAGE).get_page(request.GET.get("page")),
        "form": form,
        "can_edit": is_steward(request.user),
        "found": _found(),
    }
    return render(request, "routing/rules.html", context, status=422 if form.errors else 200)


@require_safe
def rule_set(request: PersonRequest, pk: int) -> HttpResponse:
    """One set: its rules as sentences, with what is wrong beside them."""
    return set_page(request, seen_set(request, pk))


@require_safe
def compare(request: PersonRequest, pk: int) -> HttpResponse:
    """What this set has that the one in force hasn't, and the other way round."""
    row = seen_set(request, pk)
    in_force = RuleSet.objects.in_force(timezone.now())
    old = list(rules_in(in_force)) if in_force else []
    context = about(request, row, "compare") | {
        "in_force": in_force,
        "differences": differences(old, list(rules_in(row)), all_labels()),
    }
    return render(request, "routing/rule_compare.html", context)


@require_safe
def history(request: PersonRequest, pk: int) -> HttpResponse:
    """Who changed what and when."""
    row = seen_set(request, pk)
    found = entries(row, all_labels())
    page = Paginator(found, ENTRIES).get_page(request.GET.get("page"))
    return render(request, "routing/rule_history.html", about(request, row, "history") | {"page": page})


@require_POST
def rename(request: PersonRequest, pk: int) -> HttpResponse:
    """Call a draft otherwise."""
    row = own_set(request, pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        return set_page(request, row, name_form=form, status=422)
    data = form.cleaned_data
    return act(
        request, row, lambda: services.rename_draft(row, by=request.user, name=data["name"], seen=data["seen"]), ""
    )


@require_POST
def drop(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a draft away."""
    row = own_set(request, pk)
    said = gettext("Put away. You can still read it.")
    return act(request, row, lambda: services.drop_draft(row, by=request.user, seen=version_in(request)), said)


@require_POST
def confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that a draft is still meant like this."""
    row = own_set(request, pk)
    said = gettext("Noted: it is meant like this. It can be activated now.")
    return act(request, row, lambda: services.confirm_base(row, by=request.user, seen=version_in(request)), said)


@require_POST
def take_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back a set that isn't in force yet."""
    row = own_set(request, pk)
    said = gettext("Taken back. It is a draft again.")
    return act(request, row, lambda: services.withdraw(row, by=request.user, seen=version_in(request)), said)


def act(request: PersonRequest, row: RuleSet, do: Callable[[], object], done: str) -> HttpResponse:
    """Do something to a set or to one of its rules, and show the set again; with what is new where it was stale."""
    try:
        do()
    except Stale:
        return set_page(request, seen_set(request, row.pk), seen=version_in(request), status=409)
    except Refused as refusal:
        messages.warning(request, refusal.text)
        return set_page(request, seen_set(request, row.pk), status=422)
    if done:
        messages.success(request, done)
    return redirect("routing:rule-set", pk=row.pk)


def seen_set(request: PersonRequest, pk: int) -> RuleSet:
    """Return the set, for who may read it."""
    require_reader(request.user)
    sets = RuleSet.objects.visible_to(request.user).select_related("made_by", "activated_by", "based_on")
    return get_object_or_404(sets, pk=pk)


def own_set(request: PersonRequest, pk: int) -> RuleSet:
    """Return the set, for who may change how the house is arranged."""
    require_steward(request.user)
    return seen_set(request, pk)


def rules_in(row: RuleSet) -> Any:
    """Return its rules in order, with what their sentences need."""
    return row.rules.select_related("answered_by", "carried_out_by", "skill").order_by("number")


def version_in(request: PersonRequest) -> int | None:
    """Return the version that was on the screen."""
    form = Seen(request.POST)
    return form.cleaned_data.get("seen") if form.is_valid() else None


def about(request: PersonRequest, row: RuleSet, tab: str) -> dict[str, Any]:
    """Return what every page of a set shows."""
    now = timezone.now()
    last = services.newest()
    is_draft = row.state == RuleSetState.DRAFT
    return {
        "set": row,
        "tab": tab,
        "standing": standing(row, now),
        "can_edit": is_draft and is_steward(request.user),
        "can_take_back": is_steward(request.user) and standing(row, now) == "coming",
        "behind": last if is_draft and last and last.pk != row.based_on_id else None,
    }


def standing(row: RuleSet, now: Any) -> str:
    """Say how a set stands: draft, dropped, coming, in_force or past."""
    if row.state != RuleSetState.ACTIVE:
        return str(row.state)
    if row.valid_from and row.valid_from > now:
        return "coming"
    in_force = RuleSet.objects.in_force(now)
    return "in_force" if in_force and in_force.pk == row.pk else "past"


def set_page(
    request: PersonRequest,
    row: RuleSet,
    *,
    name_form: NameForm | None = None,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a set. With `seen`, what happened to it after that version."""
    labels, names = all_labels(), all_names()
    found = [] if row.state == RuleSetState.DROPPED else findings_of(row)
    rows = list(rules_in(row))
    context = about(request, row, "rules") | {
        "rules": [{"told": told_rule(rule, labels), "findings": _about_rule(rule, found, names)} for rule in rows],
        "general": [(finding.severity, said(finding, names)) for finding in found if not finding.rules],
        "faults": sum(finding.is_fault for finding in found),
        "warnings": sum(not finding.is_fault for finding in found),
        "name_form": name_form or NameForm(initial={"name": row.name, "seen": row.version}),
        "news": since(row, seen, labels) if seen is not None else [],
    }
    return render(request, "routing/rule_set.html", context, status=status)


def _about_rule(rule: RoutingRule, found: list[Finding], names: Any) -> list[tuple[str, str]]:
    """Return what is said at a rule: where two are named, it stands at the second, which came last."""
    return [(one.severity, said(one, names)) for one in found if one.rules and one.rules[-1] == rule.number]


def _found() -> list[tuple[str, str]]:
    """Return what is wrong with how the house is arranged now, whoever looks after it."""
    names = all_names()
    return [(finding.severity, said(finding, names)) for _check, finding in checks.findings()]
