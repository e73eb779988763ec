"""Known problems: who reads of them, and one more caller in one key."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.clock import moved_to
from core.refusals import Refused, Stale
from servicedesk import services
from servicedesk.models import Notice, Outage, Ticket
from servicedesk.offered import Sought
from servicedesk.offers import filling, offers
from servicedesk.outages import at_the_call
from servicedesk.services.deliveries import deliver_due
from tests.make import make_location, make_product, make_ticket, make_user
from tests.servicedesk.screen import page, screen_of


def make_outage(by, **values):
    values = {"name": "De lift staat stil", "text": "De monteur komt om tien uur.", "since": timezone.now()} | values
    return services.keep_outage(Outage(), by=by, **values)


@pytest.fixture
def lift(marieke):
    return make_outage(marieke, locations=[make_location("B30")], keywords="vast in lift")


@pytest.fixture
def elsewhere(ingrid):
    return make_user("eva", location=make_location("C1"))


def test_customers_read_of_what_goes_on_where_they_work(client, ingrid, elsewhere, lift):
    for who, there in ((ingrid, True), (elsewhere, False)):
        client.force_login(who)
        assert ("De lift staat stil" in client.get(reverse("portal:home")).text) == there


def test_a_product_tells_of_what_goes_on_with_it(client, ingrid, marieke):
    storing, other = make_product("storing"), make_product("pas")
    make_outage(marieke, products=[storing])
    client.force_login(ingrid)

    told = ["De lift staat stil" in client.get(row.get_absolute_url()).text for row in (storing, other)]

    assert told == [True, False]


def test_who_has_the_caller_or_the_place_or_the_product_on_the_screen_knows(marieke, ingrid, elsewhere, lift):
    product = make_product()
    printer = make_outage(marieke, name="De printers staan stil", locations=[make_location("C1")], products=[product])

    assert at_the_call(marieke) == []
    assert at_the_call(marieke, ingrid) == [lift]
    assert at_the_call(marieke, ingrid, make_location("C1")) == [printer]
    assert set(at_the_call(marieke, ingrid, None, product)) == {lift, printer}


def test_this_caller_too_makes_a_question_of_ones_own(client, marieke, ingrid, lift):
    product = make_product()
    services.keep_outage(lift, by=marieke, products=[product])
    screen = screen_of(client, marieke)

    done = screen.post(reverse("desk:join-outage", args=[lift.pk]), {"requester": ingrid.pk}, follow=True)

    (ticket,) = lift.tickets.all()
    assert (ticket.requester, ticket.subject, ticket.kind, ticket.product) == (ingrid, lift.name, "incident", product)
    assert (ticket.location, ticket.contacts.count()) == (ingrid.location, 1)
    assert f"question {ticket.number}" in page(done)


def test_who_calls_again_gets_no_second_question(marieke, ingrid, lift):
    first = services.join_outage(lift, by=marieke, requester=ingrid)

    assert services.join_outage(lift, by=marieke, requester=ingrid) == first
    assert (lift.tickets.count(), first.contacts.count()) == (1, 2)


def test_a_question_that_came_in_otherwise_goes_under_it_once(marieke, ingrid, lift):
    ticket = make_ticket(ingrid)
    services.put_under_outage(ticket, by=marieke, outage=lift)
    services.put_under_outage(ticket, by=marieke, outage=lift)

    assert list(lift.tickets.all()) == [ticket]
    assert [event.verb for event in ticket.events.all()].count("outage") == 1


def test_an_outage_is_found_by_its_words_and_fills_in_the_question(marieke, ingrid, lift):
    (offer,) = [one for one in offers(Sought(marieke, ingrid, None, "vast in de lift")) if one.source == "outage"]
    filled = filling(offer.value, by=marieke, customer=ingrid)

    assert (offer.label, offer.detail, filled.subject, filled.outage) == (lift.name, "B30", lift.name, lift)


def test_only_agents_tell_of_outages(ingrid, hanna, lift):
    for who in (ingrid, make_user("ruud")):
        with pytest.raises(PermissionDenied):
            services.keep_outage(lift, by=who, name="Anders")
        with pytest.raises(PermissionDenied):
            services.join_outage(lift, by=who, requester=ingrid)


@pytest.mark.parametrize(
    "values", [{"name": " "}, {"text": ""}, {"expected_until": timezone.now() - timedelta(days=9)}]
)
def test_what_makes_no_sense_is_refused(marieke, values):
    with pytest.raises(Refused):
        make_outage(marieke, **values)


def test_a_stale_screen_cannot_overrule_a_colleague(marieke, lift):
    services.keep_outage(lift, by=marieke, text="De monteur is er.", seen=lift.version)

    with pytest.raises(Stale):
        services.keep_outage(lift, by=marieke, text="Hij komt morgen.", seen=1)


def test_an_outage_is_told_and_changed_on_a_page(client, marieke):
    screen = screen_of(client, marieke)
    address = reverse("desk:new-outage")
    refused = screen.post(address, {"name": "Geen stroom", "since": "2026-11-03T09:00"})
    assert refused.status_code == 422
    assert "Geen stroom" in refused.text

    values = {"name": "Geen stroom", "text": "Wij werken eraan.", "since": "2026-11-03T09:00"}
    screen.post(address, values)
    outage = Outage.objects.get()
    screen.post(reverse("desk:edit-outage", args=[outage.pk]), values | {"text": "Bijna klaar.", "seen": 1})

    outage.refresh_from_db()
    assert (outage.text, outage.by, outage.history.count()) == ("Bijna klaar.", marieke, 2)


def test_lists_cost_the_same_however_many_suffer(client, marieke, lift):
    client.force_login(marieke)
    counts = []
    for number in range(2):
        for one in range(3):
            services.join_outage(lift, by=marieke, requester=make_user(f"u{number}{one}"))
        make_outage(marieke, name=f"Nog een {number}", products=[make_product(f"p{number}")])
        with CaptureQueriesContext(connection) as count:
            client.get(reverse("desk:outages"))
            client.get(lift.get_absolute_url())
        counts.append(len(count))
    assert counts[0] == counts[1] <= 40
    assert Ticket.objects.filter(outage=lift).count() == 6


def test_thirty_callers_are_answered_at_once_taken_back_once_and_each_hears_exactly_once(client, marieke, lift):
    callers = [make_user(f"beller{number}") for number in range(30)]
    for caller in callers:
        services.join_outage(lift, by=marieke, requester=caller)
    screen = screen_of(client, marieke)
    solve, back = (reverse(f"desk:{verb}-outage", args=[lift.pk]) for verb in ("solve", "take-back"))
    later = timezone.now() + timedelta(seconds=31)
    answers = Notice.objects.filter(event__verb="solve", channel="page")

    asked = screen.post(solve, {"text": "De lift doet het weer."}, follow=True)
    assert "Until then you can take it back" in page(asked)
    assert services.release_due() == 0
    screen.post(back)
    with moved_to(later):
        services.release_due()
        deliver_due()
    assert (lift.tickets.open().count(), answers.count()) == (30, 0)
    assert Outage.objects.open().get() == lift

    screen.post(solve, {"text": "De lift doet het weer."})
    assert not Outage.objects.open().exists()
    with moved_to(timezone.now() + timedelta(seconds=31)):
        for _ring in range(3):
            services.release_due()
            deliver_due()

    assert lift.tickets.filter(state="solved").count() == 30
    assert sorted(answers.values_list("person__username", flat=True)) == sorted(one.username for one in callers)
    assert Outage.objects.get().is_open is False


def test_everybody_is_told_how_it_stands_and_waits_on(client, marieke, ingrid, lift):
    ticket = services.join_outage(lift, by=marieke, requester=ingrid)
    screen_of(client, marieke).post(reverse("desk:tell-outage", args=[lift.pk]), {"text": "Het duurt nog een uur."})
    with moved_to(timezone.now() + timedelta(seconds=31)):
        services.release_due()

    assert [event.text for event in ticket.events.filter(verb="answer")] == ["Het duurt nog een uur."]
    assert lift.tickets.open().count() == 1


def test_nobody_to_tell_is_said_and_a_problem_without_callers_just_ends(marieke, lift):
    with pytest.raises(Refused):
        services.tell_outage(lift, by=marieke, text="Nog even.")
    assert services.solve_outage(lift, by=marieke, text="Klaar.").is_open is False
    with pytest.raises(Refused):
        services.solve_outage(lift, by=marieke, text="Klaar.")
    with pytest.raises(Refused):
        services.take_back_outage(lift, by=marieke)


def test_the_caller_on_the_screen_can_be_added_with_one_key(client, marieke, ingrid, lift):
    screen = screen_of(client, marieke)
    card = screen.get(reverse("desk:new"), {"requester": ingrid.pk})

    assert f'action="{reverse("desk:join-outage", args=[lift.pk])}"' in card.text
    assert 'data-chord="Alt+U' in card.text
    back = screen.post(reverse("desk:join-outage", args=[lift.pk]), {"requester": ingrid.pk, "back": "call"})
    assert back.url == reverse("desk:new")
