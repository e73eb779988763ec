"""The bell and the numbers of the menu, as a page renews them by itself."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from organisation.models import User
from servicedesk import services
from servicedesk.models import CallBack
from servicedesk.services.deliveries import deliver_due
from tests.make import make_ticket
from tests.servicedesk.screen import page, screen_of


def ring(client, response, face="desk"):
    """Ask what the page itself would ask next."""
    found = re.search(r'hx-get="(/bell/[^"]*)"', response.text)
    assert found
    return client.get(found[1].replace("&amp;", "&"))


@pytest.fixture
def question(ingrid, marieke):
    ticket = make_ticket(ingrid)
    services.take(ticket, by=marieke)
    return ticket


def test_it_says_once_what_is_new_and_nothing_where_all_is_as_it_was(client, ingrid, marieke, question):
    screen = screen_of(client, marieke)
    first = ring(screen, screen.get(reverse("desk:home")))
    assert "#heard" not in first.text
    assert ring(screen, first).status_code == 204

    services.remark(question, by=ingrid, text="Het is de linker lamp.")
    deliver_due()
    second = ring(screen, first)
    assert re.search(r'<span hx-swap-oob="innerHTML:#heard">1 new notice: .+</span>', second.text)
    assert ring(screen, second).status_code == 204

    make_ticket(ingrid)
    deliver_due()
    third = ring(screen, second)
    assert "#heard" not in third.text
    assert '<span class="count count--sun">1<span class="vh"> nobody\'s yet' in page(third)


def test_it_costs_two_queries_besides_those_that_say_who_asks(
    client, ingrid, marieke, question, django_assert_max_num_queries
):
    screen = screen_of(client, marieke)
    before = screen.get(reverse("desk:home"))
    for number in range(3):
        services.remark(question, by=ingrid, text=f"Nog iets: {number}")
    deliver_due()
    # The session, the person, and who that person is.
    with django_assert_max_num_queries(2 + 3):
        assert "3 new notices" in ring(screen, before).text


def test_whom_we_missed_is_counted_for_who_calls_back(client, marieke, auditor, question):
    screen = screen_of(client, marieke)
    first = screen.get(reverse("desk:home"))
    assert 'id="count-missed"' in first.text
    missed = {"number": "0612345678", "at": timezone.now(), "is_answered": False}
    services.report_phone_call(by=marieke, exchange_id="1", **missed)
    second = ring(screen, first)
    assert '1<span class="vh"> to call back' in page(second)
    services.finish_call_back(CallBack.objects.get(), by=marieke)
    assert "to call back" not in page(ring(screen, second))
    assert "count-missed" not in page(screen_of(client, auditor).get(reverse("desk:home")))


@pytest.mark.parametrize("face", ["portal", "work", "catalog", "desk", "nonsense", ""])
def test_every_face_has_its_own_and_what_is_none_has_nothing(client, ruben, face):
    client.force_login(ruben)
    answer = client.get("/bell/", {"face": face, "last": "x", "mark": "y"})
    assert answer.status_code == (204 if face in ("nonsense", "") else 200)


def test_who_was_logged_out_keeps_the_page(client, marieke):
    client.force_login(marieke)
    User.objects.filter(pk=marieke.pk).update(is_active=False)
    assert client.get("/bell/", {"face": "desk"}).status_code == 204
