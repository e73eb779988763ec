"""Who else looks at a question, and what is new while one types: asked by the page every few seconds."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.cache import Hints
from servicedesk import presence, services
from tests.make import make_ticket
from tests.servicedesk.screen import screen_of

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def nobody_looked_before():
    cache.clear()


@pytest.fixture
def fault(ingrid):
    return make_ticket(ingrid)


@pytest.fixture
def hers(marieke):
    return screen_of(Client(), marieke)


@pytest.fixture
def his(peter):
    return screen_of(Client(), peter)


def live(screen, ticket, **sent):
    return screen.get(reverse("desk:live", args=[ticket.pk]), {"seen": ticket.version} | sent, headers=HTMX)


def test_each_is_told_of_the_other_once(hers, his, fault, django_assert_num_queries):
    assert live(hers, fault).status_code == 204
    told = live(his, fault)
    assert "Marieke</strong> is looking at this too." in told.text
    shown = told.text.rpartition('value="')[2].partition('"')[0]
    with django_assert_num_queries(4):
        # The session, the person, who that is; and of its own only whether the question is as it was.
        assert live(his, fault, shown=shown).status_code == 204
    assert "Peter" in live(hers, fault).text


def test_who_went_away_is_not_there_any_more(hers, marieke, peter, fault):
    now = timezone.now()
    presence.look(fault, by=peter, now=now - timedelta(seconds=26))
    assert presence.look(fault, by=marieke, now=now) == []
    presence.look(fault, by=peter, now=now)
    told = live(hers, fault).text
    cache.clear()
    gone = live(hers, fault, shown=told.rpartition('value="')[2].partition('"')[0])
    assert (gone.status_code, gone.text) == (200, "")


def test_what_is_kept_of_a_draft_says_that_somebody_writes(hers, his, fault):
    draft = reverse("desk:draft", args=[f"ticket-{fault.pk}"])
    his.post(draft, {"text": "Nog niet op het scherm"})
    assert live(hers, fault).status_code == 204
    live(his, fault)
    his.post(draft, {"text": "We komen"})
    assert "Peter</strong> is writing here." in live(hers, fault).text


def test_what_others_did_is_announced_and_shown_on_request(hers, peter, marieke, fault, django_assert_num_queries):
    services.answer(fault, by=peter, text="Ik was je voor.")
    services.note(fault, by=peter, text="Alleen voor ons.")
    with django_assert_num_queries(5):
        told = live(hers, fault)
    assert "2 new messages" in told.text
    assert "Ik was je voor." not in told.text
    shown = live(hers, fault, show=1).text
    assert 'id="seen" name="seen" form="composer" value="3"' in shown
    assert 'class="say" tabindex="-1" data-focus' in shown
    assert shown.count(" data-focus>") == 2
    assert "<textarea" not in shown
    services.take(fault, by=peter)
    assert "Something changed here" in live(hers, fault, seen=3).text


def test_one_s_own_doing_comes_by_itself(hers, marieke, fault):
    services.hold([fault], by=marieke, verb="answer", text="We komen.", seen=fault.version)
    assert live(hers, fault).status_code == 204
    services.release_due(timezone.now() + timedelta(seconds=11))
    sent = live(hers, fault).text
    assert "We komen." in sent
    assert " data-focus>" not in sent
    assert 'id="story" hx-swap-oob="innerHTML"' in sent


def test_nonsense_is_as_good_as_nothing(hers, fault):
    for seen in ("x", "-1", "9" * 30, ""):
        assert live(hers, fault, seen=seen).status_code == 204


def test_without_a_broker_nobody_is_seen_and_nothing_breaks(monkeypatch, marieke, fault):
    gone = Hints("unix:///nowhere/valkey.sock", {"OPTIONS": {"socket_timeout": 0.5}})
    monkeypatch.setattr(presence, "cache", gone)
    assert presence.look(fault, by=marieke, now=timezone.now()) == []
