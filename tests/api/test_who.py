"""Who may see and do what. Whoever may not know of a thing gets the same 404 as for one that isn't there."""

from __future__ import annotations

import pytest

from catalog import services as catalog_services
from catalog.definition import ApprovalStep
from servicedesk import services
from tests.make import make_editor, make_group, make_product, make_ticket, make_unit, make_user

V1 = "/api/v1"
CAST = ["ingrid", "marieke", "ruben", "odd", "auditor"]


def each(outcomes):
    """Pair the cast with what each of them gets."""
    return list(zip(CAST, outcomes, strict=True))


@pytest.fixture
def forwarded(ingrid, marieke, facility_team):
    """Ingrid's question, with an order for the facility team and a note inside."""
    ticket = make_ticket(ingrid, product=make_product(), description="Al een week.")
    services.note(ticket, by=marieke, text="GEHEIM-1")
    services.forward(ticket, by=marieke, note="GEHEIM-2")
    return ticket


@pytest.mark.parametrize(("who", "status"), each([200, 200, 200, 404, 200]))
def test_who_may_read_a_ticket(request, forwarded, client_of, who, status):
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"{V1}/tickets/{forwarded.number}").status_code == status
    assert client.get(f"{V1}/tickets/{forwarded.number}/events").status_code == status
    found = client.get(f"{V1}/tickets").json()["results"]
    assert [ticket["number"] for ticket in found] == ([forwarded.number] if status == 200 else [])


@pytest.mark.parametrize(("who", "status"), each([404, 200, 200, 404, 200]))
def test_who_may_read_a_work_order(request, forwarded, client_of, who, status):
    order = forwarded.work_orders.get()
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"{V1}/work-orders/{order.number}").status_code == status
    assert len(client.get(f"{V1}/work-orders").json()["results"]) == (1 if status == 200 else 0)


@pytest.mark.parametrize(
    ("action", "statuses"),
    [
        ({"action": "note", "text": "Gezien."}, [403, 200, 200, 404, 403]),
        ({"action": "take"}, [403, 200, 403, 404, 403]),
        ({"action": "answer", "text": "Morgen."}, [403, 200, 403, 404, 403]),
        ({"action": "cancel", "text": "Niet meer nodig."}, [200, 409, 403, 404, 403]),
        ({"action": "remark", "text": "Nu ook in kamer 5."}, [200, 403, 403, 404, 403]),
    ],
)
def test_who_may_do_what_to_a_ticket(request, forwarded, client_of, action, statuses):
    # Those who may not come first: what they tried has changed nothing for whoever may.
    for who, status in sorted(each(statuses), key=lambda pair: (pair[1] not in (403, 404), pair[1])):
        client = client_of(request.getfixturevalue(who))
        assert client.post(f"{V1}/tickets/{forwarded.number}/actions", action).status_code == status, who


@pytest.mark.parametrize(("who", "status"), each([404, 403, 200, 404, 403]))
def test_who_may_accept_a_work_order(request, forwarded, client_of, who, status):
    order = forwarded.work_orders.get()
    client = client_of(request.getfixturevalue(who))
    assert client.post(f"{V1}/work-orders/{order.number}/actions", {"action": "accept"}).status_code == status


def test_the_customer_reads_nothing_that_is_said_inside(ingrid, forwarded, client_of):
    answer = client_of(ingrid).get(f"{V1}/tickets/{forwarded.number}/events")
    events = answer.json()["results"]
    assert [event["verb"] for event in events] == ["opened", "forward"]
    assert b"GEHEIM" not in answer.content
    assert not {"set", "inside"} & {key for event in events for key in event["data"]}
    assert events[1]["data"] == {"units": "Facilitair team", "orders": [forwarded.work_orders.get().number]}


@pytest.mark.parametrize("who", ["marieke", "ruben", "auditor"])
def test_who_handles_it_or_reads_everything_reads_all_of_it(request, forwarded, client_of, who):
    answer = client_of(request.getfixturevalue(who)).get(f"{V1}/tickets/{forwarded.number}/events")
    assert b"GEHEIM-1" in answer.content
    assert b"GEHEIM-2" in answer.content


