"""An intake that is not complete: who fills it in is told by name what is missing, where it was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from catalog.intake import Question
from catalog.models import Product
from organisation.models import User
from servicedesk.models import Ticket
from tests.browser.conftest import Enter
from tests.browser.words import button, field, nl, unfold, write
from tests.make import make_product, make_ticket


@pytest.fixture
def move(facility_team: object) -> Product:
    questions = (
        Question("van", "Uit welke kamer?", required=True),
        Question("naar", "Naar welke kamer?", required=True),
        Question("dag", "Op welke dag?", "date", required=True),
        Question("wat", "Wat moet er mee?", "paragraph"),
    )
    return make_product("verhuizen", name="Verhuizen", kind="request", questions=questions)


@pytest.mark.parametrize("screen", ["phone", "no-js"])
def test_the_customer_is_told_what_is_missing_and_keeps_what_was_typed(
    enter: Enter, ingrid: User, move: Product, screen: str
) -> None:
    page = enter(ingrid, screen)
    page.goto("/products/verhuizen/")
    page.get_by_label("Uit welke kamer?").press_sequentially("C4.12")
    page.get_by_label("Op welke dag?").press_sequentially("ooit")
    page.get_by_label("Wat moet er mee?").press_sequentially("Een bureau,\ntwee kasten")
    button(page, "Send the request").click()

    told = page.get_by_role("alert")
    expect(told).to_contain_text("Naar welke kamer?")
    expect(told).to_contain_text(nl("Fill in a date, for example 22-11-2027."))
    expect(told).not_to_contain_text("Uit welke kamer?")
    expect(page.get_by_label("Uit welke kamer?")).to_have_value("C4.12")
    expect(page.get_by_label("Op welke dag?")).to_have_value("ooit")
    expect(page.get_by_label("Wat moet er mee?")).to_have_value("Een bureau,\ntwee kasten")
    assert not Ticket.objects.exists()

    told.get_by_role("link").first.click()
    expect(page.get_by_label("Naar welke kamer?")).to_be_focused()
    page.keyboard.type("B1.03")
    page.get_by_label("Op welke dag?").fill("01-03-2027")
    button(page, "Send the request").click()
    expect(page.get_by_role("status")).to_contain_text("M-")
    assert Ticket.objects.get().answers["naar"] == "B1.03"


def test_the_desk_can_not_order_what_is_not_complete_and_hears_what_is_missing(
    enter: Enter, ingrid: User, marieke: User, move: Product
) -> None:
    ticket = make_ticket(ingrid, product=move, answers={"van": "C4.12"}, by=marieke, channel="phone")
    page = enter(marieke)
    page.goto(ticket.get_desk_url())
    unfold(page, "Pass on")
    write(page, "Note for who does the work", "Graag voor negen uur.")
    button(page, "Order the work").click()

    told = page.get_by_role("alert")
    for name in ("Naar welke kamer?", "Op welke dag?"):
        expect(told).to_contain_text(name)
    expect(field(page, "Note for who does the work")).to_have_value("Graag voor negen uur.")
    assert not ticket.work_orders.exists()

    unfold(page, "Complete or change the answers")
    page.get_by_label("Naar welke kamer?").press_sequentially("B1.03")
    page.get_by_label("Op welke dag?").press_sequentially("1-3-2027")
    button(page, "Keep the answers").click()
    expect(page.get_by_role("status")).to_have_text(nl("The details are kept."))
    unfold(page, "Pass on")
    button(page, "Order the work").click()
    expect(page.get_by_role("status")).to_have_text(nl("The work has been ordered. You keep the lead."))
