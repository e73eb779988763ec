"""What is ready at the desk: a text by its code, and one more caller about an outage in one key."""

from __future__ import annotations

import re

from django.utils import timezone
from playwright.sync_api import expect

from organisation.models import User
from servicedesk import services
from servicedesk.models import CannedText, Outage
from tests.browser.conftest import Enter
from tests.make import make_ticket


def test_a_text_is_put_in_an_answer_without_the_mouse(enter: Enter, ingrid: User, marieke: User) -> None:
    for code, text in (("dank", "Dank u wel, {{ klant }}."), ("datum", "Het is {{ datum }}.")):
        row = CannedText(owner=marieke)
        services.keep_text(row, by=marieke, name=code.capitalize(), code=code, text_nl=text)
    ticket = make_ticket(ingrid)
    page = enter(marieke)
    page.goto(ticket.get_desk_url())
    area = page.locator("#composer textarea")
    area.focus()

    page.keyboard.type("Dag. ::da")
    options = page.locator(".texts").get_by_role("option")
    expect(options).to_have_count(2)
    expect(area).to_have_attribute("aria-activedescendant", re.compile("-texts-0$"))
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(area).to_have_value("Dag. ::da")

    page.keyboard.type("n")
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    expect(area).to_have_value("Dag. Dank u wel, Ingrid.")
    expect(area).to_be_focused()
    expect(page.locator("[id$='-texts']")).to_have_count(0)


def test_one_more_caller_about_an_outage_is_one_key(enter: Enter, ingrid: User, marieke: User) -> None:
    values = {"name": "De lift staat stil", "text": "De monteur is besteld.", "since": timezone.now()}
    outage = services.keep_outage(Outage(), by=marieke, **values)
    page = enter(marieke)
    page.goto("/desk/new/")
    expect(page.get_by_role("combobox").first).to_be_focused()
    page.keyboard.type("ingr")
    page.keyboard.press("Enter")
    expect(page.locator("#caller")).to_contain_text("De lift staat stil")
    page.keyboard.press("Alt+KeyU")

    expect(page.get_by_role("status").first).to_contain_text("Ingrid")
    assert outage.tickets.get().requester == ingrid
