"""Following a question, and naming a colleague in a note: who hears of it, and who must not."""

from __future__ import annotations

import pytest
from django.urls import reverse

from servicedesk import services
from servicedesk.mentions import mentioned
from servicedesk.models import Notice
from servicedesk.services.deliveries import deliver_due
from tests.make import make_ticket, make_unit, make_user
from tests.servicedesk.screen import page, screen_of


def told(person, purpose):
    deliver_due()
    return Notice.objects.visible_to(person).filter(purpose=purpose).count()


@pytest.fixture
def ticket(ingrid):
    return make_ticket(ingrid)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Weet jij dit, @peter?", ["peter"]),
        ("@Peter. En @Marieke de Haan!", ["marieke", "peter"]),
        ("mail peter@example.org", []),
        ("@niemand @ peter", []),
    ],
)
def test_a_name_is_read_from_a_note(peter, marieke, text, names):
    type(marieke).objects.filter(pk=marieke.pk).update(name="Marieke de Haan")
    assert sorted(person.username for person in mentioned(text)) == names


def test_who_is_mentioned_and_may_read_it_is_told(ticket, marieke, peter, odd):
    services.note(ticket, by=marieke, text="Kijk jij, @peter? En @odd?")
    assert (told(peter, "mentioned"), told(odd, "mentioned")) == (1, 0)
    assert not Notice.objects.filter(person=ticket.requester, purpose="mentioned").exists()


def test_who_follows_a_question_hears_of_it_until_one_stops(client, ticket, marieke, peter):
    desk = screen_of(client, peter)
    address = reverse("desk:watch", args=[ticket.pk])
    assert "Follow this question" in page(desk.get(ticket.get_desk_url()))
    assert "Stop following" in page(desk.post(address, {"verb": "watch"}, follow=True))
    services.note(ticket, by=marieke, text="Ik bel.")
    services.answer(ticket, by=marieke, text="We komen.")
    services.note(ticket, by=peter, text="Mijn eigen notitie.")
    assert told(peter, "watched") == 2
    desk.post(address, {"verb": "stop"})
    services.answer(ticket, by=marieke, text="Nog iets.")
    assert told(peter, "watched") == 2


def test_who_lost_sight_of_a_question_hears_nothing(ticket, marieke):
    chief = make_user("chief", head_of=[make_unit()])
    services.watch(ticket, by=chief, on=True)
    chief.memberships.all().delete()
    type(ticket.lead_unit).objects.update(head=None)
    services.note(ticket, by=marieke, text="Geheim.")
    services.answer(ticket, by=marieke, text="Antwoord.")
    assert told(chief, "watched") == 0
