"""What can be done to tickets and work orders, and what is said when it can't."""

from __future__ import annotations

import pytest

from catalog.intake import Question
from routing import serializers as routing
from servicedesk import services
from servicedesk.actions import ORDER_ACTIONS, TICKET_ACTIONS
from servicedesk.lifecycle import ORDER_MOVES, TICKET_MOVES, Channel, Kind, Urgency
from tests.make import make_location, make_product, make_ticket, make_unit

V1 = "/api/v1"


@pytest.fixture
def ticket(ingrid):
    return make_ticket(ingrid)


@pytest.fixture
def act(client_of):
    """Do an action as somebody and return the answer."""

    def do(who, thing, action, **more):
        kind = "tickets" if thing.number.startswith("M") else "work-orders"
        return client_of(who).post(f"{V1}/{kind}/{thing.number}/actions", {"action": action, **more})

    return do


def test_a_question_is_classified(act, marieke, ticket):
    make_product("verhuizing", questions=(Question("datum", "Wanneer?", "date"),))
    make_location("C20")
    answer = act(
        marieke, ticket, "classify", kind="request", product="verhuizing", answers={"datum": "2027-01-04"},
        urgency="high", location="C20",
    )  # fmt: skip
    told = answer.json()
    assert answer.status_code == 200
    assert (told["kind"], told["product"], told["urgency"], told["location"]) == (
        "request",
        "verhuizing",
        "high",
        "C20",
    )
    assert (told["answers"], told["executing_unit"]) == ({"datum": "2027-01-04"}, "facilitair-team")


def test_it_is_taken_and_handed_on(act, marieke, peter, ticket):
    assert act(marieke, ticket, "take").json()["assignee"] == "marieke"
    assert act(marieke, ticket, "assign", user="peter").json()["assignee"] == "peter"


@pytest.mark.parametrize(("user", "status"), [("odd", 409), ("nobody", 400)])
def test_it_is_not_handed_to_who_cannot_answer(act, marieke, odd, ticket, user, status):
    answer = act(marieke, ticket, "assign", user=user)
    assert (answer.status_code, list(answer.json()["errors"])) == (status, ["user"])


def test_a_conversation(act, ingrid, marieke, ticket):
    asked = act(marieke, ticket, "ask", text="In welke kamer?").json()
    assert (asked["state"], asked["waiting_for"]) == ("waiting", "customer")
    assert asked["responded_at"]
    assert act(ingrid, ticket, "remark", text="4.12").json()["state"] == "in_progress"
    assert act(marieke, ticket, "answer", text="Dank u wel.").status_code == 200
    assert act(marieke, ticket, "note", text="Zichtbaar.", public=True).status_code == 200
    verbs = list(ticket.events.filter(public=True).values_list("verb", flat=True))
    assert verbs == ["opened", "ask", "remark", "answer", "note"]


def test_it_is_forwarded_to_a_unit(act, marieke, ticket):
    make_unit("repro", "back_office")
    act(marieke, ticket, "classify", kind="request")
    assert act(marieke, ticket, "forward", unit="repro", note="Voor dinsdag.").json()["waiting_for"] == "work_order"
    order = ticket.work_orders.get()
    assert (order.unit.code, order.note) == ("repro", "Voor dinsdag.")


def test_a_forward_that_is_not_complete_names_what_is_missing(act, marieke, ticket):
    make_product("verhuizing", kind="request", questions=(Question("datum", "Wanneer?", "date", required=True),))
    act(marieke, ticket, "classify", kind="request", product="verhuizing")
    answer = act(marieke, ticket, "forward")
    assert (answer.status_code, list(answer.json()["errors"])) == (409, ["answers.datum"])


def test_it_is_solved_closed_and_reopened(act, ingrid, marieke, ticket):
    solved = act(marieke, ticket, "solve", text="De lamp is vervangen.").json()
    assert (solved["state"], solved["first_contact"]) == ("solved", True)
    closed = act(ingrid, ticket, "close").json()
    assert (closed["state"], bool(closed["closed_at"])) == ("closed", True)
    assert act(ingrid, ticket, "reopen", text="Hij knippert weer.").json()["state"] == "in_progress"


def test_it_is_cancelled(act, ingrid, ticket):
    assert act(ingrid, ticket, "cancel", text="Al gemaakt.").json()["state"] == "cancelled"


def test_two_become_one(act, ingrid, marieke, ticket):
    other = make_ticket(ingrid)
    merged = act(marieke, ticket, "merge", into=other.number).json()
    assert (merged["number"], merged["state"], merged["merged_into"]) == (ticket.number, "closed", other.number)


def test_a_part_waits_for_the_whole_and_both_say_so(act, client_of, ingrid, marieke, ticket):
    whole = make_ticket(ingrid)
    linked = act(marieke, ticket, "link", other=whole.number, kind="part_of").json()
    assert (linked["waiting_for"], linked["links"]) == ("parent", [{"ticket": whole.number, "kind": "part_of"}])
    address = f"{V1}/tickets/{whole.number}"
    assert client_of(marieke).get(address).json()["links"] == [{"ticket": ticket.number, "kind": "has_part"}]
    assert client_of(ingrid).get(address).json()["links"] == []


