"""Colleagues together: one is named in a note, and two questions become one and two again."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from organisation.models import User
from servicedesk.services.deliveries import deliver_due
from tests.browser.conftest import Enter
from tests.browser.words import button, nl, write
from tests.make import make_ticket


def test_who_is_named_in_a_note_comes_to_it_from_the_notice(
    enter: Enter, ingrid: User, marieke: User, peter: User, odd: User
) -> None:
    ticket = make_ticket(ingrid, subject="De deur klemt")
    page = enter(marieke)
    page.goto(ticket.get_desk_url())
    page.keyboard.press("Alt+KeyI")
    write(page, "Text", "Ken jij deze deur, @peter? Of @odd?")
    page.keyboard.press("Control+Enter")
    asked = nl("%(by)s named %(name)s, who can't read this question.", by="Marieke", name="Odd")
    expect(page.get_by_text(asked)).to_be_visible()
    deliver_due()

    his = enter(peter)
    his.goto("/notices/")
    his.get_by_role("link", name=nl("%(name)s mentioned you in a note.", name="Marieke")).click()
    expect(his.locator(".note")).to_contain_text("Ken jij deze deur, @peter?")
    assert not odd.notices.exists()

    page.get_by_role("button", name=nl("Let %(name)s read and follow it", name="Odd")).click()
    expect(page.get_by_text(asked)).to_have_count(0)
    deliver_due()
    hers = enter(odd)
    hers.goto("/notices/")
    let_in = nl("%(name)s lets you read a question in which you were mentioned.", name="Marieke")
    hers.get_by_role("link", name=let_in).click()
    expect(hers.locator(".note")).to_contain_text("Ken jij deze deur, @peter? Of @odd?")


def test_two_questions_from_the_list_become_one_and_two_again(enter: Enter, ingrid: User, marieke: User) -> None:
    first = make_ticket(ingrid, subject="De deur klemt")
    second = make_ticket(ingrid, subject="De deur klemt nog steeds")
    page = enter(marieke)
    page.goto("/desk/queues/all/")
    for number, ticket in enumerate((first, second)):
        page.keyboard.press("Alt+KeyJ")
        expect(page.locator(f"#t-{ticket.pk}")).to_be_focused()
        page.locator(f"#pick-{ticket.pk}").check()
        assert number in (0, 1)
    button(page, "Merge").click()
    button(page, "Make it one question").click()
    said = page.get_by_role("status").first
    expect(said).to_be_visible()
    assert {ticket.merged_into_id for ticket in _fresh(first, second)} in ({None, first.pk}, {None, second.pk})
    page.keyboard.press("Alt+KeyU")
    expect(page.get_by_role("status").first).to_contain_text("2")
    assert {ticket.merged_into_id for ticket in _fresh(first, second)} == {None}


def _fresh(*tickets):  # type: ignore[no-untyped-def]
    for ticket in tickets:
        ticket.refresh_from_db()
    return tickets


def test_whose_session_ended_is_not_taken_away_from_what_is_being_typed(
    enter: Enter, ingrid: User, marieke: User
) -> None:
    ticket = make_ticket(ingrid)
    page = enter(marieke)
    page.goto(ticket.get_desk_url())
    box = page.locator("textarea[name=text]").first
    box.fill("Wij komen")
    page.context.clear_cookies()
    with page.expect_response(lambda answer: "/login/" in answer.url):
        page.evaluate("htmx.trigger('#live', 'ask')")
    page.wait_for_timeout(200)
    expect(page).to_have_url(re.compile(rf"/desk/tickets/{ticket.number}/$"))
    expect(box).to_have_value("Wij komen")
    assert page.locator("#live form").count() == 0
