"""What routing itself can see of a phase that is to start."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext

from catalog.models import Product
from organisation.models import Unit
from routing.asking import ground_of, question_about
from routing.menus import DEAD_ENDS
from routing.models import Phase, RuleSet
from routing.phone_menu import faults_of, menu_of
from routing.readiness import Measured
from routing.wording import said


def menu_reaches_people(phase: Phase) -> Measured:
    """Does every choice in the telephone menu of this phase end at somebody who picks up?"""
    now = timezone.now()
    menu = menu_of(phase, now)
    found = [fault for fault in faults_of(menu, now) if fault.finding.text in DEAD_ENDS]
    if not menu.options:
        return Measured(False, gettext("There is no choice in the menu yet."))
    if found:
        return Measured(False, " ".join(said(fault.finding) for fault in found))
    return Measured(True, gettext("Every choice in the menu reaches somebody."))


def products_have_a_route(phase: Phase) -> Measured:
    """Does every published product end, in this phase, at a unit that exists and is open?"""
    ground = ground_of(phase, RuleSet.objects.in_force(timezone.now()))
    there = set(Unit.objects.values_list("code", flat=True)) - set(ground.closed)
    products = list(Product.objects.published().select_related("current").order_by("name"))
    lost = []
    for product in products:
        decision = ground.decide(question_about(product.definition))
        if not {decision.answered_by, decision.carried_out_by} <= there:
            lost.append(product.name)
    if not products:
        return Measured(False, gettext("There is no published product yet."))
    if lost:
        return Measured(False, gettext("These end at nobody: %(names)s.") % {"names": ", ".join(lost)})
    return Measured(True, gettext("All %(number)s products have a form and a route.") % {"number": len(products)})
