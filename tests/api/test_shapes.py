"""Each call of the contract, with the names it answers in."""

from __future__ import annotations

import pytest

from catalog.definition import ApprovalStep, Part
from catalog.intake import Question
from servicedesk import services
from servicedesk.models import Ticket
from tests.make import make_location, make_product, make_ticket

V1 = "/api/v1"
TICKET = {
    "number", "subject", "description", "kind", "state", "product", "location", "channel", "urgency", "requester",
    "lead_unit", "executing_unit", "assignee", "explanation", "respond_by", "resolve_by", "opened_at", "responded_at",
    "solved_at", "closed_at", "first_contact", "self_service", "phase",
}  # fmt: skip


@pytest.fixture
def badge(facility_team):
    """A product with a form, a part and a signature."""
    questions = (
        Question("voor-wie", "Voor wie?", "choice", required=True, choices=("Mijzelf", "Een gast")),
        Question("naam", "Naam van de gast", required=True, shown_if=("voor-wie", "Een gast")),
        Question("aantal", "Hoeveel?", "number"),
    )
    return make_product(
        "toegangspas",
        questions=questions,
        parts=(Part("pas", "Pas maken", "facilitair-team", 2),),
        approvals=(ApprovalStep("manager"),),
        kind="request",
        lead_days=3,
    )


def test_products_are_listed(ingrid, badge, client_of):
    (product,) = client_of(ingrid).get(f"{V1}/products").json()["results"]
    assert product["code"] == "toegangspas"
    assert (product["type"], product["lead_days"], product["owner"]) == ("standard", 3, "servicedesk")


def test_a_product_has_its_form_and_its_parts(ingrid, badge, client_of):
    product = client_of(ingrid).get(f"{V1}/products/toegangspas").json()
    assert [question["key"] for question in product["form"]] == ["voor-wie", "naam", "aantal"]
    assert product["form"][1] == {
        "key": "naam", "label": "Naam van de gast", "kind": "text", "required": True, "help": "", "choices": [],
        "shown_if": {"key": "voor-wie", "value": "Een gast"},
    }  # fmt: skip
    assert product["parts"] == [
        {"key": "pas", "name": "Pas maken", "unit": "facilitair-team", "lead_days": 2, "after": []}
    ]
    assert product["approvals"] == ["manager"]


def test_a_ticket_is_opened_with_all_there_is_to_say(ingrid, badge, client_of):
    make_location("C20")
    answer = client_of(ingrid).post(
        f"{V1}/tickets",
        {
            "subject": "Pas voor een gast", "description": "Zij komt morgen.", "kind": "request",
            "product": "toegangspas", "answers": {"voor-wie": "Een gast", "naam": "Zoë", "aantal": 1},
            "location": "C20", "channel": "api", "urgency": "high", "requester": "ingrid",
        },
    )  # fmt: skip
    ticket = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"{V1}/tickets/{ticket['number']}"
    assert set(ticket) >= TICKET
    assert (ticket["product"], ticket["location"], ticket["requester"]) == ("toegangspas", "C20", "ingrid")
    assert (ticket["lead_unit"], ticket["executing_unit"]) == ("servicedesk", "facilitair-team")
    assert (ticket["state"], ticket["waiting_for"], ticket["self_service"]) == ("waiting", "approval", True)
    assert ticket["answers"] == {"voor-wie": "Een gast", "naam": "Zoë", "aantal": "1"}
    assert client_of(ingrid).get(answer["Location"]).json() == ticket


def test_a_subject_is_enough(ingrid, front_office, client_of):
    ticket = client_of(ingrid).post(f"{V1}/tickets", {"subject": "Waar vind ik een bureaustoel?"}).json()
    assert (ticket["channel"], ticket["urgency"], ticket["requester"]) == ("api", "normal", "ingrid")
    assert (ticket["kind"], ticket["product"], ticket["assignee"], ticket["phase"]) == (None, None, None, None)
    assert ticket["location"] == "B30"


def test_the_explanation_is_in_the_language_that_was_asked_for(ingrid, front_office, client_of):
    ticket = make_ticket(ingrid)
    address = f"{V1}/tickets/{ticket.number}"
    (sentence,) = client_of(ingrid).get(address).json()["explanation"]
    assert sentence == "No product was chosen, so the front office Servicedesk answers and finds out who can help."
    answer = client_of(ingrid).get(address, headers={"Accept-Language": "nl"})
    assert answer["Content-Language"] == "nl"


