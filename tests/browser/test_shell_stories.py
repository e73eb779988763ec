"""What surrounds the work: a visitor reports by a label, and the keys say what they do."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from organisation.models import User
from servicedesk import services
from servicedesk.models import Ticket
from tests.browser.conftest import Enter
from tests.browser.inspection import faults_of
from tests.browser.words import button, field, nl, write
from tests.make import make_location, make_unit, make_user


def test_a_visitor_scans_the_label_on_a_door_and_follows_the_report(
    open_page: Enter, enter: Enter, faults: list[str], marieke: User
) -> None:
    chief = make_user("chief", head_of=[make_unit("facilitair-team", "back_office")])
    (label,) = services.make_labels(by=chief, location=make_location(), places=[("4.12", "Deur")], visitors=True)
    page = open_page("phone")
    page.goto(label.get_absolute_url())
    expect(page.get_by_text("Building B30, 4.12: Deur")).to_be_visible()
    button(page, "Send the report").click()
    expect(field(page, "What is wrong?")).to_have_attribute("aria-invalid", "true")
    found = _looked_at(page, faults)

    write(page, "What is wrong?", "De deur klemt.")
    write(page, "Your name", "Bo")
    button(page, "Send the report").click()
    ticket = Ticket.objects.get()
    said = nl("Thank you. The number is %(number)s.", number=ticket.number)
    expect(page.get_by_role("heading", name=said)).to_be_visible()
    assert (ticket.requester, ticket.room, ticket.subject) == (None, "4.12", "Deur: De deur klemt.")

    desk = enter(marieke)
    desk.goto("/desk/")
    desk.get_by_role("link", name="Deur: De deur klemt.").first.click()
    expect(desk.locator("#story")).to_contain_text("De deur klemt.")

    services.solve(ticket, by=marieke, text="De deur sluit weer goed.")
    page.reload()
    expect(page.get_by_text("De deur sluit weer goed.")).to_be_visible()
    found += _looked_at(page, faults)
    assert not found, "\n".join(found)


def _looked_at(page: Page, faults: list[str]) -> list[str]:
    before = list(faults)
    found = faults_of(page, unfolded=False)
    # What axe does to a page, no policy would allow.
    faults[:] = before
    return found


def test_the_keys_say_what_they_do_and_do_nothing_where_they_are_off(enter: Enter, marieke: User) -> None:
    page = enter(marieke)
    page.goto("/desk/queues/all/")
    page.keyboard.press("Shift+Slash")
    dialog = page.get_by_role("dialog", name=nl("Shortcuts on this page"))
    page.keyboard.press("Escape")
    page.locator("body").dispatch_event("keydown", {"key": "?", "code": "Slash", "shiftKey": True, "bubbles": True})
    expect(dialog).to_contain_text(nl("Register a question"))
    expect(dialog).to_contain_text(re.compile(r"Alt\s+N"))
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("n")
    page.keyboard.press("Control+KeyK")
    expect(page.get_by_role("searchbox")).to_be_focused()

    page.goto("/me/")
    page.get_by_label(nl("None"), exact=True).check()
    button(page, "Keep my preferences").click()
    page.goto("/desk/queues/all/")
    page.keyboard.press("Alt+KeyN")
    page.get_by_role("link", name=nl("Shortcuts")).click()
    expect(dialog).to_contain_text(nl("Shortcuts are switched off, or this page has none."))
    expect(page).to_have_url(re.compile("/desk/queues/all/$"))
