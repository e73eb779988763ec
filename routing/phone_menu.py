"""From rows to a telephone menu: that of a phase, where a question falls under, and what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext, override

from catalog.definition import Definition
from catalog.models import Product
from organisation.models import Membership, Unit, UnitKind
from routing import menus
from routing.asking import Ground, ground_of, product_in
from routing.decide import Decision, Question
from routing.findings import Finding
from routing.menus import Fault, Option, Path, Topic
from routing.models import MenuOption, Phase, PhaseStart, PhoneMenu, RuleSet

# So many products are named to a caller.
NAMED = 4


class Menu(NamedTuple):
    """A menu and what it was made of: the row where somebody keeps it, none where it follows the rules."""

    phase: Phase
    row: PhoneMenu | None
    options: tuple[Option, ...]


def menu_of(phase: Phase, at: datetime) -> Menu:
    """Return what callers hear in this phase. As long as nobody keeps it, it follows from the rules of that time."""
    row = PhoneMenu.objects.filter(phase=phase).first()
    if row is None:
        return Menu(phase, None, generate(phase, at))
    return Menu(phase, row, kept(row))


def kept(row: PhoneMenu) -> tuple[Option, ...]:
    """Return the choices of a row as plain values. Three queries, however many there are."""
    rows = row.options.select_related("answered_by").prefetch_related("products", "categories")
    below: dict[int | None, list[MenuOption]] = defaultdict(list)
    for one in rows:
        below[one.parent_id].append(one)
    return _built(None, below)


def _built(parent: int | None, below: Mapping[int | None, list[MenuOption]]) -> tuple[Option, ...]:
    return tuple(
        Option(
            key=one.key,
            text_nl=one.text_nl,
            text_en=one.text_en,
            answered_by=one.answered_by.code if one.answered_by else "",
            products=frozenset(product.code for product in one.products.all()),
            categories=frozenset(category.code for category in one.categories.all()),
            is_rest=one.is_rest,
            options=_built(one.pk, below),
            pk=one.pk,
        )
        for one in sorted(below[parent], key=lambda one: one.key)
    )


def generate(phase: Phase, at: datetime) -> tuple[Option, ...]:
    """Return the menu that follows from the rules in force at `at`."""
    ground = ground_of(phase, RuleSet.objects.in_force(at))
    names = dict(Unit.objects.values_list("code", "name"))
    return menus.generated(topics_on(ground), ground.front_office, lambda what, products: _said(what, products, names))


def topics_on(ground: Ground) -> list[Topic]:
    """Return what people call about on this ground, by name; not what goes straight to a partner."""
    topics, units = [], set(Unit.objects.values_list("code", flat=True))
    for product in Product.objects.published().select_related("current").order_by("name"):
        definition = product.definition
        decision = ground.decide(product_in(Question(kind=definition.kind), definition, units))
        if decision.via_front_office:
            topics.append(
                Topic(
                    product.code,
                    definition.name,
                    definition.category,
                    decision.answered_by,
                    decision.carried_out_by,
                )
            )
    return topics


def option_for(menu: Menu, definition: Definition | None, decision: Decision) -> Path:
    """Return the keys a caller presses for this product, or for general information.

    Nothing for what goes straight to a partner: with us there is no key for it.
    """
    if not decision.via_front_office:
        return ()
    if definition is None:
        return menus.path_for(menu.options)
    return menus.path_for(menu.options, definition.code, definition.category)


def faults_of(menu: Menu, at: datetime) -> list[Fault]:
    """Say what is wrong with the menu of a phase, under the rules in force at `at`."""
    ground = ground_of(menu.phase, RuleSet.objects.in_force(at))
    codes = {option.answered_by for _path, option in menus.every(menu.options)} - {""}
    return menus.faults(menu.options, topics_on(ground), _unreachable(codes, ground), str(menu.phase.number))


def check(at: datetime | None = None) -> list[Finding]:
    """Look at the menu that callers hear now, and at those of the phases that are still to come."""
    at = at or timezone.now()
    start = PhaseStart.objects.in_force(at)
    phases = Phase.objects.filter(number__gte=start.phase.number if start else 1)
    return [fault.finding for phase in phases for fault in faults_of(menu_of(phase, at), at)]


def _unreachable(codes: set[str], ground: Ground) -> dict[str, str]:
    """Return the units among these where nobody picks up, with why. One query."""
    works_there = Exists(Membership.objects.filter(unit=OuterRef("pk"), user__is_active=True))
    found = {}
    for unit in Unit.objects.filter(code__in=codes).annotate(has_people=works_there):
        if unit.code in ground.closed:
            found[unit.code] = menus.CLOSED
        elif not unit.extension:
            found[unit.code] = menus.NO_NUMBER
        elif unit.kind != UnitKind.PARTNER and not unit.has_people:
            found[unit.code] = menus.NO_PEOPLE
    return found


def _said(what: str, products: Sequence[str], names: Mapping[str, str]) -> tuple[str, str]:
    """Return what is said of a choice, in Dutch and in English."""
    texts = []
    for language in ("nl", "en"):
        with override(language):
            if what == menus.GENERAL:
                texts.append(gettext("all other questions"))
            elif what == menus.MORE:
                texts.append(gettext("other subjects"))
            else:
                texts.append(_list(products, names.get(what, what)))
    return texts[0], texts[1]


def _list(products: Sequence[str], unit: str) -> str:
    named = [name[:1].lower() + name[1:] if name[1:2].islower() else name for name in products]
    if len(named) > NAMED:
        text = gettext("%(products)s and more of %(unit)s")
        return text % {"products": ", ".join(named[: NAMED - 1]), "unit": unit}
    if len(named) == 1:
        return named[0]
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(named[:-1]), "last": named[-1]}
