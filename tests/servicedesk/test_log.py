"""The log: only added to, whoever tries, and it explains the row."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from core.refusals import Refused
from servicedesk import services
from servicedesk.models import Delivery, Event
from servicedesk.registry import readers_of
from tests.make import make_product, make_ticket


@pytest.fixture
def event(ingrid, marieke):
    ticket = make_ticket(ingrid, product=make_product())
    services.take(ticket, by=marieke)
    return ticket.events.first()


@pytest.mark.parametrize("change", [lambda rows: rows.update(verb="x"), lambda rows: rows.delete(),
                                    lambda rows: rows.filter(pk=0).update(public=True)])  # fmt: skip
def test_a_set_of_events_is_neither_changed_nor_removed(event, change):
    with pytest.raises(TypeError, match="append-only"):
        change(Event.objects.all())


def test_one_event_is_neither_changed_nor_removed(event):
    event.verb = "x"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()
    event.deliveries.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        event.delete()
    assert Event.objects.get(pk=event.pk).verb == "opened"


@pytest.mark.parametrize("change", ["UPDATE servicedesk_event SET verb = 'x'", "DELETE FROM servicedesk_event"])
def test_the_database_itself_refuses_what_goes_round_the_models(event, change):
    Delivery.objects.all().delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Event.objects.filter(verb="opened").exists()


def test_each_event_has_a_delivery_for_each_reader_that_wants_it(event):
    for one in Event.objects.all():
        assert sorted(one.deliveries.values_list("reader", flat=True)) == sorted(readers_of(one.verb))
    assert readers_of("opened") != readers_of("take")


def test_the_log_says_who_did_what_when_and_what_it_made_of_the_row(ingrid, marieke, ruben):
    ticket = make_ticket(ingrid, product=make_product(), description="Boven mijn bureau.")
    services.take(ticket, by=marieke)
    opened, took = ticket.events.all()
    assert (opened.actor, opened.public, opened.text, opened.version) == (ingrid, True, "Boven mijn bureau.", 1)
    assert opened.data["set"]["state"] == "new"
    assert took.data["set"] == {"state": "in_progress", "assignee_id": marieke.pk}
    ticket.refresh_from_db()
    assert (took.version, took.at) == (ticket.version, ticket.changed_at)


def test_a_refusal_leaves_no_trace(event, odd, marieke):
    before = Event.objects.count()
    with pytest.raises(Refused):
        services.solve(event.ticket, by=marieke, text="")
    assert Event.objects.count() == before
