"""A rule as people say it: when what is asked is this and that, then these answer and do the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext

from catalog.models import Category, Product, ProductState
from organisation.models import CustomerGroup, Department, Location
from routing.decide import CONDITIONS
from routing.labels import CONDITIONS as CONDITION_LABELS
from routing.labels import FIXED
from routing.models import Phase, RoutingRule

Labels = Mapping[str, Mapping[str, str | Promise]]


@dataclass(frozen=True)
class Told:
    """A rule in words. `when` has what is asked with what it may be; without it, it fits every question."""

    pk: int
    number: int
    name: str
    when: tuple[tuple[str, str], ...]
    then: tuple[str, ...]


def all_labels() -> Labels:
    """Return what each code is called, by condition. Six queries."""
    return {
        "product": dict(Product.objects.exclude(state=ProductState.DRAFT).values_list("code", "name")),
        "category": dict(Category.objects.values_list("code", "name")),
        "customer_group": dict(CustomerGroup.objects.values_list("code", "name")),
        "department": dict(Department.objects.values_list("code", "name")),
        "location": {location.code: str(location) for location in Location.objects.all()},
        "phase": {str(phase.number): str(phase) for phase in Phase.objects.all()},
        **FIXED,
    }


def told_rule(rule: RoutingRule, labels: Labels) -> Told:
    """Return a rule in words. Its units and skill are fetched with it."""
    return Told(rule.pk, rule.number, rule.name, told_conditions(rule.conditions, labels), told_outcomes(rule))


def told_conditions(conditions: Mapping[str, Sequence[str]], labels: Labels) -> tuple[tuple[str, str], ...]:
    """Return what a rule asks, in the order of the form."""
    return tuple(
        (str(CONDITION_LABELS[name]), one_of([str(labels[name].get(code, code)) for code in conditions[name]]))
        for name in CONDITIONS
        if conditions.get(name)
    )


def told_outcomes(rule: RoutingRule) -> tuple[str, ...]:
    """Return what a rule decides, each thing in a few words."""
    said = []
    if rule.answered_by:
        said.append(gettext("answered by %(unit)s") % {"unit": rule.answered_by.name})
    if rule.carried_out_by:
        said.append(gettext("carried out by %(unit)s") % {"unit": rule.carried_out_by.name})
    if rule.via_front_office is not None:
        through, straight = gettext("through the front office"), gettext("straight to who carries it out")
        said.append(through if rule.via_front_office else straight)
    if rule.skill:
        said.append(gettext("by somebody who knows “%(skill)s”") % {"skill": rule.skill.name})
    if rule.approval is not None:
        said.append(gettext("a superior must agree") if rule.approval else gettext("no superior has to agree"))
    return tuple(said)


def one_of(words: Sequence[str]) -> str:
    """Return them with commas, and “or” before the last."""
    if len(words) < 2:
        return "".join(words)
    return gettext("%(some)s or %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}
