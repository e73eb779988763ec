"""Putting a question out of sight for a while: until a day, or until something happens."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.refusals import Refused
from servicedesk import services
from servicedesk.models import Notice
from servicedesk.queues import BY_SLUG, QUEUES, desk_tickets
from servicedesk.readers import tell_on_page
from tests.make import make_product, make_ticket
from tests.servicedesk.screen import page, screen_of

SIGHT = {"unassigned", "mine", "unit", "waiting", "returned"}
DAY = timedelta(days=1)


@pytest.fixture
def fault(ingrid):
    return make_ticket(ingrid, product=make_product())


def queues_of(ticket, user):
    now = timezone.now()
    return {queue.slug for queue in QUEUES if queue.keep(desk_tickets(user), user, now).filter(pk=ticket.pk).exists()}


def test_it_is_out_of_sight_until_the_day_comes(marieke, fault):
    services.take(fault, by=marieke)
    assert queues_of(fault, marieke) == {"mine", "unit", "all"}
    until = timezone.now() + 2 * DAY
    services.snooze(fault, by=marieke, until=until)
    assert queues_of(fault, marieke) == {"snoozed", "all"}
    assert services.wake_due(until - timedelta(seconds=1)) == 0
    assert services.wake_due(until) == 1
    assert services.wake_due(until) == 0
    assert queues_of(fault, marieke) == {"mine", "unit", "all"}
    woken = fault.events.get(verb="wake")
    assert woken.actor is None
    tell_on_page(woken)
    assert Notice.objects.get(event=woken).person == marieke


def test_a_promise_that_is_not_kept_shows_whoever_sleeps(marieke, fault):
    services.snooze(fault, by=marieke, wakes_on="customer")
    type(fault).objects.filter(pk=fault.pk).update(resolve_by=timezone.now() - DAY)
    assert queues_of(fault, marieke) == {"snoozed", "late", "all"}


def test_what_the_customer_says_wakes_whatever_it_sleeps_for(marieke, ingrid, fault):
    for wakes_on in ("date", "customer"):
        services.snooze(fault, by=marieke, wakes_on=wakes_on, until=timezone.now() + DAY)
        services.note(fault, by=marieke, text="Nog niets gehoord.")
        assert "snoozed" in queues_of(fault, marieke)
        services.remark(fault, by=ingrid, text="Hij doet het weer niet.")
        assert "snoozed" not in queues_of(fault, marieke)


def test_the_last_work_that_is_done_wakes_it_and_so_does_work_that_comes_back(marieke, ruben, fault):
    with pytest.raises(Refused):
        services.snooze(fault, by=marieke, wakes_on="work_order")
    (order,) = services.forward(fault, by=marieke)
    services.snooze(fault, by=marieke, wakes_on="work_order")
    order = services.return_order(order, by=ruben, reason="Welke kamer?")
    assert "returned" in queues_of(fault, marieke)
    services.resend(order, by=marieke, note="4.12")
    services.snooze(fault, by=marieke, wakes_on="work_order")
    services.complete(order, by=ruben, result="Nieuwe lamp.")
    assert "unassigned" in queues_of(fault, marieke) or "unit" in queues_of(fault, marieke)
    assert "snoozed" not in queues_of(fault, marieke)


def test_what_ends_sleeps_no_more(marieke, fault):
    services.snooze(fault, by=marieke, wakes_on="customer")
    services.solve(fault, by=marieke, text="Klaar.")
    fault.refresh_from_db()
    assert (fault.wakes_on, fault.asleep_until) == ("", None)


@pytest.mark.parametrize("until", [None, -DAY, 400 * DAY])
def test_a_day_that_can_t_be_is_refused(marieke, fault, until):
    with pytest.raises(Refused) as refusal:
        services.snooze(fault, by=marieke, until=until and timezone.now() + until)
    assert "until" in refusal.value.errors


def test_at_the_desk_it_is_put_away_undone_and_brought_back(client, marieke, fault):
    desk = screen_of(client, marieke)
    address = reverse("desk:act", args=[fault.pk, "snooze"])
    wrong = desk.post(address, {"wakes_on": "date", "until": "ooit", "seen": 1})
    assert wrong.status_code == 422
    assert 'value="ooit"' in wrong.text
    day = timezone.localdate() + 10 * DAY
    told = desk.post(address, {"wakes_on": "customer", "until": f"{day:%d-%m-%Y}", "seen": 1}, follow=True)
    assert "Snoozed until the customer says something, or" in page(told)
    fault.refresh_from_db()
    opens = timezone.localtime(fault.asleep_until)
    assert opens.date() >= day
    assert opens.hour == 8
    assert fault.number in desk.get(reverse("desk:queue", args=["snoozed"])).text
    assert "Marieke snoozed this question until the customer says something" in page(told)
    services.undo(marieke.batches.get(), by=marieke)
    fault.refresh_from_db()
    assert fault.wakes_on == ""
    services.snooze(fault, by=marieke, wakes_on="customer")
    desk.post(reverse("desk:act", args=[fault.pk, "wake"]), {"seen": 4})
    fault.refresh_from_db()
    assert fault.wakes_on == ""
    assert BY_SLUG["snoozed"].keep(desk_tickets(marieke), marieke, timezone.now()).count() == 0
