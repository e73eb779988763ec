"""Rules in a browser: a draft with a fault is named and refused, mended, activated, and a new question follows it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from catalog.models import Product
from organisation.models import User
from routing.models import RuleSet
from tests.browser.conftest import Enter
from tests.browser.inspection import faults_of
from tests.browser.words import nl
from tests.make import make_product, make_ticket, make_unit, make_user


@pytest.fixture
def product(transactional_db: None) -> Product:
    make_user("ruben", worker_in=[make_unit("facilitair-team", "back_office")])
    make_unit("postkamer", "back_office")
    return make_product()


def test_a_draft_is_mended_and_activated_and_a_new_question_follows_it(enter: Enter, product: Product, ingrid: User):
    page = enter(make_user("hanna", head_of=[make_unit()]))
    page.goto("/routing/rules/")
    page.locator("[name=name]").fill("Voorjaar")
    page.get_by_role("button", name=nl("Make a draft")).click()
    page.get_by_role("link", name=nl("Add a rule")).click()
    page.locator("[name=name]").fill("Storingen naar de postkamer")
    page.locator("summary", has_text="Product:").first.click()
    page.locator("[name=when_product][value=storing]").check()
    page.locator("[name=carried_out_by]").select_option(label="Postkamer")
    page.locator("main form .btn--primary").click()
    fault = nl("Rule {rule} leads to {unit}, where nobody is.").format(rule=1, unit="Postkamer")
    expect(page.get_by_text(fault)).to_be_visible()

    page.get_by_role("link", name=nl("Activate")).click()
    page.get_by_role("button", name=nl("Activate these rules")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text(fault)).to_be_visible()
    assert not RuleSet.objects.active().exists()

    make_user("piet", worker_in=[make_unit("postkamer")])
    page.get_by_role("button", name=nl("Activate these rules")).click()
    expect(page.get_by_text(nl("Activated. Questions follow these rules from now on."))).to_be_visible()
    assert faults_of(page) == []
    ticket = make_ticket(ingrid, product=product)
    assert ticket.executing_unit
    assert (ticket.executing_unit.code, ticket.rule_version) == ("postkamer", 1)
    assert any("Storingen naar de postkamer" in str(fill) for _text, fill in ticket.explanation)
