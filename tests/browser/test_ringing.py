"""The telephone rings: who picks up has the caller on the screen."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from organisation.models import User
from servicedesk import services
from servicedesk.models import CallBack
from tests.browser.conftest import Enter
from tests.browser.words import button, link, nl


def test_who_picks_up_sees_who_it_is_and_who_was_missed_is_called_back(
    enter: Enter, ingrid: User, marieke: User
) -> None:
    """The exchange reports the call a moment after the screen was opened."""
    User.objects.exclude(pk=ingrid.pk).update(extension="", phone="")
    values = {"number": "6412", "at": timezone.now() - timedelta(hours=1), "is_answered": False}
    services.report_phone_call(by=marieke, exchange_id="1", **values)
    page = enter(marieke)
    page.goto("/desk/calls/")
    expect(page.get_by_role("row", name="Ingrid")).to_contain_text("eenmaal")
    button(page, "I call back").click()
    link(page, "Open the conversation").click()
    expect(page.locator("#caller-name")).to_have_text("Ingrid")

    page.goto("/desk/new/")
    expect(page.locator("#id_requester")).to_be_focused()
    now = {"number": "6412", "at": timezone.now(), "is_answered": True, "agent": marieke}
    call, _new = services.report_phone_call(by=marieke, exchange_id="2", **now)
    page.wait_for_url(f"**/desk/new/?call={call.key}")
    expect(page.locator("#caller-name")).to_have_text("Ingrid")
    page.locator("#id_description").press_sequentially("Ik werd net gebeld.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/tickets/**")
    assert CallBack.objects.get().done_by == marieke
    page.goto("/desk/calls/")
    expect(page.get_by_text(nl("Nobody has to be called back"))).to_be_visible()
