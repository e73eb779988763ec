"""Work that is ordered, done, given back, sent again and taken back."""

from __future__ import annotations

import pytest

from catalog.definition import Part
from core.refusals import Refused, Stale
from organisation.models import Unit
from organisation.opening import house_calendar
from servicedesk import services
from servicedesk.deadlines import done_by
from servicedesk.models import Ticket, WorkOrder
from tests.make import make_product, make_ticket, make_unit, make_user

pytestmark = pytest.mark.usefixtures("in_english")

CHAIN = (
    Part("een", "Zaal klaarzetten", "facilitair-team", 2),
    Part("twee", "Opruimen", "facilitair-team", 1, after=("een",)),
)


@pytest.fixture
def ticket(ingrid, marieke, ruben):
    return make_ticket(ingrid, product=make_product())


@pytest.fixture
def chain(ingrid, marieke, ruben, facility_team):
    ticket = make_ticket(ingrid, product=make_product("zaal", parts=CHAIN))
    return services.forward(ticket, by=marieke, note="Voor veertien mensen.")


def row(thing):
    return type(thing).objects.get(pk=thing.pk)


def test_an_order_says_what_to_do_for_whom_and_by_when(ticket, marieke):
    (order,) = services.forward(ticket, by=marieke, note="Neem een ladder mee.")
    assert (order.unit.code, order.task, order.note) == ("facilitair-team", ticket.subject, "Neem een ladder mee.")
    assert order.due_at == ticket.resolve_by
    assert ticket.events.get(verb="order_sent").data["note"] == "Neem een ladder mee."


def test_an_order_can_go_to_another_unit_with_a_task_of_its_own(ticket, marieke):
    cleaning = make_unit("schoonmaak", "back_office")
    (order,) = services.forward(ticket, by=marieke, unit=cleaning, task="Het glas opruimen")
    assert (order.unit, order.task) == (cleaning, "Het glas opruimen")
    assert row(ticket).executing_unit.code == "facilitair-team"


def test_each_part_has_its_own_time_from_when_it_starts(chain, ruben):
    first, second = chain
    assert first.due_at == done_by(first.sent_at, 2, house_calendar())
    assert (second.sent_at, second.due_at) == (None, None)
    services.complete(first, by=ruben, result="Klaar")
    second = row(second)
    assert second.due_at == done_by(second.sent_at, 1, house_calendar())


def test_what_is_done_without_being_accepted_was_accepted_by_who_did_it(ticket, marieke, ruben):
    (order,) = services.forward(ticket, by=marieke)
    order = services.complete(order, by=ruben, result="Nieuwe lamp.")
    assert (order.accepted_by, order.state) == (ruben, "done")
    assert order.accepted_at <= order.ended_at


def test_two_workers_do_not_accept_one_order(ticket, marieke, ruben, facility_team):
    (order,) = services.forward(ticket, by=marieke)
    services.accept(order, by=ruben)
    with pytest.raises(Refused):
        services.accept(order, by=make_user("sam", worker_in=[facility_team]))
    assert row(order).accepted_by == ruben


def test_a_returned_order_brings_the_ticket_back_and_leaves_again_when_it_is_resent(ticket, marieke, ruben):
    (order,) = services.forward(ticket, by=marieke, note="De lamp knippert.")
    services.accept(order, by=ruben)
    with pytest.raises(Refused) as refusal:
        services.return_order(order, by=ruben, reason="  ")
    assert set(refusal.value.errors) == {"reason"}
    services.return_order(order, by=ruben, reason="Welke kamer?")
    assert (row(ticket).state, row(ticket).waiting_for) == ("in_progress", "")
    services.resend(order, by=marieke, note="Kamer 4.12.")
    order = row(order)
    assert (order.state, order.accepted_by, order.note) == ("sent", None, "De lamp knippert.\n\nKamer 4.12.")
    assert (row(ticket).state, row(ticket).waiting_for) == ("waiting", "work_order")


def test_while_one_order_is_back_the_ticket_is_the_front_offices_whatever_else_goes_on(ticket, marieke, ruben):
    (first,) = services.forward(ticket, by=marieke)
    services.return_order(first, by=ruben, reason="Welke kamer?")
    services.forward(ticket, by=marieke, unit=Unit.objects.get(code="facilitair-team"), task="De ladder brengen")
    assert row(ticket).state == "in_progress"
    services.resend(first, by=marieke)
    assert row(ticket).state == "waiting"


def test_a_part_waits_while_what_comes_first_is_back(chain, marieke, ruben):
    first, second = chain
    services.return_order(first, by=ruben, reason="Welke zaal?")
    assert row(second).state == "planned"
    services.resend(first, by=marieke)
    services.complete(first, by=ruben, result="Klaar")
    assert row(second).state == "sent"


def test_what_waited_for_a_cancelled_part_no_longer_does(chain, marieke):
    first, second = chain
    services.cancel_order(first, by=marieke, reason="De zaal staat al klaar.")
    assert row(second).state == "sent"