def test_a_link_to_what_one_does_not_see_is_not_told(client_of, marieke, ruben, ingrid, ticket):
    services.forward(
        services.classify(ticket, by=marieke, kind="incident"), by=marieke, unit=make_unit("facilitair-team")
    )
    services.link(ticket, by=marieke, other=make_ticket(ingrid))
    assert client_of(ruben).get(f"{V1}/tickets/{ticket.number}").json()["links"] == []


def test_a_message_becomes_a_ticket_of_its_own(act, client_of, ingrid, marieke, ticket):
    services.remark(ticket, by=ingrid, text="En de kraan lekt ook.")
    events = client_of(marieke).get(f"{V1}/tickets/{ticket.number}/events").json()["results"]
    told = act(marieke, ticket, "split", subject="De kraan lekt", event=events[-1]["id"]).json()
    (link,) = told["links"]
    new = client_of(marieke).get(f"{V1}/tickets/{link['ticket']}").json()
    assert (new["subject"], new["description"]) == ("De kraan lekt", "En de kraan lekt ook.")
    assert act(marieke, ticket, "split", subject="Het begin").json()["links"][1]["kind"] == "related"
    wrong = act(marieke, ticket, "split", subject="Niets", event=10**12)
    assert (wrong.status_code, list(wrong.json()["errors"])) == (409, ["event"])
    assert act(ingrid, ticket, "split", subject="Van mij").status_code == 403


@pytest.mark.parametrize("into", ["M-999999", "W-1", "nonsense", "", 5, "M-" + "9" * 100])
def test_one_does_not_go_on_in_what_is_not_there(act, marieke, ticket, into):
    answer = act(marieke, ticket, "merge", into=into)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["into"])


def test_a_work_order_is_returned(act, marieke, ruben, ingrid):
    ticket = make_ticket(ingrid, product=make_product())
    (order,) = services.forward(ticket, by=marieke)
    returned = act(ruben, order, "return", reason="Welke kamer?").json()
    assert (returned["state"], returned["returned_reason"]) == ("returned", "Welke kamer?")


def test_a_state_that_forbids_it_says_what_is_possible(act, marieke, ticket):
    answer = act(marieke, ticket, "close")
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert problem["possible"] == [
        "classify", "take", "assign", "ask", "answer", "note", "forward", "solve", "cancel", "merge",
        "link", "split", "snooze", "wake",
    ]  # fmt: skip
    assert problem["version"] == ticket.version
    for action in ("ask", "solve"):
        assert act(marieke, ticket, action, text="Tekst.").status_code == 200


def test_what_is_possible_depends_on_who_asks(act, ingrid, ticket):
    assert act(ingrid, ticket, "close").json()["possible"] == ["remark", "cancel"]


def test_a_work_order_says_what_is_possible(act, marieke, ruben, ingrid):
    ticket = make_ticket(ingrid, product=make_product())
    (order,) = services.forward(ticket, by=marieke)
    services.complete(order, by=ruben, result="Klaar")
    answer = act(ruben, order, "accept")
    assert (answer.status_code, answer.json()["possible"]) == (409, ["note"])


def test_who_was_too_late_reads_what_changed(act, marieke, peter, ticket):
    seen = ticket.version
    services.take(ticket, by=peter)
    services.note(ticket, by=peter, text="Ik bel haar.")
    answer = act(marieke, ticket, "solve", text="Gemaakt.", seen=seen)
    problem = answer.json()
    assert answer.status_code == 409
    assert [(change["actor"], change["verb"]) for change in problem["changes"]] == [
        ("peter", "take"),
        ("peter", "note"),
    ]
    again = act(marieke, ticket, "solve", text="Gemaakt.", seen=problem["version"])
    assert again.json()["state"] == "solved"


def test_the_customer_reads_only_public_changes(act, ingrid, marieke, ticket):
    seen = ticket.version
    services.note(ticket, by=marieke, text="GEHEIM")
    services.answer(ticket, by=marieke, text="We kijken ernaar.")
    answer = act(ingrid, ticket, "cancel", text="Laat maar.", seen=seen)
    assert [change["verb"] for change in answer.json()["changes"]] == ["answer"]
    assert b"GEHEIM" not in answer.content
    assert b'"set"' not in answer.content


def test_a_worker_who_was_too_late_reads_what_changed(act, marieke, ruben, ingrid):
    ticket = make_ticket(ingrid, product=make_product())
    (order,) = services.forward(ticket, by=marieke)
    services.accept(order, by=ruben)
    answer = act(ruben, order, "complete", result="Klaar", seen=order.version)
    assert (answer.status_code, answer.json()["changes"][-1]["verb"]) == (409, "order_accepted")


@pytest.mark.parametrize(
    ("action", "field"),
    [
        ("ask", "text"), ("answer", "text"), ("note", "text"), ("solve", "text"), ("cancel", "text"),
        ("assign", "user"), ("merge", "into"), ("classify", "kind"), ("link", "other"), ("split", "subject"),
    ],
)  # fmt: skip
def test_what_an_action_needs_is_named(act, marieke, ticket, action, field):
    answer = act(marieke, ticket, action)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_every_action_stands_in_the_table_of_moves():
    assert set(TICKET_ACTIONS) <= set(TICKET_MOVES)
    assert set(ORDER_ACTIONS) <= set(ORDER_MOVES)


def test_routing_knows_the_same_words_as_the_desk():
    assert set(routing.KINDS) == set(Kind.values)
    assert set(routing.CHANNELS) == set(Channel.values)
    assert set(routing.URGENCIES) == set(Urgency.values)
