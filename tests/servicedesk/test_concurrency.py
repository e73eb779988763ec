"""Several people at once: one of them wins, nothing is lost, nobody waits for ever. On either database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from catalog.definition import ApprovalStep, Part
from core.refusals import Refused, Stale
from core.services import once
from organisation.models import Deputy, User
from servicedesk import services
from servicedesk.models import Contact, Event, Ticket, WorkOrder
from tests.make import make_product, make_ticket, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all at the same moment, each with a connection of its own; return what each gave, or how it was refused."""
    ready = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        try:
            ready.wait(timeout=10)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(one, act) for act in acts]]


def refusals(outcomes: list[Any]) -> int:
    return sum(isinstance(outcome, Refused) for outcome in outcomes)


@pytest.fixture
def house() -> dict[str, User]:
    front, team = make_unit(), make_unit("facilitair-team", "back_office")
    marco = make_user("marco")
    return {
        "marco": marco,
        "ingrid": make_user("ingrid", manager=marco),
        "marieke": make_user("marieke", agent_in=[front]),
        "peter": make_user("peter", agent_in=[front]),
        "ruben": make_user("ruben", worker_in=[team]),
        "sam": make_user("sam", worker_in=[team]),
    }


def the_log_is_whole(ticket: Ticket) -> None:
    versions = list(Event.objects.filter(ticket=ticket).order_by("pk").values_list("version", flat=True))
    assert versions == list(range(1, len(versions) + 1))
    assert Ticket.objects.get(pk=ticket.pk).version == len(versions)


def test_twenty_agents_take_one_question_from_the_same_screen_and_one_has_it(house):
    agents = [make_user(f"agent{number}", agent_in=[make_unit()]) for number in range(20)]
    ticket = make_ticket(house["ingrid"])
    outcomes = at_once(*[lambda by=by: services.take(ticket, by=by, seen=ticket.version) for by in agents])
    (winner,) = [outcome for outcome in outcomes if isinstance(outcome, Ticket)]
    assert sum(isinstance(outcome, Stale) for outcome in outcomes) == 19
    assert Ticket.objects.get().assignee == winner.assignee
    for outcome in outcomes:
        if isinstance(outcome, Stale):
            assert [event.actor for event in outcome.changes] == [winner.assignee]
    the_log_is_whole(ticket)


def test_twenty_notes_at_once_are_twenty_notes(house):
    ticket = make_ticket(house["ingrid"])
    outcomes = at_once(
        *[lambda n=n: services.note(ticket, by=house["marieke"], text=f"Notitie {n}") for n in range(20)]
    )
    assert refusals(outcomes) == 0
    assert len({event.text for event in ticket.events.filter(verb="note")}) == 20
    the_log_is_whole(ticket)


def test_of_two_who_edit_the_second_is_told_what_the_first_changed(house):
    ticket = make_ticket(house["ingrid"])
    outcomes = at_once(
        lambda: services.classify(ticket, by=house["marieke"], kind="wish", seen=1),
        lambda: services.classify(ticket, by=house["peter"], urgency="high", seen=1),
    )
    (refusal,) = [outcome for outcome in outcomes if isinstance(outcome, Stale)]
    (change,) = refusal.changes
    assert change.verb == "classify"
    assert set(change.data["set"]) & {"kind", "urgency"}
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.urgency) in {("wish", "normal"), ("", "high")}


def test_a_double_click_is_one_question(house):
    def ask() -> tuple[int, dict]:
        ticket = make_ticket(house["ingrid"])
        return 201, {"number": ticket.number}

    send = [lambda: once(owner=f"user:{house['ingrid'].pk}", key="k", contents="lamp", do=ask)] * 20
    outcomes = at_once(*send)
    assert len({str(outcome) for outcome in outcomes}) == 1
    assert (Ticket.objects.count(), Contact.objects.count(), Event.objects.count()) == (1, 1, 1)


def test_eight_who_write_are_never_told_that_the_database_is_locked(house):
    def write(number: int) -> int:
        for _turn in range(6):
            ticket = make_ticket(house["ingrid"], subject=f"Vraag van schrijver {number}")
            services.take(ticket, by=house["marieke"])
            services.note(ticket, by=house["peter"], text="Genoteerd.")
            services.solve(ticket, by=house["marieke"], text="Klaar.")
        return number

    assert sorted(at_once(*[lambda n=n: write(n) for n in range(8)])) == list(range(8))
    assert Ticket.objects.filter(state="solved").count() == 48
    assert Counter(Event.objects.values_list("verb", flat=True)) == dict.fromkeys(
        ["opened", "take", "note", "solve"], 48
    )


def test_an_approver_and_a_deputy_at_once_make_one_decision(house):
    deputy, today = make_user("deputy"), timezone.localdate()
    Deputy.objects.create(person=house["marco"], deputy=deputy, starts_on=today, ends_on=today)
    ticket = make_ticket(house["ingrid"], product=make_product("pas", approvals=(ApprovalStep("manager"),)))
    approval = ticket.approvals.get()
    outcomes = at_once(
        lambda: services.approve(approval, by=house["marco"]),
        lambda: services.refuse(approval, by=deputy, comment="Dit past niet in het budget."),
        lambda: services.approve(approval, by=deputy),
    )
    assert refusals(outcomes) == 2
    assert Event.objects.filter(verb__in=["approved", "refused"]).count() == 1
    approval.refresh_from_db()
    expected = {"approved": "in_progress", "refused": "cancelled"}[approval.state]
    assert Ticket.objects.get().state == expected
    the_log_is_whole(ticket)


