"""What was done inside is taken back within ten minutes, where nobody touched it since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.refusals import Refused
from servicedesk import services
from servicedesk.models import Batch, Ticket
from servicedesk.services.ground import TRACKED
from tests.make import make_product, make_ticket
from tests.servicedesk.acts import uploaded


def as_it_stands(ticket):
    return Ticket.objects.values(*TRACKED).get(pk=ticket.pk)


@pytest.fixture
def three(ingrid):
    return [make_ticket(ingrid, subject=f"Vraag {number}") for number in range(3)]


def taken(tickets, by):
    return services.in_batch(tickets, by=by, verb="take", do=lambda one: services.take(one, by=by))


def test_what_was_done_to_many_is_put_back_and_stands_in_the_log(marieke, three):
    before = [as_it_stands(ticket) for ticket in three]
    done = taken(three, marieke)
    assert [as_it_stands(ticket)["assignee_id"] for ticket in three] == [marieke.pk] * 3
    undone = services.undo(done.batch, by=marieke)
    assert [as_it_stands(ticket) for ticket in three] == before
    assert (len(undone.tickets), undone.left) == (3, [])
    assert [event.verb for event in three[0].events.all()] == ["opened", "take", "undone"]


def test_what_somebody_touched_since_stays_and_is_told(marieke, peter, three):
    done = taken(three, marieke)
    services.note(three[1], by=peter, text="Ik bel hem even.")
    undone = services.undo(done.batch, by=marieke)
    assert undone.left == [three[1]]
    assert as_it_stands(three[1])["assignee_id"] == marieke.pk
    assert as_it_stands(three[0])["assignee_id"] is None


@pytest.mark.parametrize("why", ["twice", "late", "all touched"])
def test_it_is_refused_when(marieke, peter, three, why):
    batch = taken(three, marieke).batch
    if why == "twice":
        services.undo(batch, by=marieke)
    elif why == "late":
        Batch.objects.filter(pk=batch.pk).update(at=timezone.now() - timedelta(minutes=11))
    else:
        for ticket in three:
            services.take(ticket, by=peter)
    with pytest.raises(Refused):
        services.undo(batch, by=marieke)


def test_nobody_undoes_what_another_did(marieke, peter, three):
    with pytest.raises(PermissionDenied):
        services.undo(taken(three, marieke).batch, by=peter)


def test_what_cannot_be_done_to_one_is_done_to_the_others(marieke, three):
    services.cancel(three[0], by=marieke, text="Dubbel.")
    done = taken(three, marieke)
    assert done.tickets == three[1:]
    assert [refusal.ticket for refusal in done.refused] == [three[0]]


def test_a_merge_comes_back_whole(ingrid, marieke, ruben):
    product = make_product()
    into, other = make_ticket(ingrid, subject="Lamp"), make_ticket(ingrid, subject="Lamp stuk", product=product)
    services.attach(other, by=ingrid, files=[uploaded(ingrid)])
    (order,) = services.forward(other, by=marieke)
    before = as_it_stands(into), as_it_stands(other)
    batch = services.merge_all([other, into], by=marieke, into=into, choose={"subject": other, "product": other})
    assert as_it_stands(into)["subject"] == "Lamp stuk"
    assert as_it_stands(into)["product_id"] == product.pk
    assert list(into.work_orders.all()) == [order]
    services.undo(batch, by=marieke)
    assert (as_it_stands(into), as_it_stands(other)) == before
    assert list(other.work_orders.all()) == [order]
    assert (other.attachments.count(), other.contacts.count(), into.contacts.count()) == (1, 1, 1)
    services.accept(order, by=ruben)


def test_a_merge_after_which_something_was_done_stays(ingrid, marieke, ruben):
    into, other = make_ticket(ingrid), make_ticket(ingrid, product=make_product())
    (order,) = services.forward(other, by=marieke)
    batch = services.merge_all([other], by=marieke, into=into)
    services.accept(order, by=ruben)
    with pytest.raises(Refused, match=into.number):
        services.undo(batch, by=marieke)
    assert as_it_stands(other)["merged_into_id"] == into.pk


def test_the_button_stands_beside_what_was_done(client, marieke, three):
    client.force_login(marieke)
    ticket = three[0]
    there = client.post(reverse("desk:act", args=[ticket.pk, "take"]), {"seen": 1}, follow=True)
    address = Batch.objects.get().get_undo_url()
    assert f'action="{address}"' in there.text
    back = client.post(address, {"next": ticket.get_desk_url()})
    assert back.url == ticket.get_desk_url()
    assert as_it_stands(ticket)["assignee_id"] is None
    assert client.post(address, {"next": "https://elders.example/"}).url == reverse("desk:queues")
