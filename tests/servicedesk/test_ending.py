"""How a question ends, comes back, goes on in another, or is tied to one."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from catalog.definition import ApprovalStep, Part
from core.refusals import Refused, Stale
from servicedesk import services
from servicedesk.models import Link, Ticket
from tests.make import make_product, make_ticket
from tests.servicedesk import acts

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def ticket(ingrid, marieke):
    return make_ticket(ingrid, kind="incident")


@pytest.fixture
def other(ingrid):
    return make_ticket(ingrid, subject=acts.OTHER)


def row(thing):
    return type(thing).objects.get(pk=thing.pk)


def test_the_first_answer_counts_as_the_reaction(ticket, marieke):
    services.answer(ticket, by=marieke, text="We komen kijken.")
    first = row(ticket).responded_at
    services.solve(ticket, by=marieke, text="De lamp is vervangen.")
    assert row(ticket).responded_at == first < row(ticket).solved_at
    assert row(ticket).assignee == marieke


def test_an_answer_without_words_is_refused_at_its_field(ticket, ingrid, marieke):
    for service, by in ((services.solve, marieke), (services.ask, marieke), (services.cancel, ingrid)):
        with pytest.raises(Refused) as refusal:
            service(ticket, by=by, text=" \n ")
        assert set(refusal.value.errors) == {"text"}
    assert row(ticket).version == 1


def test_what_waits_for_the_customer_goes_on_when_the_customer_answers(ticket, ingrid, marieke):
    services.ask(ticket, by=marieke, text="Welke lamp?")
    assert (row(ticket).state, row(ticket).waiting_for) == ("waiting", "customer")
    services.remark(ticket, by=ingrid, text="De linker.")
    assert (row(ticket).state, row(ticket).waiting_for) == ("in_progress", "")


def test_a_remark_on_what_is_solved_leaves_it_solved(ticket, ingrid, marieke):
    services.solve(ticket, by=marieke, text="Klaar.")
    services.remark(ticket, by=ingrid, text="Dank u wel.")
    assert (row(ticket).state, row(ticket).first_contact) == ("solved", True)


def test_the_work_of_a_merged_question_goes_on_in_the_other_one(ingrid, marieke, ruben, other):
    ticket = make_ticket(ingrid, product=make_product())
    (order,) = services.forward(ticket, by=marieke)
    services.attach(ticket, by=ingrid, files=[acts.uploaded(ingrid)])
    services.merge(ticket, by=marieke, into=other)
    ticket, other = row(ticket), row(other)
    assert (ticket.state, ticket.merged_into, ticket.solved_at) == ("closed", other, None)
    assert (other.state, other.waiting_for) == ("waiting", "work_order")
    assert row(order).ticket == other
    assert (other.attachments.count(), other.contacts.count()) == (1, 2)
    assert [event.verb for event in ticket.events.all()][-1] == "merge"
    services.complete(order, by=ruben, result="Nieuwe lamp.")
    assert row(other).state == "in_progress"


def test_what_was_merged_does_not_come_back(ticket, other, ingrid, marieke):
    services.merge(ticket, by=marieke, into=other)
    with pytest.raises(Refused, match=other.number):
        services.reopen(ticket, by=ingrid, text="Toch niet.")
    with pytest.raises(Refused):
        services.merge(other, by=marieke, into=ticket)


def test_a_question_does_not_go_on_in_someone_elses_or_in_one_that_ended(ticket, other, odd, marieke):
    with pytest.raises(Refused, match="someone else's") as refusal:
        services.merge(ticket, by=marieke, into=make_ticket(odd))
    assert set(refusal.value.errors) == {"into"}
    with pytest.raises(Refused):
        services.merge(ticket, by=marieke, into=ticket)
    services.solve(other, by=marieke, text="Klaar.")
    with pytest.raises(Refused, match="has ended"):
        services.merge(ticket, by=marieke, into=other)
    assert row(ticket).version == 1


def test_signatures_and_parts_are_not_merged_away(ingrid, marco, marieke, facility_team, other):
    signed = make_ticket(ingrid, product=make_product("pas", approvals=(ApprovalStep("manager"),)))
    for one, two in ((signed, other), (other, signed)):
        with pytest.raises(Refused, match="Approval was asked"):
            services.merge(one, by=marieke, into=two)
    parts = (Part("een", "Een", "facilitair-team"),)
    parted = make_ticket(ingrid, product=make_product("reis", parts=parts))
    services.forward(parted, by=marieke)
    services.forward(parted, by=marieke, unit=facility_team, task="Iets erbij")
    with pytest.raises(Refused, match="parts under way"):
        services.merge(parted, by=marieke, into=other)
    assert parted.work_orders.count() == 2


def test_what_ended_keeps_when_it_did(ticket, ingrid, marieke):
    services.solve(ticket, by=marieke, text="Klaar.")
    solved = row(ticket).solved_at
    closed = services.close(ticket, by=ingrid)
    assert (closed.solved_at, closed.closed_at >= solved) == (solved, True)
    services.note(ticket, by=marieke, text="Derde keer dit jaar.")
    assert row(ticket).closed_at == closed.closed_at


def test_linking_twice_changes_nothing(ticket, other, marieke):
    services.link(ticket, by=marieke, other=other)
    version = row(ticket).version
    services.link(ticket, by=marieke, other=other)
    assert (Link.objects.count(), row(ticket).version) == (1, version)
    services.link(ticket, by=marieke, other=other, kind="duplicate")
    assert Link.objects.count() == 2
    for wrong in ({"other": ticket}, {"other": other, "kind": "familie"}):
        with pytest.raises(Refused):
            services.link(ticket, by=marieke, **wrong)


def test_an_old_screen_cannot_overrule_a_colleague_and_is_told_what_changed(ticket, ingrid, marieke, peter):
    on_screen = ticket.version
    services.take(ticket, by=marieke)
    services.note(ticket, by=marieke, text="Ik bel haar even.")
    with pytest.raises(Stale) as refusal:
        services.solve(ticket, by=peter, text="Klaar.", seen=on_screen)
    assert [event.verb for event in refusal.value.changes] == ["take", "note"]
    with pytest.raises(Stale) as refusal:
        services.cancel(ticket, by=ingrid, text="Laat maar.", seen=on_screen)
    assert refusal.value.changes == [], "what stays inside is not told to the customer"
    assert Ticket.objects.get(pk=ticket.pk).state == "in_progress"
    services.solve(ticket, by=peter, text="Klaar.", seen=row(ticket).version)


def test_without_rights_one_is_not_told_what_changed_either(ticket, odd):
    with pytest.raises(PermissionDenied):
        services.take(ticket, by=odd, seen=0)
