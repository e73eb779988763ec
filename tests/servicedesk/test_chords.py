"""The shortcuts: no two the same on one page, none that a browser has, and what somebody chose is what works."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from organisation.models import User
from servicedesk.chords import CHORDS, PAGES, RESERVED
from servicedesk.views.desk.folds import ASKS
from tests.make import make_ticket, make_unit

USED = re.compile(r"""\{% (?:chord|keys) "([\w-]+)" %\}|\bkey="([\w-]+)\"""")


@pytest.mark.parametrize("page", PAGES)
def test_no_two_shortcuts_of_a_page_are_the_same(page):
    pressed = [key for one in CHORDS.values() if one.page in PAGES[page] for key in (one.keys, one.letter) if key]
    assert len(pressed) == len(set(pressed))


def test_no_shortcut_takes_away_what_browsers_or_screen_readers_do():
    assert {one.keys for one in CHORDS.values()} & RESERVED == set()
    assert all(re.fullmatch(r"(Control|Alt)\+(Shift\+)?(Enter|[A-Z])", one.keys) for one in CHORDS.values())
    assert all(one.page in PAGES or one.page == "all" for one in CHORDS.values())


def test_every_shortcut_in_a_template_is_in_the_table():
    texts = [path.read_text() for path in Path(settings.BASE_DIR, "templates").rglob("*.html")]
    used = {one or other for text in texts for one, other in USED.findall(text)}
    used |= {asks.chord for asks in ASKS.values() if asks.chord}
    assert used <= set(CHORDS)
    assert {"new-call", "search", "take", "forward", "send", "close", "undo", "next", "next-row"} <= used
    # The way to the lists stands in the menu.
    assert set(CHORDS) - {"queues"} == used


def prefer(client, **changed):
    chosen = {"theme": "auto", "density": "face", "language": "nl", "shortcuts": "combinations"} | changed
    return client.post(reverse("organisation:preferences"), chosen)


@pytest.mark.parametrize(
    ("chosen", "keys"),
    [("off", ""), ("combinations", "Alt+M"), ("letters", "Alt+M m")],
)
def test_what_somebody_chose_works_on_the_next_page(client, ingrid, marieke, chosen, keys):
    make_unit()
    client.force_login(marieke)
    assert prefer(client, shortcuts=chosen).status_code == 302
    page = client.get(make_ticket(ingrid).get_desk_url()).content.decode()
    assert f'data-shortcuts="{chosen}"' in page
    assert ("data-chord=" in page) == bool(keys)
    assert not keys or f'aria-keyshortcuts="{keys}"' in page


def test_preferences_are_kept_on_the_person_and_hold_at_once(client, ingrid):
    client.force_login(ingrid)
    response = prefer(client, theme="dark", density="dense", language="en", shortcuts="letters")
    page = client.get(response.url).content.decode()
    assert 'data-theme="dark"' in page
    assert 'data-density="dense"' in page
    assert "Your preferences are kept." in page
    assert User.objects.get(pk=ingrid.pk).shortcuts == "letters"


def test_a_preference_that_does_not_exist_is_refused_and_the_rest_comes_back(client, ingrid):
    client.force_login(ingrid)
    response = prefer(client, density="airy", theme="dark")
    assert response.status_code == 422
    assert response.context["preferences"]["theme"].value() == "dark"
    assert User.objects.get(pk=ingrid.pk).theme == "auto"
