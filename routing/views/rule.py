"""One rule of a draft: written, changed, moved and taken out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from core.refusals import Refused, Stale
from organisation.requests import PersonRequest
from routing.forms.rules import MoveForm, RuleForm
from routing.models import RoutingRule, RuleSet
from routing.refusing import refuse
from routing.rule_history import since
from routing.sentences import all_labels
from routing.services import rules as services
from routing.views.rules import about, act, own_set, seen_set, version_in


@require_http_methods(["GET", "HEAD", "POST"])
def new_rule(request: PersonRequest, pk: int) -> HttpResponse:
    """A rule that isn't there yet; it comes last."""
    return _rule_page(request, own_set(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_rule(request: PersonRequest, pk: int, rule: int) -> HttpResponse:
    """One rule as a form."""
    row = own_set(request, pk)
    return _rule_page(request, row, get_object_or_404(row.rules, pk=rule))


@require_POST
def move_rule(request: PersonRequest, pk: int, rule: int) -> HttpResponse:
    """Up or down past its neighbour."""
    row = own_set(request, pk)
    found = get_object_or_404(row.rules, pk=rule)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return redirect("routing:rule-set", pk=pk)
    data = form.cleaned_data
    return act(
        request,
        row,
        lambda: services.move_rule(found, by=request.user, places=data["step"], seen=data["seen"]),
        gettext("Moved “%(name)s”.") % {"name": found.name},
    )


@require_POST
def remove_rule(request: PersonRequest, pk: int, rule: int) -> HttpResponse:
    """Take a rule out of a draft."""
    row = own_set(request, pk)
    found = get_object_or_404(row.rules, pk=rule)
    done = gettext("Removed “%(name)s”. What it said stands in the history.") % {"name": found.name}
    return act(request, row, lambda: services.remove_rule(found, by=request.user, seen=version_in(request)), done)


def _rule_page(request: PersonRequest, row: RuleSet, rule: RoutingRule | None) -> HttpResponse:
    labels = all_labels()
    data = request.POST if request.method == "POST" else None
    form = RuleForm(data, labels=labels, rule=rule, seen=row.version)
    context = about(request, row, "rules") | {"form": form, "rule": rule}
    status = 200
    if form.is_bound:
        status = 422
        try:
            if form.is_valid():
                form.do_once(request, lambda: {"rule": _kept(row, rule, form, request).pk})
                messages.success(request, gettext("Saved."))
                return redirect("routing:rule-set", pk=row.pk)
        except Stale:
            seen, status = form.cleaned_data["seen"], 409
            row = seen_set(request, row.pk)
            form.renew(row.version)
            context |= about(request, row, "rules") | {"news": since(row, seen, labels)}
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "routing/rule.html", context, status=status)


def _kept(row: RuleSet, rule: RoutingRule | None, form: RuleForm, request: PersonRequest) -> RoutingRule:
    seen, by = form.cleaned_data["seen"], request.user
    if rule is None:
        return services.add_rule(row, by=by, values=form.values, seen=seen)
    return services.change_rule(rule, by=by, values=form.values, seen=seen)
