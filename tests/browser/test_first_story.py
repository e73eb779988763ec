"""A fault, from the customer to a closed answer: at a desk, on a phone, and in a browser without script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from catalog.intake import Question
from catalog.models import Product
from organisation.models import User
from servicedesk.models import Ticket
from servicedesk.services import release_due
from servicedesk.services.deliveries import deliver_due
from tests.browser.conftest import Enter
from tests.browser.words import button, field, link, nl, unfold, write
from tests.make import make_product


@pytest.fixture
def lighting(facility_team: object) -> Product:
    make_product("sleutel", name="Sleutel van een kast", summary="Een nieuwe sleutel.", kind="request")
    questions = (
        Question("plek", "In welke kamer is het?", required=True),
        Question("wat", "Wat is er aan de hand?", "choice", required=True, choices=("De lamp is stuk", "Iets anders")),
        Question("anders", "Wat dan?", required=True, shown_if=("wat", "Iets anders")),
    )
    return make_product("verlichting", name="Verlichting kapot", synonyms=("lamp", "licht"), questions=questions)


ONCE = pytest.mark.first_run


@pytest.mark.parametrize("screen", ["desktop", pytest.param("phone", marks=ONCE), pytest.param("no-js", marks=ONCE)])
def test_a_fault_is_reported_repaired_and_read_back(
    enter: Enter, screen: str, ingrid: User, marieke: User, ruben: User, lighting: Product
) -> None:
    customer = enter(ingrid, screen)
    number = _reports(customer)

    agent = enter(marieke, screen)
    order = _passes_on(agent, number, screen)

    worker = enter(ruben, screen if screen == "no-js" else "phone")
    _repairs(worker, order)

    _answers(agent, order)
    _closes(customer, number)

    ticket = Ticket.objects.get()
    assert (ticket.number, ticket.state, ticket.first_contact) == (number, "closed", False)
    assert (ticket.requester, ticket.assignee, ticket.channel) == (ingrid, marieke, "portal")
    assert ticket.answers == {"plek": "C4.12", "wat": "De lamp is stuk"}


def _reports(page: Page) -> str:
    """Ingrid finds the product though she types it wrong, fills in the form and sends it."""
    page.get_by_role("searchbox").press_sequentially("verlihcting")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Verlichting kapot").click()
    page.get_by_label("In welke kamer is het?").press_sequentially("C4.12")
    page.get_by_label("De lamp is stuk").check()
    write(page, "Is there anything else we should know?", "Ik krijg er hoofdpijn van.")
    button(page, "Send the request").click()
    said = page.get_by_role("status")
    expect(said).to_contain_text("M-")
    found = re.search(r"M-\d+", said.inner_text())
    assert found
    return found[0]


def _passes_on(page: Page, number: str, screen: str) -> str:
    """Marieke finds it in her queue, takes it and orders the work."""
    page.goto("/desk/queues/unassigned/")
    page.get_by_role("link", name="Verlichting kapot").click()
    expect(page.get_by_text("Ik krijg er hoofdpijn van.")).to_be_visible()
    button(page, "Take this on").click()
    expect(page.get_by_role("status")).to_contain_text(nl("This question is in your name now."))
    unfold(page, "Pass on")
    if screen == "no-js":
        link(page, "Open the form").click()
    write(page, "Note for who does the work", "Neem een ladder mee.")
    button(page, "Order the work").click()
    expect(page.get_by_role("status")).to_have_text(nl("The work has been ordered. You keep the lead."))
    return Ticket.objects.get().work_orders.get().number


def _repairs(page: Page, order: str) -> None:
    """Ruben takes the work on, reads what to bring, and says what he did."""
    page.goto("/work/")
    button(page, "Take on").click()
    expect(page.get_by_role("status")).to_contain_text(order)
    page.get_by_role("link", name="Verlichting kapot").click()
    expect(page.get_by_text("Neem een ladder mee.")).to_be_visible()
    unfold(page, "Complete")
    write(page, "What did you do?", "Nieuwe lamp in het armatuur.")
    button(page, "Complete").click()
    expect(page.get_by_role("status")).to_contain_text(nl("This work is done."))


def _answers(page: Page, order: str) -> None:
    """Marieke reads what was done and tells the customer."""
    page.reload()
    expect(page.get_by_text("Nieuwe lamp in het armatuur.").first).to_be_visible()
    write(page, "Text", "De lamp is vervangen. Kunt u kijken of het goed is?")
    button(page, "Send and solve").click()
    expect(page.locator("#held")).to_contain_text("De lamp is vervangen.")
    release_due(timezone.now() + timedelta(seconds=11))


def _closes(page: Page, number: str) -> None:
    """Ingrid is told, reads the answer and says that it is right."""
    deliver_due()
    link(page, "Notices").click()
    page.get_by_role("link", name=nl("Your question is done.")).first.click()
    expect(page.get_by_text(number).first).to_be_visible()
    expect(page.get_by_text("De lamp is vervangen.")).to_be_visible()
    expect(page.get_by_text("Neem een ladder mee.")).to_have_count(0)
    button(page, "Yes, close it").click()
    expect(page.get_by_role("status")).to_have_text(nl("Good to hear. It is closed."))
    expect(field(page, "Your message")).to_have_count(0)