def test_events_come_oldest_first(ingrid, marieke, client_of):
    ticket = make_ticket(ingrid, description="Al een week.")
    services.take(ticket, by=marieke)
    events = client_of(marieke).get(f"{V1}/tickets/{ticket.number}/events").json()["results"]
    assert [event["verb"] for event in events] == ["opened", "take"]
    assert set(events[0]) >= {"at", "actor", "verb", "data", "public"}
    assert (events[0]["actor"], events[0]["public"], events[0]["data"]["text"]) == ("ingrid", True, "Al een week.")


def test_a_work_order_goes_from_sent_to_done(ingrid, marieke, ruben, client_of):
    ticket = make_ticket(ingrid, product=make_product())
    client_of(marieke).post(f"{V1}/tickets/{ticket.number}/actions", {"action": "forward", "note": "Op vier hoog."})
    worker = client_of(ruben)
    (order,) = worker.get(f"{V1}/work-orders").json()["results"]
    assert (order["ticket"], order["unit"], order["state"]) == (ticket.number, "facilitair-team", "sent")
    address = f"{V1}/work-orders/{order['number']}"
    assert worker.get(address).json() == order
    assert worker.post(f"{address}/actions", {"action": "accept"}).json()["state"] == "accepted"
    assert worker.post(f"{address}/actions", {"action": "note", "text": "Ladder nodig."}).status_code == 200
    done = worker.post(f"{address}/actions", {"action": "complete", "result": "Nieuwe lamp."}).json()
    assert (done["state"], done["result"], done["accepted_by"]) == ("done", "Nieuwe lamp.", "ruben")


def test_places_and_people_are_listed(ingrid, marieke, facility_team, client_of):
    client = client_of(marieke)
    lists = {name: client.get(f"{V1}/{name}").json() for name in ("units", "locations", "departments", "people")}
    assert all(set(page) == {"results", "next"} for page in lists.values())
    assert [unit["code"] for unit in lists["units"]["results"]] == ["servicedesk", "facilitair-team"]
    assert lists["locations"]["results"] == [
        {"code": "B30", "name": "Building B30", "valid_from": None, "valid_until": None}
    ]
    assert lists["departments"]["results"][0]["group"] == "kerndepartement"
    assert {person["username"] for person in lists["people"]["results"]} >= {"ingrid", "marco", "marieke"}


def test_a_decision_names_who_answers_who_works_and_why(ingrid, client_of):
    make_product()
    decision = client_of(ingrid).post(f"{V1}/routing-decisions", {"product": "storing"}).json()
    assert decision == {
        "answered_by": "servicedesk",
        "carried_out_by": "facilitair-team",
        "via_front_office": True,
        "menu_option": None,
        "explanation": [
            "“Storing” is in the catalogue under Servicedesk, so Servicedesk answers the customer.",
            "The work itself is done by Facilitair team. "
            "Servicedesk stays responsible until the customer has an answer.",
        ],
    }


def test_a_decision_without_a_product_is_the_front_office(ingrid, front_office, client_of):
    asked = {
        "kind": "incident", "customer_group": "kerndepartement", "location": "B30", "channel": "phone",
        "urgency": "high", "at": "2027-01-04T09:00:00+01:00",
    }  # fmt: skip
    decision = client_of(ingrid).post(f"{V1}/routing-decisions", asked).json()
    assert (decision["answered_by"], decision["carried_out_by"]) == ("servicedesk", "servicedesk")


def test_a_phase_that_is_not_there_decides_nothing(ingrid, front_office, client_of):
    refused = client_of(ingrid).post(f"{V1}/routing-decisions", {"kind": "incident", "phase": 7})
    assert refused.status_code == 400
    assert refused.json()["errors"]["phase"] == ["There is no phase with this number."]


def test_no_number_is_used_twice(ingrid, front_office, client_of):
    client = client_of(ingrid)
    numbers = [client.post(f"{V1}/tickets", {"subject": f"Vraag {n}"}).json()["number"] for n in range(3)]
    assert len(set(numbers)) == 3
    assert all(number.startswith("M-") for number in numbers)
    assert Ticket.objects.count() == 3
