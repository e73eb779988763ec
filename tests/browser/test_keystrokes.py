"""How many keys the calls that come most often take at the call screen; the table stands in docs/keystrokes.md."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from catalog.example import load_catalogue
from organisation.example.load import load_organisation
from organisation.models import User
from servicedesk.example_library import load_library
from servicedesk.models import Ticket
from tests.browser.calls import CALLS, PARCEL, Call
from tests.browser.conftest import Enter, sign_in
from tests.browser.hands import Hands, Played
from tests.make import PASSWORD

DOCUMENT = Path(settings.BASE_DIR) / "docs/keystrokes.md"
HEAD = "| --- | --- | --: | --: | --: | --: |"
KNOWN, ANSWERED, NEXT = 15, 12, 1


@pytest.fixture
def hands(open_page: Enter) -> Hands:
    """An agent of the example organisation at the desk."""
    load_organisation(PASSWORD)
    load_catalogue(User.objects.get(username="redacteur"))
    load_library()
    page = open_page()
    sign_in(page, "agent")
    page.goto("/desk/")
    return Hands(page)


def test_the_calls_that_come_most_often_stay_within_their_keys(hands: Hands, capsys: pytest.CaptureFixture) -> None:
    rows = []
    for call in (*CALLS, PARCEL):
        rows.append((call.subject, _registered(hands, call), KNOWN))
        _is_as_called(call)
    rows.append((f"{CALLS[-1].subject} Answered and closed", _answered(hands, CALLS[-1]), ANSWERED))
    rows.append(("Five questions of a product, all answered", _asked_five_questions(hands), None))
    rows.append(("Somebody unknown, with name, number and e-mail", _unknown(hands), None))
    rows.append(("A second call while the first goes on", _second(hands), NEXT))
    table = "\n".join(_row(*row) for row in rows)
    with capsys.disabled():
        print(f"\n{table}")
    assert [words for words, played, most in rows if played.clicks or (most and played.keys > most)] == []
    assert _written() == table, "Put this table in docs/keystrokes.md."


def _registered(hands: Hands, call: Call) -> Played:
    _begin(hands, call)
    hands.press(*call.on)
    hands.write("description", f"{call.subject}.")
    hands.press("Control+Enter")
    return _saved(hands)


def _begin(hands: Hands, call: Call) -> None:
    hands.press("Alt+KeyN")
    hands.page.wait_for_url("**/desk/new/?call=*")
    hands.type(call.who)
    hands.press("Enter")
    expect(hands.page.locator("#caller-name")).to_have_text(call.caller)
    hands.type(call.what)
    hands.press("Enter")
    expect(hands.page.locator("[name=offer][value]")).to_have_count(1)


def _saved(hands: Hands) -> Played:
    hands.page.wait_for_url("**/desk/tickets/*/")
    return hands.played()


def _is_as_called(call: Call) -> None:
    ticket = Ticket.objects.select_related("product", "requester").latest("pk")
    assert (ticket.requester.name, ticket.product and ticket.product.code, ticket.kind) == (
        call.caller,
        call.product,
        call.kind,
    )
    assert ticket.description.endswith(f"{call.subject}.")


def _answered(hands: Hands, call: Call) -> Played:
    """The answer stands ready; the agent reads it aloud and is done."""
    _begin(hands, call)
    hands.press("Control+Shift+Enter")
    played = _saved(hands)
    ticket = Ticket.objects.latest("pk")
    assert (ticket.state, ticket.first_contact) == ("closed", True)
    assert "11.30" in ticket.events.get(verb="solve").text
    return played


def _asked_five_questions(hands: Hands) -> Played:
    """With the product itself: its questions unfold where they are needed, and the focus goes to the first."""
    hands.press("Alt+KeyN")
    hands.page.wait_for_url("**/desk/new/?call=*")
    hands.type(CALLS[6].who)
    hands.press("Enter")
    expect(hands.page.locator("#caller-name")).to_have_text(CALLS[6].caller)
    hands.type("uitleen")
    hands.press("Enter")
    expect(hands.page.locator("[name=q-wat]:focus")).to_have_count(1)
    hands.press("ArrowDown")
    day = f"{timezone.localdate() + timedelta(days=3):%d-%m-%Y}"
    for name, words in (("aantal", "1"), ("datum", day), ("van", "13:30"), ("terug-datum", day)):
        hands.press("Tab")
        hands.write(f"q-{name}", words)
    hands.press("Control+Enter")
    played = _saved(hands)
    answers = Ticket.objects.latest("pk").answers
    assert {key: answers.get(key) for key in ("wat", "aantal", "van")} == {
        "wat": "Dienstfiets", "aantal": "1", "van": "13:30",
    }  # fmt: skip
    assert answers["datum"] == answers["terug-datum"]
    return played


def _unknown(hands: Hands) -> Played:
    hands.press("Alt+KeyN")
    hands.page.wait_for_url("**/desk/new/?call=*")
    hands.type("tongeren")
    hands.press("Enter")
    hands.write("guest_number", "050 367 8111")
    hands.press("Tab")
    hands.write("guest_email", "tongeren@example.org")
    hands.press("Tab", "Tab")
    hands.type("lamp")
    hands.press("Enter")
    hands.write("description", "In de hal.")
    hands.press("Control+Enter")
    played = _saved(hands)
    guest = Ticket.objects.select_related("requester").latest("pk").requester
    assert (guest.name, guest.extension, guest.email) == ("tongeren", "050 367 8111", "tongeren@example.org")
    return played


def _second(hands: Hands) -> Played:
    _begin(hands, CALLS[1])
    hands.write("description", "De lamp")
    hands.played()
    hands.press("Alt+KeyN")
    expect(hands.page.locator(".calltab").filter(has_text=CALLS[1].caller)).to_have_count(1)
    expect(hands.page.locator("#id_requester")).to_be_focused()
    return hands.played()


def _row(words: str, played: Played, most: int | None) -> str:
    return f"| {words} | {played.course} | {played.keys} | {most or '—'} | {played.words} | {played.clicks} |"


def _written() -> str:
    lines = DOCUMENT.read_text().splitlines()
    return "\n".join(lines[lines.index(HEAD) + 1 :])