def test_two_parts_done_at_once_bring_the_question_back_once(house):
    parts = (Part("zaal", "Zaal", "facilitair-team"), Part("lunch", "Lunch", "facilitair-team"))
    ticket = make_ticket(house["ingrid"], product=make_product("lunch", parts=parts))
    one, two = services.forward(ticket, by=house["marieke"])
    outcomes = at_once(
        lambda: services.complete(one, by=house["ruben"], result="Klaar"),
        lambda: services.complete(two, by=house["sam"], result="Klaar"),
    )
    assert refusals(outcomes) == 0
    assert Ticket.objects.get().state == "in_progress"
    assert ticket.events.filter(data__set__state="in_progress").count() == 1
    the_log_is_whole(ticket)


def test_what_two_parts_were_waited_for_is_sent_once(house):
    parts = (
        Part("zaal", "Zaal", "facilitair-team"),
        Part("lunch", "Lunch", "facilitair-team"),
        Part("opruimen", "Opruimen", "facilitair-team", after=("zaal", "lunch")),
    )
    ticket = make_ticket(house["ingrid"], product=make_product("lunch", parts=parts))
    one, two, last = services.forward(ticket, by=house["marieke"])
    at_once(
        lambda: services.complete(one, by=house["ruben"], result="Klaar"),
        lambda: services.cancel_order(two, by=house["marieke"], reason="Zonder lunch."),
    )
    assert WorkOrder.objects.get(pk=last.pk).state == "sent"
    assert last.events.filter(verb="order_sent").count() == 1
    assert Ticket.objects.get().state == "waiting"


def test_two_workers_at_once_do_not_both_accept(house):
    ticket = make_ticket(house["ingrid"], product=make_product())
    (order,) = services.forward(ticket, by=house["marieke"])
    outcomes = at_once(*[lambda by=house[name]: services.accept(order, by=by) for name in ("ruben", "sam")])
    assert refusals(outcomes) == 1
    (accepted,) = [outcome for outcome in outcomes if isinstance(outcome, WorkOrder)]
    assert WorkOrder.objects.get().accepted_by == accepted.accepted_by


def test_two_who_merge_crosswise_do_not_wait_for_each_other(house):
    for _round in range(3):
        one, two = make_ticket(house["ingrid"]), make_ticket(house["ingrid"])
        outcomes = at_once(
            lambda one=one, two=two: services.merge(one, by=house["marieke"], into=two),
            lambda one=one, two=two: services.merge(two, by=house["peter"], into=one),
        )
        assert refusals(outcomes) == 1
        states = {Ticket.objects.get(pk=ticket.pk).state for ticket in (one, two)}
        assert states == {"closed", "new"}


def test_two_who_link_crosswise_do_not_wait_for_each_other(house):
    one, two = make_ticket(house["ingrid"]), make_ticket(house["ingrid"])
    for kind in ("related", "duplicate", "caused_by"):
        outcomes = at_once(
            lambda kind=kind: services.link(one, by=house["marieke"], other=two, kind=kind),
            lambda kind=kind: services.link(two, by=house["peter"], other=one, kind=kind),
        )
        assert refusals(outcomes) == 0
    the_log_is_whole(one)
    the_log_is_whole(two)


def test_a_customer_who_cancels_while_work_is_ordered_leaves_no_order_behind(house):
    for _round in range(3):
        ticket = make_ticket(house["ingrid"], kind="incident")
        at_once(
            lambda ticket=ticket: services.cancel(ticket, by=house["ingrid"], text="Laat maar."),
            lambda ticket=ticket: services.forward(ticket, by=house["marieke"]),
        )
        assert Ticket.objects.get(pk=ticket.pk).state == "cancelled"
        assert not WorkOrder.objects.filter(ticket=ticket).open().exists()
        the_log_is_whole(ticket)


def test_a_remark_a_note_and_a_solution_at_once_are_all_kept(house):
    ticket = make_ticket(house["ingrid"])
    outcomes = at_once(
        lambda: services.remark(ticket, by=house["ingrid"], text="Het is de linker."),
        lambda: services.note(ticket, by=house["peter"], text="Derde keer."),
        lambda: services.solve(ticket, by=house["marieke"], text="Vervangen."),
        lambda: services.attach(ticket, by=house["marieke"], files=[]),
    )
    assert refusals(outcomes) == 0
    assert set(ticket.events.values_list("verb", flat=True)) == {"opened", "remark", "note", "solve"}
    the_log_is_whole(ticket)


def test_a_draft_that_comes_while_its_form_is_being_sent_is_not_kept(house: dict[str, User]) -> None:
    """Whichever is first: sending the form ends with no draft."""
    by, form, key = house["marieke"], "d" * 32, "call-" + "e" * 32
    owner = f"user:{by.pk}"

    def send() -> None:
        once(owner=owner, key=form, contents=[], do=lambda: (201, {"gone": services.drop_draft(by=by, key=key)}))

    at_once(send, *[lambda: services.save_draft(by=by, key=key, data={"description": ["Koud"]}, form=form)] * 4)
    assert not by.drafts.exists()