def test_a_manager_reads_what_is_to_be_approved_but_not_what_is_said_inside(ingrid, marco, marieke, client_of):
    ticket = make_ticket(ingrid, product=make_product("pas", approvals=(ApprovalStep("manager"),)))
    services.note(ticket, by=marieke, text="GEHEIM")
    client = client_of(marco)
    assert client.get(f"{V1}/tickets/{ticket.number}").status_code == 200
    assert b"GEHEIM" not in client.get(f"{V1}/tickets/{ticket.number}/events").content


def test_another_units_worker_sees_nothing(forwarded, client_of):
    vera = make_user("vera", worker_in=[make_unit("repro", "back_office")])
    client = client_of(vera)
    assert client.get(f"{V1}/tickets/{forwarded.number}").status_code == 404
    assert client.get(f"{V1}/work-orders").json()["results"] == []


@pytest.mark.parametrize(("who", "seen"), each([1, 6, 1, 1, 6]))
def test_only_agents_and_readers_see_everyone(request, ingrid, marieke, ruben, odd, auditor, client_of, who, seen):
    people = client_of(request.getfixturevalue(who)).get(f"{V1}/people").json()["results"]
    assert len(people) == seen
    if seen == 1:
        assert people[0]["username"] == who


@pytest.mark.parametrize("person", ["marco", "nobody-of-that-name"])
def test_only_an_agent_asks_for_someone_else_and_others_learn_nothing(ingrid, marco, front_office, client_of, person):
    answer = client_of(ingrid).post(f"{V1}/tickets", {"subject": "Stoel", "requester": person})
    assert answer.status_code == 403


def test_an_agent_asks_for_someone_else(ingrid, marieke, client_of):
    answer = client_of(marieke).post(f"{V1}/tickets", {"subject": "Stoel", "requester": "ingrid", "channel": "phone"})
    ticket = answer.json()
    assert (answer.status_code, ticket["requester"], ticket["self_service"]) == (201, "ingrid", False)
    unknown = client_of(marieke).post(f"{V1}/tickets", {"subject": "Stoel", "requester": "nobody"})
    assert (unknown.status_code, list(unknown.json()["errors"])) == (400, ["requester"])


def test_nobody_learns_of_a_product_that_is_not_theirs(ingrid, client_of):
    make_group("bewindslieden")
    make_product("dienstauto", groups=("bewindslieden",))
    client = client_of(ingrid)
    assert client.get(f"{V1}/products").json()["results"] == []
    theirs = client.get(f"{V1}/products/dienstauto")
    none = client.get(f"{V1}/products/bestaat-niet")
    assert (theirs.status_code, theirs.content) == (none.status_code, none.content)
    answers = [
        client.post(f"{V1}/tickets", {"subject": "Auto", "product": code}).json()
        for code in ("dienstauto", "bestaat-niet")
    ]
    assert answers[0] == answers[1]


def test_only_an_editor_sees_what_was_withdrawn(ingrid, marieke, client_of):
    product = make_product()
    editor = make_editor()
    catalog_services.withdraw(product, by=editor)
    assert client_of(ingrid).get(f"{V1}/products/storing").status_code == 404
    assert client_of(marieke).get(f"{V1}/products/storing").status_code == 404
    assert client_of(editor).get(f"{V1}/products/storing").json()["state"] == "withdrawn"


def test_a_strangers_404_is_that_of_a_number_that_does_not_exist(odd, forwarded, client_of):
    client = client_of(odd)
    theirs, none = client.get(f"{V1}/tickets/{forwarded.number}"), client.get(f"{V1}/tickets/M-999999")
    assert (theirs.status_code, theirs.content) == (none.status_code, none.content)
    assert theirs.json()["detail"] == "It isn't there, or it isn't for you to see."


def test_what_belongs_to_the_system_cannot_be_set(ingrid, front_office, client_of):
    for field in ("state", "number", "assignee", "opened_at", "version", "is_staff", "lead_unit", "self_service"):
        answer = client_of(ingrid).post(f"{V1}/tickets", {"subject": "Stoel", field: "x"})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
