"""What is ready at the desk: texts, macros and check-lists, outages, and answers made of what was solved."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from organisation.models import User
from servicedesk import services
from servicedesk.models import CannedText, CheckList, Macro, Outage, Ticket
from servicedesk.services.deliveries import deliver_due
from tests.browser.conftest import Enter
from tests.browser.words import button, field, link, nl
from tests.make import make_ticket, make_unit, make_user


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


def test_thirty_callers_are_answered_at_once_and_it_can_be_taken_back(
    enter: Enter, ingrid: User, odd: User, marieke: User
) -> None:
    values = {"name": "De lift staat stil", "text": "De monteur is besteld.", "since": timezone.now()}
    outage = services.keep_outage(Outage(), by=marieke, **values)
    for number in range(30):
        services.put_under_outage(make_ticket((ingrid, odd)[number % 2]), by=marieke, outage=outage)
    page = enter(marieke)
    page.goto(outage.get_absolute_url())

    for sent in (False, True):
        page.get_by_role("textbox").filter(visible=True).last.fill("De lift doet het weer.")
        page.locator("form[action$='/solve/'] button").click()
        expect(page.get_by_text(nl("It is over.")).first).to_be_visible()
        if not sent:
            button(page, "Take it back").click()
            expect(page.get_by_text(nl("It was not sent. The outage goes on."))).to_be_visible()
            services.release_due(timezone.now() + timedelta(minutes=1))
            assert outage.tickets.open().count() == 30

    services.release_due(timezone.now() + timedelta(minutes=1))
    assert set(outage.tickets.values_list("state", flat=True)) == {"solved"}


def test_an_answer_is_made_of_what_was_solved_and_the_next_one_finds_it_while_typing(
    enter: Enter, ingrid: User, odd: User
) -> None:
    both = make_user("saskia", agent_in=[make_unit()], roles=("catalogue_editor",))
    ticket = make_ticket(ingrid, subject="Hoe zet ik het zonnescherm vast?")
    services.solve(ticket, by=both, text="Draai de hendel een kwartslag naar links.")
    page = enter(both)
    page.goto(ticket.get_desk_url())
    link(page, "Make an answer of this").click()
    expect(field(page, "Answer")).to_have_value("Draai de hendel een kwartslag naar links.")
    button(page, "Publish").click()
    expect(page.get_by_role("status").first).to_be_visible()

    next_one = enter(odd)
    next_one.goto("/")
    next_one.locator("#question").press_sequentially("zonnesch")
    next_one.locator("#suggestions").get_by_role("link", name=re.compile("zonnescherm")).click()
    expect(next_one.get_by_text("Draai de hendel een kwartslag naar links.")).to_be_visible()


def test_a_macro_and_a_check_list_are_done_with_keys_and_leave_what_was_typed(
    enter: Enter, ingrid: User, marieke: User
) -> None:
    steps = services.keep_list(CheckList(owner=marieke), by=marieke, name="Lamp", steps=["Welke lamp?", "Ladder mee?"])
    values = {"takes": True, "check_list": steps, "says": "answer", "text_nl": "Wij komen, {{ klant }}."}
    services.keep_macro(Macro(owner=marieke), by=marieke, name="Wij komen", **values)
    ticket = make_ticket(ingrid)
    page = enter(marieke)
    page.goto(ticket.get_desk_url())
    page.keyboard.press("Alt+KeyO")
    macro = page.get_by_role("button", name="Wij komen")
    expect(macro).to_be_focused()
    expect(macro).to_have_accessible_description(re.compile("Wij komen, Ingrid"))
    page.keyboard.press("Enter")
    expect(page.locator("#held")).to_contain_text("Wij komen, Ingrid.")

    page.locator("#composer textarea").fill("Nog even dit:")
    step = page.get_by_role("button", name="Welke lamp?")
    step.press("Enter")
    expect(step).to_have_attribute("aria-pressed", "true")
    expect(step).to_be_focused()
    expect(page.locator("#composer textarea")).to_have_value("Nog even dit:")

    button(page, "Undo").click()
    expect(page.get_by_text(nl("Undone. The question is as it was."))).to_be_visible()
    assert Ticket.objects.get().assignee is None
    # What was ticked off stays: it was done.
    assert [one.text for one in ticket.checks.all()] == ["Welke lamp?"]


def test_the_bell_says_once_what_is_new_and_rests_while_nobody_looks(
    enter: Enter, ingrid: User, marieke: User, peter: User
) -> None:
    page, asked = enter(marieke), []
    page.on("request", lambda request: asked.append(request.url) if "/bell/" in request.url else None)
    page.goto("/desk/")
    services.assign(make_ticket(ingrid), by=peter, to=marieke)
    deliver_due()
    renew = "htmx.trigger('#bell', 'renew')"
    page.evaluate(renew)
    expect(page.locator("#heard")).to_contain_text("Peter")
    expect(page.locator("#bell")).to_contain_text("1")

    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.evaluate(renew)
    page.evaluate("delete document.hidden")
    assert len(asked) == 1
