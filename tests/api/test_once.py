"""A request that is repeated with its Idempotency-Key is done once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from core.models import Once
from servicedesk.models import Ticket
from tests.make import make_ticket, make_unit, make_user

TICKETS = "/api/v1/tickets"
BODY = {"subject": "De lamp knippert", "description": "Al een week 💡"}


def test_twenty_at_once_with_one_key_are_one_ticket_and_twenty_equal_answers(transactional_db, client_of):
    make_unit()
    client = client_of(make_user("ingrid"))
    start = Barrier(20)

    def post(_number):
        try:
            start.wait(timeout=30)
            answer = client.post(TICKETS, BODY, headers={"Idempotency-Key": "een-sleutel"})
            return answer.status_code, answer.content, answer["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(post, range(20)))

    ticket = Ticket.objects.get()
    assert len(set(answers)) == 1
    status, _body, location = answers[0]
    assert (status, location) == (201, f"{TICKETS}/{ticket.number}")


def test_the_same_key_with_another_body_is_refused(ingrid, front_office, client_of):
    client = client_of(ingrid)
    client.post(TICKETS, BODY, headers={"Idempotency-Key": "a"})
    answer = client.post(TICKETS, {"subject": "Iets anders"}, headers={"Idempotency-Key": "a"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert Ticket.objects.count() == 1


def test_the_same_key_at_another_address_is_refused(ingrid, marieke, client_of):
    first, second = make_ticket(ingrid), make_ticket(ingrid)
    client, key = client_of(marieke), {"Idempotency-Key": "a"}
    assert client.post(f"{TICKETS}/{first.number}/actions", {"action": "take"}, headers=key).status_code == 200
    assert client.post(f"{TICKETS}/{second.number}/actions", {"action": "take"}, headers=key).status_code == 422


def test_two_people_may_use_the_same_key(ingrid, odd, front_office, client_of):
    for person in (ingrid, odd):
        assert client_of(person).post(TICKETS, BODY, headers={"Idempotency-Key": "a"}).status_code == 201
    assert Ticket.objects.count() == 2


def test_without_a_key_each_request_counts(ingrid, front_office, client_of):
    for _ in range(2):
        client_of(ingrid).post(TICKETS, BODY)
    assert Ticket.objects.count() == 2


def test_an_action_is_done_once(ingrid, marieke, client_of):
    ticket = make_ticket(ingrid)
    client = client_of(marieke)
    send = {"action": "answer", "text": "Wij komen kijken."}
    answers = [
        client.post(f"{TICKETS}/{ticket.number}/actions", send, headers={"Idempotency-Key": "b"}) for _ in range(3)
    ]
    assert len({answer.content for answer in answers}) == 1
    assert ticket.events.filter(verb="answer").count() == 1


def test_a_refusal_frees_the_key(ingrid, marieke, client_of):
    ticket = make_ticket(ingrid)
    client, address, key = client_of(marieke), f"{TICKETS}/{ticket.number}/actions", {"Idempotency-Key": "c"}
    assert client.post(address, {"action": "close"}, headers=key).status_code == 409
    assert not Once.objects.exists()
    client.post(address, {"action": "solve", "text": "Gemaakt."})
    assert client.post(address, {"action": "close"}, headers=key).status_code == 200


@pytest.mark.parametrize("key", ["", " ", "met spatie", "x" * 129, "é"])
def test_a_key_that_is_none_is_refused(ingrid, front_office, client_of, key):
    answer = client_of(ingrid).post(TICKETS, BODY, headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["Idempotency-Key"]


def test_asking_for_a_decision_twice_gives_the_same_answer(ingrid, front_office, client_of):
    client = client_of(ingrid)
    answers = [
        client.post("/api/v1/routing-decisions", {"kind": "incident"}, headers={"Idempotency-Key": "d"}).content
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
