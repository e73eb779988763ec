"""A telephone exchange reports calls: each once, in any form of the number, and only with the token of who answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from servicedesk.models import CallBack, PhoneCall
from tests.make import make_user

CALLS = "/api/v1/calls"


@pytest.fixture
def exchange(client_of, marieke):
    """Reports a call; what isn't told is a missed one of Ingrid's."""
    client = client_of(marieke)
    at = (timezone.now() - timedelta(minutes=5)).isoformat()

    def report(exchange_id="1", **told):
        return client.post(CALLS, {"id": exchange_id, "number": "6412", "at": at, "answered": False} | told)

    return report


@pytest.fixture(autouse=True)
def known(ingrid, marieke):
    """Ingrid alone has 6412; Marieke has another."""
    type(ingrid).objects.exclude(pk=ingrid.pk).update(extension="", phone="")
    marieke.extension = "8101"
    marieke.save(update_fields=["extension"])


@pytest.mark.parametrize(
    ("number", "normal", "callers", "maybe"),
    [
        ("6412", "6412", ["ingrid"], False),
        ("sip:6412@exchange.example.org", "6412", ["ingrid"], False),
        ("070 379 6412", "+31703796412", ["ingrid"], True),
        ("+31 (0)6 1234 5678", "+31612345678", [], False),
        ("06-12345678", "+31612345678", [], False),
        ("anonymous", "", [], False),
        ("", "", [], False),
    ],
)
def test_a_number_is_known_in_any_form(exchange, number, normal, callers, maybe):
    answer = exchange(number=number)
    told = answer.json()
    assert answer.status_code == 201
    assert (told["number"], told["callers"], told["maybe"]) == (normal, callers, maybe)
    assert CallBack.objects.count() == bool(normal)


def test_two_with_one_number_are_both_named_and_neither_is_sure(exchange):
    make_user("karel", extension="6412")
    told = exchange().json()
    assert (sorted(told["callers"]), told["maybe"]) == (["ingrid", "karel"], True)


def test_the_same_call_is_one_however_often_it_is_reported(exchange):
    first, again = exchange(), exchange()
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert exchange(answered=True).status_code == 409
    assert (PhoneCall.objects.count(), CallBack.objects.get().times) == (1, 1)
    exchange("2")
    assert CallBack.objects.get().times == 2


@pytest.mark.parametrize("agent", ["marieke", "8101"])
def test_who_answered_is_named_by_username_or_extension(exchange, agent):
    told = exchange(answered=True, agent=agent).json()
    assert told["agent"] == "marieke"
    assert told["screen"].startswith("/desk/new/?call=")
    assert not CallBack.objects.exists()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"agent": "ingrid"}, "agent"),
        ({"agent": "niemand"}, "agent"),
        ({"at": "gisteren"}, "at"),
        ({"at": "2999-01-01T00:00:00Z"}, "at"),
        ({"at": "0001-01-01T00:00:00Z"}, "at"),
        ({"answered": "yes"}, "answered"),
        ({"number": "1" * 41}, "number"),
        ({"id": " "}, "id"),
        ({"status": "missed"}, "status"),
    ],
)
def test_what_cannot_be_is_refused_by_name(exchange, told, field):
    answer = exchange(**told)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("who", ["ingrid", "ruben", "auditor"])
def test_only_who_answers_customers_reports(request, client_of, who):
    client = client_of(request.getfixturevalue(who))
    assert client.post(CALLS, {"id": "1"}).status_code == 403
    assert not PhoneCall.objects.exists()
