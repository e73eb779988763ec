"""When a unit closes, what runs there goes over to who does it now: each once, in the log, and nobody is forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from catalog.definition import Part
from organisation.models import Unit
from servicedesk import services
from servicedesk.models import Event, HandOver, Notice, Ticket
from servicedesk.moving import preview_now
from servicedesk.services.deliveries import deliver_due
from servicedesk.services.going_over import hand_over_due
from servicedesk.wording import line
from tests.make import (
    make_location,
    make_phase,
    make_product,
    make_rules,
    make_start,
    make_ticket,
    make_unit,
    make_user,
)


@pytest.fixture
def travel(front_office) -> Unit:
    return make_unit("bureau-reizen", "service_point", name="Bureau Reizen")


@pytest.fixture
def partner(db) -> Unit:
    return make_unit("bz", "partner", name="Buitenlandse Zaken")


@pytest.fixture
def traveller(travel):
    return make_user("bram", agent_in=[travel], worker_in=[travel])


@pytest.fixture
def trip(ingrid, travel, traveller):
    """A journey that bureau-reizen is working on."""
    product = make_product("reis", owner="bureau-reizen", executing="bureau-reizen", kind="request")
    ticket = make_ticket(ingrid, product=product, subject="Naar Brussel")
    services.take(ticket, by=traveller)
    (order,) = services.forward(ticket, by=traveller)
    services.accept(order, by=traveller)
    ticket.refresh_from_db()
    return ticket


def test_a_running_question_goes_over_when_its_unit_closes(trip, travel, partner, front_office, in_english):
    start = make_start(make_phase(2, {travel: front_office}))
    promised, order = (trip.respond_by, trip.resolve_by), trip.work_orders.get()
    assert hand_over_due() == 1
    trip.refresh_from_db()
    assert (trip.lead_unit, trip.executing_unit, trip.assignee) == (front_office, front_office, None)
    assert (trip.respond_by, trip.resolve_by, trip.state) == (*promised, "waiting")
    assert trip.reasons[0] == "Bureau Reizen is closed since phase 2 began here, so Servicedesk took this over."
    event = trip.events.get(verb="handed_over")
    assert line(event) == (
        "Bureau Reizen closed in phase 2; this question went over to Servicedesk. The work on it goes from Bureau "
        f"Reizen to Servicedesk. Work order {order.number} went over from Bureau Reizen to Servicedesk."
    )
    assert (event.public, event.actor, event.version) == (False, None, trip.version)
    assert event.data["set"]["lead_unit_id"] == front_office.pk
    moved = trip.work_orders.get()
    assert (moved.unit, moved.state, moved.accepted_by, moved.due_at) == (front_office, "sent", None, order.due_at)
    row = HandOver.objects.get()
    assert (row.start, row.expected, row.tickets, row.orders, row.stuck) == (start, 1, 1, 1, 0)
    assert row.ended_at
    assert row.moved.get().event == event


def test_run_again_it_moves_nothing_again_and_nobody_is_mailed(trip, travel, partner):
    deliver_due()
    told = Notice.objects.count()
    make_start(make_phase(2, {travel: partner}))
    assert [hand_over_due() for _run in range(3)] == [1, 0, 0]
    deliver_due()
    assert (Event.objects.filter(verb="handed_over").count(), Notice.objects.count()) == (1, told)


def test_work_with_a_partner_alone_waits_for_the_partner(trip, travel, partner, marieke):
    services.assign(trip, by=marieke, to=marieke)
    make_start(make_phase(2, {travel: partner}))
    hand_over_due()
    trip.refresh_from_db()
    assert (trip.lead_unit, trip.waiting_for) == (partner, "partner")


def test_who_goes_along_keeps_the_question(trip, travel, traveller, front_office):
    front_office.memberships.create(user=traveller, role="agent")
    make_start(make_phase(2, {travel: front_office}))
    hand_over_due()
    trip.refresh_from_db()
    assert (trip.lead_unit, trip.assignee) == (front_office, traveller)
    assert trip.work_orders.get().accepted_by == traveller


def test_only_what_is_closed_changes_hands(ingrid, marieke, travel, partner, trip):
    """The front office leads, Bureau Reizen works: only the work goes over."""
    product = make_product("visum", executing="bureau-reizen")
    ticket, other = make_ticket(ingrid, product=product), make_ticket(ingrid, product=make_product())
    over = services.solve(make_ticket(ingrid, product=product), by=marieke, text="Klaar.")
    services.take(ticket, by=marieke)
    before = [*other.events.all()]
    make_start(make_phase(2, {travel: partner}))
    assert hand_over_due() == 2
    ticket.refresh_from_db()
    assert (ticket.lead_unit.code, ticket.executing_unit, ticket.assignee) == ("servicedesk", partner, marieke)
    assert len(ticket.reasons) > 1
    assert [*other.events.all()] == before
    # What was over stays, until somebody opens it again.
    assert not over.events.filter(verb="handed_over").exists()
    services.reopen(over, by=ingrid, text="Nog niet.")
    assert hand_over_due() == 1
    over.refresh_from_db()
    assert over.executing_unit == partner


def test_rules_say_who_takes_it(trip, travel, partner, front_office):
    rule = {"conditions": {"product": ["reis"]}, "answered_by": front_office, "carried_out_by": partner}
    rules = make_rules(rule, draft=False)
    make_start(make_phase(2, {travel: None}))
    hand_over_due()
    trip.refresh_from_db()
    assert (trip.lead_unit, trip.executing_unit, trip.rule_version) == (front_office, partner, 1)
    assert HandOver.objects.filter(rule_set=rules, ended_at__isnull=False).exists()


def test_a_phase_that_begins_at_one_place_moves_what_is_asked_there(trip, travel, partner, ingrid):
    there = make_location("B50")
    elsewhere = make_ticket(ingrid, product=trip.product, location=there)
    make_start(make_phase(1), at=timezone.now() - timedelta(days=30))
    make_start(make_phase(2, {travel: partner}), location=there)
    assert hand_over_due() == 1
    assert Ticket.objects.get(lead_unit=partner) == elsewhere


def test_what_has_nowhere_to_go_stays_and_is_counted(ingrid, front_office, in_english):
    ticket = make_ticket(ingrid)
    make_start(make_phase(2, {front_office: None}))
    assert [hand_over_due(), hand_over_due()] == [0, 0]
    row = HandOver.objects.get()
    assert (row.stuck, row.ended_at is not None) == (1, True)
    assert not ticket.events.filter(verb="handed_over").exists()


def test_a_part_that_is_released_later_goes_to_who_took_the_place(ingrid, marieke, travel, partner, ruben):
    parts = (Part("sleutel", "Sleutel", "facilitair-team"), Part("reis", "Reis", "bureau-reizen", after=("sleutel",)))
    ticket = make_ticket(ingrid, product=make_product("pakket", parts=parts))
    first, second = services.forward(ticket, by=marieke)
    assert second.unit == travel
    make_start(make_phase(2, {travel: partner}))
    services.complete(first, by=ruben, result="Klaar.")
    second.refresh_from_db()
    assert (second.unit, second.state, second.part) == (partner, "sent", "reis")
    other = make_ticket(ingrid, product=ticket.product)
    assert [order.unit.code for order in services.forward(other, by=marieke)] == ["facilitair-team", "bz"]


def test_beforehand_one_reads_what_would_go_over(trip, travel, partner, ingrid, front_office, in_english):
    make_ticket(ingrid, product=make_product("visum", executing="bureau-reizen"))
    phase = make_phase(2, {travel: partner})
    assert preview_now(phase, None) == [
        "questions from Bureau Reizen to Buitenlandse Zaken: 1",
        "the work on questions from Bureau Reizen to Buitenlandse Zaken: 1",
        "work orders from Bureau Reizen to Buitenlandse Zaken: 1",
    ]
    assert preview_now(phase, make_location("B50")) == []
    assert hand_over_due() == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_somebody_is_working_on_is_not_lost(trip, travel, partner, traveller):
    """It is passed over while it is held, keeps what was done to it, and goes over in the next round."""
    make_start(make_phase(2, {travel: partner}))
    with ThreadPoolExecutor(1) as machine:
        with transaction.atomic():
            services.note(trip, by=traveller, text="Hotel geboekt.")
            assert machine.submit(_run).result(timeout=10) == 0
        assert HandOver.objects.get().ended_at is None
        assert machine.submit(_run).result(timeout=10) == 1
    assert list(trip.events.order_by("pk").values_list("verb", flat=True))[-2:] == ["note", "handed_over"]
    versions = list(trip.events.order_by("pk").values_list("version", flat=True))
    assert versions == list(range(1, len(versions) + 1))


def _run() -> int:
    try:
        return hand_over_due()
    finally:
        connection.close()
