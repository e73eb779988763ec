"""The call screen answers while somebody speaks: what it asks of the database is pinned, however much there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.intake import Question
from servicedesk import services
from servicedesk.callers import callers
from servicedesk.models import Outage, StandardCall, Ticket
from tests.make import make_product, make_ticket, make_user

PART = {"HX-Request": "true"}


@pytest.fixture
def desk(client, marieke):
    client.force_login(marieke)
    # What is read once in a process has been read.
    client.get(reverse("desk:new"))
    return client


@pytest.fixture
def much(ingrid, marieke, hanna):
    """Of everything that is looked through, several that answer."""
    for number in range(12):
        make_user(f"ingrid{number}", name=f"Ingrid Vermeulen {number}")
        product = make_product(f"lamp-{number}", name=f"Lamp {number}", questions=(Question("plek", "Waar?"),))
        call = {"name": f"Lamp kapot {number}", "kind": "incident", "subject": "Lamp", "product": product}
        services.keep_call(StandardCall(unit=marieke.memberships.get().unit), by=hanna, **call)
        make_ticket(ingrid, product=product)
    values = {"name": "Lampen uit", "text": "Wij weten ervan.", "since": timezone.now()}
    services.keep_outage(Outage(), by=marieke, locations=[ingrid.location], **values)
    return product


def count(do):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = do()
    assert response.status_code < 400, response.text
    return len(asked)


def test_what_each_step_of_a_call_asks_of_the_database(desk, ingrid, much):
    new, people = reverse("desk:new"), reverse("desk:people")
    sent = {"call": "a" * 32, "once": "b" * 32, "channel": "phone", "urgency": "normal", "requester": ingrid.pk}
    what = sent | {"verb": "find", "what": "lamp"}
    whole = sent | {"product": much.pk, "offer": f"product:{much.pk}", "description": "Hij knippert."}
    took = {
        "who": count(lambda: desk.get(people, {"people": "ingrid"}, headers=PART)),
        "what": count(lambda: desk.post(new, what, headers=PART | {"HX-Target": "what-list"})),
        "choose who": count(lambda: desk.post(new, sent | {"pick": f"person:{ingrid.pk}"}, headers=PART)),
        "choose what": count(lambda: desk.post(new, sent | {"pick": f"product:{much.pk}"}, headers=PART)),
        "say": count(lambda: desk.post(new, whole | {"verb": "say"}, headers=PART | {"HX-Target": "say"})),
        "save": count(lambda: desk.post(new, whole | {"verb": "save"})),
    }
    assert took == {"who": 4, "what": 12, "choose who": 26, "choose what": 33, "say": 13, "save": 39}
    assert Ticket.objects.filter(description="Hij knippert.").count() == 1


@pytest.mark.parametrize(("words", "found"), [("vermeuln", 8), ("igrid vermeulen", 8), ("vermeulen 3", 1), ("xqzw", 0)])
def test_a_name_is_found_in_spite_of_a_slip(marieke, much, words, found):
    people = callers(marieke, words)
    assert len(people) == found
    assert all("Vermeulen" in person.name for person in people)


@pytest.mark.postgresql
def test_an_index_brings_the_names_that_look_like_the_word(marieke, much):
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        callers(marieke, "vermeuln")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute(f"EXPLAIN {asked[-1]['sql']}")
        assert "organisation_user_name_trigrams" in str(cursor.fetchall())
