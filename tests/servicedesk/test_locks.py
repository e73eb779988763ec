"""Each service that locks waits for a colleague, and then sees what the colleague changed. Only on PostgreSQL: SQLite
has no row locks, there a second writer waits for the first whatever they write.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from catalog.definition import ApprovalStep
from core.refusals import Refused
from servicedesk import services
from servicedesk.lifecycle import OrderState, State
from servicedesk.models import Approval, Ticket, WorkOrder
from tests.database import IS_POSTGRESQL
from tests.make import make_product, make_ticket, make_unit, make_user
from tests.servicedesk import acts

WAITS_FOR_US = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def in_thread(act: Callable[..., Any], *args: Any) -> Any:
    try:
        return act(*args)
    finally:
        connection.close()


def waits(outcome: Future) -> bool:
    """Does the colleague's thread wait for a lock of ours? Not whether it is slow: PostgreSQL itself says so."""
    until = monotonic() + 5
    with connection.cursor() as cursor:
        while monotonic() < until and not outcome.done():
            cursor.execute(WAITS_FOR_US)
            if cursor.fetchone()[0]:
                return True
            sleep(0.01)
    return False


def ticket_for(verb: str) -> Ticket:
    make_unit()
    ingrid = make_user("ingrid", manager=make_user("marco"))
    make_user("marieke", agent_in=[make_unit()])
    make_user("ruben", worker_in=[make_unit("facilitair-team", "back_office")])
    make_ticket(ingrid, subject=acts.OTHER)
    ticket = make_ticket(ingrid, kind="incident")
    if verb in ("close", "reopen"):
        Ticket.objects.filter(pk=ticket.pk).update(state=State.SOLVED)
    return ticket


# After this, no verb but these is possible any more.
GONE = {"state": State.CANCELLED, "waiting_for": "", "closed_at": timezone.now()}
ALWAYS = {"note", "link", "split", "share"}

if IS_POSTGRESQL:

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("verb", acts.TICKET)
    def test_a_ticket_is_changed_by_one_at_a_time(verb):
        ticket = ticket_for(verb)
        by = ticket.requester if verb == "remark" else make_user("hanna", head_of=[make_unit()])
        if verb == "attach":
            acts.uploaded(by)
        with ThreadPoolExecutor(1) as colleague:
            with transaction.atomic():
                Ticket.objects.filter(pk=ticket.pk).update(**GONE)
                outcome = colleague.submit(in_thread, acts.TICKET[verb], ticket, by)
                assert waits(outcome)
            if verb in ALWAYS:
                outcome.result(timeout=5)
                assert Ticket.objects.get(pk=ticket.pk).state == State.CANCELLED
            else:
                with pytest.raises(Refused):
                    outcome.result(timeout=5)

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("what", ["ticket", "order"])
    @pytest.mark.parametrize("verb", acts.ORDER)
    def test_an_order_is_changed_by_one_at_a_time_with_its_ticket(verb, what):
        ticket = ticket_for(verb)
        marieke, ruben = (make_user(name) for name in ("hanna", "sam"))
        marieke.memberships.create(unit=make_unit(), role="agent")
        ruben.memberships.create(unit=make_unit("facilitair-team"), role="worker")
        (order,) = services.forward(ticket, by=marieke, unit=make_unit("facilitair-team"))
        if verb == "resend":
            services.return_order(order, by=ruben, reason="Welke kamer?")
        by = marieke if verb in ("resend", "cancel") else ruben
        with ThreadPoolExecutor(1) as colleague:
            with transaction.atomic():
                if what == "ticket":
                    Ticket.objects.select_for_update().get(pk=ticket.pk)
                order_gone = {"state": OrderState.CANCELLED, "ended_at": timezone.now()}
                WorkOrder.objects.filter(pk=order.pk).update(**order_gone)
                outcome = colleague.submit(in_thread, acts.ORDER[verb], order, by)
                assert waits(outcome)
            if verb == "note":
                outcome.result(timeout=5)
            else:
                with pytest.raises(Refused):
                    outcome.result(timeout=5)
        assert WorkOrder.objects.get().state == OrderState.CANCELLED

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("verb", acts.APPROVAL)
    def test_an_approval_is_decided_by_one_at_a_time(verb):
        make_unit()
        marco = make_user("marco")
        product = make_product("pas", approvals=(ApprovalStep("manager"),))
        ticket = make_ticket(make_user("ingrid", manager=marco), product=product)
        approval = ticket.approvals.get()
        with ThreadPoolExecutor(1) as colleague:
            with transaction.atomic():
                Approval.objects.filter(pk=approval.pk).update(state="withdrawn")
                outcome = colleague.submit(in_thread, acts.APPROVAL[verb], approval, marco)
                assert waits(outcome)
            with pytest.raises(Refused):
                outcome.result(timeout=5)
        assert Approval.objects.get().state == "withdrawn"

    @pytest.mark.django_db(transaction=True)
    def test_the_question_that_another_goes_on_in_is_locked_as_well():
        ticket = ticket_for("merge")
        into = acts.other(ticket)
        with ThreadPoolExecutor(1) as colleague:
            with transaction.atomic():
                Ticket.objects.filter(pk=into.pk).update(**GONE)
                outcome = colleague.submit(
                    in_thread, acts.TICKET["merge"], ticket, make_user("hanna", agent_in=[make_unit()])
                )
                assert waits(outcome)
            with pytest.raises(Refused):
                outcome.result(timeout=5)
        assert Ticket.objects.get(pk=ticket.pk).state == State.NEW

    @pytest.mark.django_db(transaction=True)
    def test_an_order_that_moves_while_one_waits_for_it_is_shown_as_changed():
        ticket = ticket_for("merge")
        into, hanna = acts.other(ticket), make_user("hanna", agent_in=[make_unit()])
        sam = make_user("sam", worker_in=[make_unit("facilitair-team")])
        (order,) = services.forward(ticket, by=hanna, unit=make_unit("facilitair-team"))
        with ThreadPoolExecutor(1) as colleague:
            with transaction.atomic():
                services.merge(ticket, by=hanna, into=into)
                outcome = colleague.submit(in_thread, acts.ORDER["complete"], order, sam)
                assert waits(outcome)
            with pytest.raises(Refused):
                outcome.result(timeout=5)
        services.complete(order, by=sam, result="Nieuwe lamp.")
        assert Ticket.objects.get(pk=into.pk).state == State.IN_PROGRESS
