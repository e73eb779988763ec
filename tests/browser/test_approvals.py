"""A signature: asked of the manager, and on holiday of who stands in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from catalog.definition import ApprovalStep
from catalog.intake import Question
from catalog.models import Product
from organisation.models import User
from servicedesk.models import Approval, Ticket
from tests.browser.conftest import Enter
from tests.browser.words import button, link, nl, unfold, write
from tests.make import make_product


@pytest.fixture
def access_pass(facility_team: object) -> Product:
    return make_product(
        "toegangspas",
        name="Toegangspas",
        kind="request",
        approvals=(ApprovalStep("manager"),),
        questions=(Question("naam", "Voor wie is de pas?", required=True),),
    )


def test_a_pass_waits_for_the_manager_and_then_goes_on(
    enter: Enter, ingrid: User, marco: User, marieke: User, access_pass: Product
) -> None:
    customer = enter(ingrid)
    _asks(customer)
    expect(customer.get_by_text("Marco").first).to_be_visible()

    agent = enter(marieke)
    agent.goto("/desk/queues/waiting/")
    agent.get_by_role("link", name="Toegangspas").click()
    unfold(agent, "Pass on")
    button(agent, "Order the work").click()
    expect(agent.get_by_role("alert")).to_contain_text("Marco")

    _agrees(enter(marco))

    customer.reload()
    expect(customer.get_by_text(nl("%(name)s agreed.", name="Marco")).first).to_be_visible()
    agent.goto(Ticket.objects.get().get_desk_url())
    unfold(agent, "Pass on")
    button(agent, "Order the work").click()
    expect(agent.get_by_role("status")).to_have_text(nl("The work has been ordered. You keep the lead."))
    assert Approval.objects.get().decided_by == marco


def test_on_holiday_the_stand_in_whom_the_manager_named_agrees(
    enter: Enter, ingrid: User, marco: User, odd: User, access_pass: Product
) -> None:
    manager, today = enter(marco), timezone.localdate()
    manager.locator("summary.who").click()
    link(manager, "My details").click()
    write(manager, "Who stands in for you?", "odd@example.org")
    write(manager, "First day", f"{today:%d-%m-%Y}")
    write(manager, "Last day", f"{today + timedelta(days=14):%d-%m-%Y}")
    button(manager, "Name a stand-in").click()
    expect(manager.get_by_role("status")).to_have_text(nl("Your colleague stands in for you on these days."))

    _asks(enter(ingrid))
    stand_in = enter(odd)
    _agrees(stand_in, nl("You stand in for %(name)s.", name="Marco"))

    approval = Approval.objects.get()
    assert (approval.state, approval.approver, approval.decided_by) == ("approved", marco, odd)
    said = Ticket.objects.get().events.filter(verb="approved").first()
    assert said is not None
    assert said.data["deputy_for"] == "Marco"


def test_a_no_needs_its_reason_and_the_customer_reads_it(
    enter: Enter, ingrid: User, marco: User, access_pass: Product
) -> None:
    customer, manager = enter(ingrid), enter(marco)
    _asks(customer)
    _opens(manager)
    button(manager, "I do not agree").click()
    expect(manager.get_by_role("alert")).to_contain_text(nl("Say why, so that your colleague knows."))
    write(manager, "What do you want to say?", "Jan komt pas volgend jaar.")
    button(manager, "I do not agree").click()
    customer.reload()
    expect(customer.get_by_text("Jan komt pas volgend jaar.")).to_be_visible()
    assert Ticket.objects.get().state == "cancelled"


def _asks(page: Page) -> None:
    page.goto("/products/toegangspas/")
    page.get_by_label("Voor wie is de pas?").press_sequentially("Jan Bakker")
    button(page, "Send the request").click()
    expect(page.get_by_role("status")).to_contain_text("M-")


def _opens(page: Page) -> None:
    """The first page says that somebody waits."""
    page.goto("/")
    page.get_by_role("link", name="Toegangspas").first.click()
    expect(page.get_by_text("Jan Bakker", exact=True)).to_be_visible()


def _agrees(page: Page, also_said: str = "") -> None:
    _opens(page)
    expect(page.locator("main")).to_contain_text(also_said)
    button(page, "I agree").click()
    expect(page.get_by_role("status")).to_have_text(nl("You agreed. We go on with it."))
    expect(page.get_by_text(nl("Nobody waits for you"))).to_be_visible()
