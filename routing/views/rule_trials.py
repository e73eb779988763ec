"""Before a set is in force: one question tried on it, and what will go otherwise once it is activated."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from core.refusals import Refused, Stale
from organisation.requests import PersonRequest
from routing.asking import Ground, ground_at, ground_of, question_about
from routing.comparing import turnabouts
from routing.decide import Decision
from routing.forms.rules import ActivateForm, TryForm
from routing.models import RuleSet
from routing.refusing import refuse
from routing.rule_history import since
from routing.sentences import all_labels
from routing.services import rules as services
from routing.surroundings import findings_of, house_now
from routing.views.rules import about, own_set, seen_set
from routing.wording import Names, all_names, said


@require_safe
def try_rules(request: PersonRequest, pk: int) -> HttpResponse:
    """One question: who would answer it under these rules, who would do the work, and why."""
    row = seen_set(request, pk)
    form = TryForm(request.GET or None, by=request.user, labels=all_labels())
    context = about(request, row, "try") | {"form": form}
    if form.is_bound and form.is_valid():
        context["decision"] = _told(_decided(row, form.cleaned_data), all_names())
    return render(request, "routing/rule_try.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: PersonRequest, pk: int) -> HttpResponse:
    """What will go otherwise, what is wrong, from which moment; and then it is done as a whole or not at all."""
    row = own_set(request, pk)
    data = request.POST if request.method == "POST" else None
    form, status, news = ActivateForm(data, initial={"seen": row.version}), 200, []
    if form.is_bound:
        status = 422
        try:
            if form.is_valid():
                at, seen = form.cleaned_data["at"], form.cleaned_data["seen"]
                form.do_once(request, lambda: {"set": services.activate(row, by=request.user, at=at, seen=seen).pk})
                messages.success(request, _done(at))
                return redirect("routing:rule-set", pk=row.pk)
        except Stale:
            row, status, news = seen_set(request, pk), 409, since(row, form.cleaned_data["seen"], all_labels())
            form.renew(row.version)
        except services.Faulty:
            # The page names each fault.
            form.add_error(None, gettext("These rules can't be in force yet. Mend what is named below first."))
        except Refused as refusal:
            refuse(form, refusal)
    context = about(request, row, "rules") | {"form": form, "news": news} | _prospect(row)
    return render(request, "routing/rule_activate.html", context, status=status)


def _prospect(row: RuleSet) -> dict[str, Any]:
    """What is wrong with a set, and for which products it makes a difference."""
    house, names = house_now(), all_names()
    in_force = RuleSet.objects.in_force(timezone.now())
    found = [(finding.severity, said(finding, names)) for finding in findings_of(row, house)]
    return {
        "faults": [text for severity, text in found if severity == "fault"],
        "warnings": [text for severity, text in found if severity != "fault"],
        "turnabouts": turnabouts(in_force, row, house, names),
        "products": len(house.offered),
        "in_force": in_force,
    }


def _decided(row: RuleSet, asked: dict[str, Any]) -> Decision:
    product = asked["product"]
    definition = product.definition if product else None
    question = question_about(
        definition,
        kind=asked["kind"] or (definition.kind if definition else ""),
        group=asked["group"],
        department=asked["department"],
        location=asked["location"],
        channel=asked["channel"],
        urgency=asked["urgency"] or "normal",
    )
    return _ground(row, asked).decide(question)


def _ground(row: RuleSet, asked: dict[str, Any]) -> Ground:
    """The phase that was chosen, or the one in force at that place, under these rules."""
    phase = asked["phase"] or ground_at(timezone.now(), asked["location"]).phase
    return ground_of(phase, row)


def _told(decision: Decision, names: Names) -> dict[str, Any]:
    units = names["unit"]
    return {
        "answered_by": units.get(decision.answered_by, decision.answered_by),
        "carried_out_by": units.get(decision.carried_out_by, decision.carried_out_by),
        "via_front_office": decision.via_front_office,
        "reasons": [said(reason, names) for reason in decision.reasons],
    }


def _done(at: Any) -> str:
    if at:
        return gettext("Activated. Until it begins you can take it back.")
    return gettext("Activated. Questions follow these rules from now on.")
