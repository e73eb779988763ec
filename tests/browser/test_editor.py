"""An editor writes a product, sees what customers will see, publishes it; and two editors meet in one form."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from catalog.models import Product
from organisation.models import User
from tests.browser.conftest import Enter
from tests.browser.inspection import faults_of
from tests.browser.words import nl
from tests.make import make_editor, make_product, make_unit, make_user


@pytest.fixture
def editor(transactional_db: None) -> User:
    make_unit()
    make_product()
    return make_editor()


def do(page: Page, value: str) -> None:
    """Press the visible button that asks this."""
    page.locator(f'button[name="do"][value="{value}"]:visible').last.click()


def add_question(page: Page, number: int, label: str, kind: str) -> None:
    do(page, "add:questions")
    typed = page.locator(f'[name="questions-{number}-label"]')
    expect(typed).to_be_in_viewport()
    typed.fill(label)
    page.locator(f'[name="questions-{number}-kind"]').select_option(kind)


@pytest.mark.parametrize("screen", ["desktop", "phone", "no-js"])
def test_a_product_is_written_previewed_published_and_found(enter: Enter, editor: User, ingrid: User, screen: str):
    page = enter(editor, screen)
    page.goto("/catalog/new/")
    page.locator("[name=name]").fill("Bloemen op kantoor")
    page.locator("[name=summary]").fill("Een boeket op uw bureau.")
    page.locator("[name=category]").select_option("gebouw")
    page.locator("[name=owner]").select_option("servicedesk")
    page.locator("[name=groups][value=kerndepartement]").check()
    page.locator("[name=price]").fill("12,50")
    page.locator("[name=synonyms]").fill("boeket\nplantjes")
    add_question(page, 0, "Wilt u een kaartje erbij?", "yes_no")
    add_question(page, 1, "Wat staat er op het kaartje?", "paragraph")
    page.locator('[name="questions-1-shown_if"]').select_option("wilt-u-een-kaartje-erbij=yes")
    expect(page.locator("[name=summary]")).to_have_value("Een boeket op uw bureau.")

    do(page, "preview")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bloemen op kantoor")
    expect(page.get_by_text("€ 12,50")).to_be_visible()
    text = page.locator('[name="q-wat-staat-er-op-het-kaartje"]')
    if screen == "no-js":
        expect(text).to_be_visible()
    else:
        expect(text).to_be_hidden()
        page.locator('[name="q-wilt-u-een-kaartje-erbij"][value=yes]').check()
        expect(text).to_be_visible()
    page.locator('form[action$="/publish/"] button').click()
    expect(page.get_by_role("status")).to_be_visible()

    customer = enter(ingrid)
    customer.goto("/search/?q=boeketje")
    customer.locator("main a[href='/products/bloemen-op-kantoor/']").first.click()
    expect(customer.get_by_role("heading", level=1)).to_have_text("Bloemen op kantoor")


@pytest.mark.parametrize("screen", ["desktop", "no-js"])
def test_lines_are_moved_and_removed(enter: Enter, editor: User, screen: str):
    page = enter(editor, screen)
    page.goto("/catalog/storing/")
    for number, label in enumerate(["Een", "Twee", "Drie"]):
        add_question(page, number, label, "text")
    do(page, "up:questions:2")
    expect(page.locator('[name="questions-1-label"]')).to_have_value("Drie")
    do(page, "remove:questions:0")
    expect(page.locator('[name="questions-count"]')).to_have_value("2")
    do(page, "save")
    expect(page.get_by_role("status")).to_be_visible()
    assert [question.label for question in Product.objects.get().drafted.questions] == ["Drie", "Twee"]


def test_two_editors_meet_and_nothing_is_lost(enter: Enter, editor: User):
    anna = make_user("anna", name="Anna Smit", roles=("catalogue_editor",))
    mine, hers = enter(editor), enter(anna)
    for page in (mine, hers):
        page.goto("/catalog/storing/")
    hers.locator("[name=summary]").fill("Haar regel.")
    do(hers, "save")
    expect(hers.get_by_role("status")).to_be_visible()

    mine.locator("[name=name]").fill("Mijn naam")
    do(mine, "save")
    expect(mine.get_by_role("alert")).to_contain_text("Anna Smit")
    expect(mine.get_by_role("alert")).to_be_focused()
    expect(mine.locator("[name=name]")).to_have_value("Mijn naam")
    expect(mine.locator("[name=summary]")).to_have_value("Haar regel.")
    assert faults_of(mine) == []
    do(mine, "save")
    expect(mine.get_by_role("status")).to_be_visible()
    draft = Product.objects.get().drafted
    assert (draft.name, draft.summary) == ("Mijn naam", "Haar regel.")


def test_what_is_wrong_takes_the_focus_and_leads_to_its_place(enter: Enter, editor: User):
    page = enter(editor)
    page.goto("/catalog/storing/")
    add_question(page, 0, "Welke kleur?", "choice")
    expect(page.locator('[name="questions-0-kind"]')).to_be_visible()
    page.locator('[name="questions-0-choices"]').fill("Rood")
    do(page, "publish")
    summary = page.locator(".errors")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=nl("A choice question needs at least two answers.")).click()
    expect(page.locator('[name="questions-0-choices"]')).to_be_focused()
    assert faults_of(page) == []