def test_a_cancelled_part_can_be_ordered_anew_and_comes_first_again(chain, marieke, ruben):
    first, second = chain
    services.cancel_order(first, by=marieke, reason="Verkeerde zaal.")
    services.return_order(second, by=ruben, reason="Er staat nog niets klaar.")
    (anew,) = services.forward(second.ticket, by=marieke)
    assert (anew.part, anew.state) == ("een", "sent")
    with pytest.raises(Refused, match=anew.number):
        services.resend(second, by=marieke)
    services.complete(anew, by=ruben, result="Klaar")
    assert services.resend(second, by=marieke).state == "sent"


def test_another_product_is_chosen_before_work_is_ordered_or_after_it_was_taken_back(chain, marieke, ruben):
    """Else its parts would pass for done because those of the first product are."""
    first, second = chain
    ticket, other = first.ticket, make_product("feest", parts=CHAIN)
    services.complete(first, by=ruben, result="Klaar")
    with pytest.raises(Refused):
        services.classify(ticket, by=marieke, product=other)
    services.cancel_order(second, by=marieke, reason="Het gaat niet door.")
    with pytest.raises(Refused):
        services.classify(ticket, by=marieke, product=other)
    WorkOrder.objects.filter(pk=first.pk).update(state="cancelled")
    assert services.classify(ticket, by=marieke, product=other).product == other
    assert [order.part for order in services.forward(ticket, by=marieke)] == ["een", "twee"]


def test_cancelling_the_last_order_brings_the_ticket_back(ticket, marieke):
    (order,) = services.forward(ticket, by=marieke)
    services.cancel_order(order, by=marieke, reason="Het is al gedaan.")
    assert row(ticket).state == "in_progress"


def test_a_ticket_that_ends_takes_its_orders_back(chain, ingrid):
    services.cancel(chain[0].ticket, by=ingrid, text="De bijeenkomst gaat niet door.")
    assert [row(order).state for order in chain] == ["cancelled", "cancelled"]
    assert all(row(order).ended_at for order in chain)
    assert chain[0].ticket.events.filter(verb="order_cancelled").count() == 2


def test_work_of_partners_only_says_so(ingrid, marieke, ruben, facility_team):
    albron = make_unit("albron", "partner")
    parts = (Part("lunch", "Lunch", "albron"), Part("zaal", "Zaal", "facilitair-team"))
    ticket = make_ticket(ingrid, product=make_product("lunch", parts=parts))
    lunch, room = services.forward(ticket, by=marieke)
    assert row(ticket).waiting_for == "work_order"
    services.complete(room, by=ruben, result="Klaar")
    assert row(ticket).waiting_for == "partner"
    services.complete(lunch, by=make_user("cook", worker_in=[albron]), result="Geleverd")
    assert row(ticket).state == "in_progress"


def test_a_question_to_the_customer_does_not_hold_up_the_work(ticket, ingrid, marieke, ruben):
    (order,) = services.forward(ticket, by=marieke)
    services.ask(ticket, by=marieke, text="Mag het ook na vijven?")
    services.complete(order, by=ruben, result="Nieuwe lamp.")
    assert (row(ticket).state, row(ticket).waiting_for) == ("waiting", "customer")
    services.remark(ticket, by=ingrid, text="Ja.")
    assert row(ticket).state == "in_progress"


def test_an_old_screen_of_an_order_is_told_what_changed(ticket, marieke, ruben):
    (order,) = services.forward(ticket, by=marieke)
    seen = order.version
    services.accept(order, by=ruben, seen=seen)
    with pytest.raises(Stale) as refusal:
        services.complete(order, by=ruben, result="Klaar", seen=seen)
    assert [event.verb for event in refusal.value.changes][-1] == "order_accepted"
    assert services.complete(order, by=ruben, result="Klaar", seen=row(order).version).state == "done"


def test_an_order_that_moved_is_worked_on_in_the_question_it_is_in_now(ticket, ingrid, marieke, ruben):
    """The worker still has the old page open."""
    (order,) = services.forward(ticket, by=marieke)
    on_screen = row(order)
    other = make_ticket(ingrid, subject="Ook de lamp ernaast")
    services.merge(ticket, by=marieke, into=other)
    services.complete(on_screen, by=ruben, result="Nieuwe lamp.")
    assert (row(ticket).state, row(other).state) == ("closed", "in_progress")
    assert other.events.filter(verb="order_done").exists()
    assert not ticket.events.filter(verb="order_done").exists()


@pytest.mark.parametrize("text", ["x" * 20_001, "nul\0", "half \ud800"])
def test_words_that_cannot_be_kept_are_refused_at_their_field(ticket, marieke, ruben, text):
    with pytest.raises(Refused) as refusal:
        services.forward(ticket, by=marieke, note=text)
    assert set(refusal.value.errors) == {"note"}
    (order,) = services.forward(ticket, by=marieke)
    for service, field in ((services.complete, "result"), (services.return_order, "reason")):
        with pytest.raises(Refused) as refusal:
            service(order, by=ruben, **{field: text})
        assert set(refusal.value.errors) == {field}
    assert WorkOrder.objects.get().state == "sent"


def test_emoji_and_writing_from_right_to_left_stay_as_they_are(ingrid, marieke):
    text = "Dank u 👍🏽 \u202eשלום\u202c"
    ticket = make_ticket(ingrid, subject=text, description=text, kind="incident")
    services.answer(ticket, by=marieke, text=text)
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.description) == (text, text)
    assert ticket.events.last().text == text
