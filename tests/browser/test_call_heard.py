"""A call as a screen reader gives it: names, roles, the order of the focus, and what is said without being asked."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from catalog.intake import Question
from organisation.models import User
from servicedesk import services
from servicedesk.models import Outage, StandardCall, Ticket
from tests.browser.conftest import Enter
from tests.browser.words import nl
from tests.make import make_product, make_ticket, make_unit

QUESTIONS = (
    Question("soort", "Wat is er stuk?", "choice", required=True, choices=("De lamp", "Iets anders")),
    Question("plek", "Waar precies?", required=True),
)
# At 200 % a screen of 1280 px is half as wide and half as high; 320 px is the narrowest that must do (WCAG 1.4.10).
SMALL = ({"width": 640, "height": 400}, {"width": 320, "height": 640})
# What cannot be seen of what has the focus: how far it reaches out of the screen, and what lies over its middle.
UNSEEN = """(one) => {
  const box = one.getBoundingClientRect();
  const over = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 24) / 2);
  const isSeen = over && (one.contains(over) || over.contains(one) || one.closest("label")?.contains(over));
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const faults = [wide > 0 && `${wide} px to scroll`, box.left < 0 || box.right > window.innerWidth ? "cut off" : ""];
  return [...faults, isSeen ? "" : `under ${over?.className}`].filter(Boolean).join(", ");
}"""


@pytest.fixture
def house(ingrid: User, marieke: User, hanna: User) -> None:
    """Ingrid waits for something, her building has an outage, and there is a product that asks two things."""
    make_product("lamp", name="Lamp", questions=QUESTIONS)
    make_ticket(ingrid, subject="De deur klemt")
    values = {"name": "Lampen uit in B30", "text": "Wij werken eraan.", "since": timezone.now()}
    services.keep_outage(Outage(), by=marieke, locations=[ingrid.location], **values)
    call = {"name": "Zonwering kapot", "kind": "incident", "subject": "Zonwering kapot", "steps": ["Welk raam?"]}
    services.keep_call(StandardCall(unit=make_unit()), by=hanna, **call)


def test_a_call_is_registered_by_what_is_heard(enter: Enter, house: None, ingrid: User, marieke: User) -> None:
    page = enter(marieke)
    page.goto("/desk/new/")
    who = page.get_by_role("combobox", name=nl("Name, number, e-mail or room"))
    expect(who).to_be_focused()
    page.keyboard.type("ingr")
    step = _step(page, "Who is it?")
    expect(step.get_by_role("status")).to_have_text("1 persoon gevonden.")
    expect(step).to_match_aria_snapshot("""
        - combobox "Naam, toestel, e-mail of kamer" [expanded]: ingr
        - listbox "Mensen":
          - option /Ingrid Department ET · B30 4.12 · 6412/ [selected]
          - option /Onbekende beller/
    """)
    page.keyboard.press("ArrowDown")
    expect(step.get_by_role("option", selected=True)).to_have_accessible_name(re.compile("^Onbekende beller"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    about = page.get_by_role("combobox", name=nl("What is it about?"))
    expect(about).to_be_focused()
    heard = page.get_by_role("complementary", name=nl("About the caller")).get_by_role("status")
    expect(heard).to_have_text("Ingrid. 1 open vraag. Storing: Lampen uit in B30.")
    page.keyboard.type("lamp")
    expect(_step(page, "What is it about?").get_by_role("status")).to_have_text("2 antwoorden gevonden.")
    page.keyboard.press("Enter")

    lamp = page.get_by_role("group", name="Wat is er stuk?").get_by_role("radio", name="De lamp")
    expect(lamp).to_be_focused()
    page.keyboard.press("Space")
    expect(lamp).to_be_checked()
    said = page.get_by_role("paragraph").filter(has_text="Ik geef dit door aan Facilitair team.")
    expect(said).to_have_attribute("aria-live", "polite")
    for control in _order(page):
        page.keyboard.press("Tab")
        expect(control).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/tickets/**")
    expect(page.get_by_role("status").filter(has_text="M-")).to_be_visible()
    ticket = Ticket.objects.latest("pk")
    assert (ticket.requester, ticket.answers, ticket.product.code) == (ingrid, {"soort": "De lamp"}, "lamp")


def _step(page: Page, words: str) -> Locator:
    return page.get_by_role("region", name=nl(words))


def _order(page: Page) -> list[Locator]:
    """What Tab comes to after the first question of the product, in this order."""
    form, beside = page.get_by_role("form", name=nl("Register a conversation")), page.get_by_role("complementary")
    return [
        form.get_by_role("textbox", name="Waar precies?"),
        form.get_by_role("textbox", name=nl("Where is it?")),
        form.get_by_role("textbox", name=nl("In the customer's own words")),
        form.get_by_role("textbox", name=re.compile(nl("Your answer"))),
        form.locator("summary"),
        beside.get_by_role("link", name="Lampen uit in B30"),
        beside.get_by_role("button", name=re.compile(nl("This caller too"))),
        beside.get_by_role("link", name="De deur klemt"),
        beside.get_by_role("button", name=re.compile(nl("Add to this"))),
        page.get_by_role("button", name=re.compile(nl("Register as answered"))),
        page.get_by_role("button", name=re.compile(rf"^{nl('Register')}(?! als)")),
    ]


def test_a_call_fits_at_twice_the_size_and_on_the_narrowest_screen(
    enter: Enter, house: None, ingrid: User, marieke: User
) -> None:
    page = enter(marieke)
    for size in SMALL:
        page.set_viewport_size(size)
        page.goto("/desk/new/")
        page.keyboard.type("ingr")
        first = page.get_by_role("option", selected=True, name="Ingrid")
        expect(first).to_be_visible()
        assert first.evaluate(UNSEEN) == ""
        page.keyboard.press("Enter")
        expect(page.get_by_role("combobox", name=nl("What is it about?"))).to_be_focused()
        page.keyboard.type("lamp")
        page.keyboard.press("Enter")
        expect(page.get_by_role("radio", name="De lamp")).to_be_focused()
        unseen = {}
        for control in _order(page):
            page.keyboard.press("Tab")
            expect(control).to_be_focused()
            unseen[str(control)] = control.evaluate(UNSEEN)
        assert {name: what for name, what in unseen.items() if what} == {}


def test_who_types_ahead_of_the_screen_loses_nothing(enter: Enter, house: None, ingrid: User, marieke: User) -> None:
    """All keys at once, without looking: each goes where it would have gone to who waits."""
    page = enter(marieke)
    page.goto("/desk/new/")
    for words, key in (("ingr", "Enter"), ("zonwering", "Enter"), ("Het linker raam.", "Control+Enter")):
        page.keyboard.type(words)
        page.keyboard.press(key)
    page.wait_for_url("**/desk/tickets/**")
    ticket = Ticket.objects.latest("pk")
    assert (ticket.requester, ticket.subject, ticket.description) == (ingrid, "Zonwering kapot", "Het linker raam.")
    page.goto("/desk/new/")
    for words, key in (("ingr", "Enter"), ("lamp", "Enter"), (" ", "Tab"), ("In de hal", "Tab"), ("", "Tab")):
        page.keyboard.type(words)
        page.keyboard.press(key)
    page.keyboard.type("Nu pas.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/tickets/**")
    ticket = Ticket.objects.latest("pk")
    assert (ticket.answers, ticket.description) == ({"soort": "De lamp", "plek": "In de hal"}, "Nu pas.")
    page.goto("/desk/new/")
    # Where nothing is found, one can go on as well.
    page.keyboard.type("ingr")
    page.keyboard.press("Enter")
    page.keyboard.type("xqzw")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name=nl("What is it about?"))).to_have_value("xqzw")
    page.keyboard.press("Alt+KeyO")
    page.keyboard.type("Iets anders.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/tickets/**")
    assert Ticket.objects.latest("pk").subject == "Iets anders."
