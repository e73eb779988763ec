"""One question, from the customer to a closed answer, through the services."""

import pytest

from catalog.definition import ApprovalStep, Part
from core.refusals import Refused
from servicedesk import services
from tests.make import make_product, make_ticket


def test_a_fault_goes_from_the_customer_to_the_facility_team_and_back(ingrid, marieke, ruben):
    product = make_product()
    ticket = make_ticket(ingrid, product=product, description="Ik krijg er hoofdpijn van.")
    assert (ticket.state, ticket.kind, ticket.lead_unit.code) == ("new", "incident", "servicedesk")

    services.take(ticket, by=marieke)
    (order,) = services.forward(ticket, by=marieke, note="Neem een ladder mee.")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_for, order.state) == ("waiting", "work_order", "sent")

    services.accept(order, by=ruben)
    services.complete(order, by=ruben, result="Nieuwe lamp.")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_for) == ("in_progress", "")

    services.solve(ticket, by=marieke, text="De lamp is vervangen.")
    services.close(ticket, by=ingrid)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.first_contact) == ("closed", False)
    verbs = list(ticket.events.values_list("verb", flat=True))
    assert verbs == [
        "opened", "take", "forward", "order_sent", "order_accepted", "order_done", "solve", "close",
    ]  # fmt: skip


def test_a_composite_product_is_one_ticket_with_orders_in_order(ingrid, marieke, ruben, facility_team):
    parts = (
        Part("vlucht", "Vlucht en hotel", "facilitair-team", 3),
        Part("visum", "Visum", "facilitair-team", 5),
        Part("trein", "Trein", "facilitair-team", 1, after=("vlucht", "visum")),
    )
    product = make_product("reis", parts=parts)
    ticket = make_ticket(ingrid, product=product)
    orders = {order.part: order for order in services.forward(ticket, by=marieke)}
    assert {part: order.state for part, order in orders.items()} == {
        "vlucht": "sent", "visum": "sent", "trein": "planned",
    }  # fmt: skip

    services.complete(orders["vlucht"], by=ruben, result="Geboekt")
    orders["trein"].refresh_from_db()
    assert orders["trein"].state == "planned"
    services.complete(orders["visum"], by=ruben, result="Klaar")
    orders["trein"].refresh_from_db()
    assert orders["trein"].state == "sent"
    with pytest.raises(Refused, match=orders["trein"].number):
        services.solve(ticket, by=marieke, text="Klaar")
    services.complete(orders["trein"], by=ruben, result="Klaar")
    ticket.refresh_from_db()
    assert ticket.state == "in_progress"


def test_an_approval_by_the_manager_lets_the_question_go_on(ingrid, marco, marieke, ruben):
    product = make_product("pas", approvals=(ApprovalStep("manager"),))
    ticket = make_ticket(ingrid, product=product)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_for) == ("waiting", "approval")
    with pytest.raises(Refused, match="Marco"):
        services.forward(ticket, by=marieke)
    services.approve(ticket.approvals.get(), by=marco)
    services.forward(ticket, by=marieke)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_for) == ("waiting", "work_order")
