"""Every pair of state and verb: the table is what it should be, and the services keep to it."""

from __future__ import annotations

from itertools import product

import pytest
from django.utils import timezone

from catalog.definition import ApprovalStep
from core.refusals import Refused
from organisation.models import User
from servicedesk.lifecycle import (
    APPROVAL_MOVES,
    ORDER_MOVES,
    TICKET_MOVES,
    ApprovalState,
    OrderState,
    State,
    verbs_from,
)
from servicedesk.models import Approval, Ticket, WorkOrder
from servicedesk.services.ground import move, move_order
from tests.database import undone
from tests.make import make_product, make_ticket
from tests.servicedesk import acts

pytestmark = pytest.mark.usefixtures("in_english")

# From left to right the states of the row above; a letter says what the verb makes of it, a dot that it is impossible.
TICKETS = """
                n    p    w    s    c    x
classify        n    p    w    .    .    .
take            p    p    w    .    .    .
assign          p    p    w    .    .    .
ask             w    w    w    .    .    .
answer          p    p    w    .    .    .
note            n    p    w    s    c    x
remark          n    p    wp   s    .    .
attach          n    p    w    s    .    .
forward         w    w    w    .    .    .
solve           s    s    s    .    .    .
close           .    .    .    c    .    .
reopen          .    .    .    p    p    .
cancel          x    x    x    .    .    .
merge           c    c    c    .    .    .
link            n    p    w    s    c    x
share           n    p    w    s    c    x
split           n    p    w    s    c    x
snooze          n    p    w    .    .    .
wake            n    p    w    .    .    .
await_parent    w    w    .    .    .    .
parent_moved    .    .    p    .    .    .
await_approval  w    w    w    .    .    .
approved        .    .    wp   .    .    .
refused         x    x    x    .    .    .
work_moved      w    pw   wp   .    .    .
"""
ORDERS = """
                p    s    a    d    r    c
hand_over       p    s    s    .    r    .
release         s    .    .    .    .    .
accept          .    a    .    .    .    .
note            p    s    a    d    r    c
complete        .    d    d    .    .    .
return          .    r    r    .    .    .
resend          .    .    .    .    s    .
cancel          c    c    c    .    c    .
"""
APPROVALS = """
                p    a    y    n    w
request         a    .    .    .    .
approve         .    y    .    .    .
refuse          .    n    .    .    .
withdraw        w    w    .    .    .
"""


def grid(text: str, states: list[str]) -> dict[str, dict[str, set[str]]]:
    """Read a table: verb → state → the states it can lead to."""
    head, *rows = text.strip().splitlines()
    named = dict(zip(head.split(), states, strict=True))
    return {
        verb: {
            named[column]: {named[letter] for letter in cell}
            for column, cell in zip(named, cells, strict=True)
            if cell != "."
        }
        for verb, *cells in (row.split() for row in rows)
    }


TICKET_GRID = grid(TICKETS, list(State))
ORDER_GRID = grid(ORDERS, list(OrderState))
APPROVAL_GRID = grid(APPROVALS, list(ApprovalState))


@pytest.mark.parametrize(
    ("moves", "expected"),
    [(TICKET_MOVES, TICKET_GRID), (ORDER_MOVES, ORDER_GRID), (APPROVAL_MOVES, APPROVAL_GRID)],
    ids=["tickets", "orders", "approvals"],
)
def test_the_table_of_moves_is_the_one_that_was_agreed(moves, expected):
    assert {verb: {state: set(to) for state, to in move.to.items()} for verb, move in moves.items()} == expected


def test_each_verb_of_a_person_has_a_service():
    for moves, doings in (
        (TICKET_MOVES, acts.TICKET),
        (ORDER_MOVES, acts.ORDER),
        (APPROVAL_MOVES, acts.APPROVAL),
    ):
        assert {verb for verb, move in moves.items() if move.who} == set(doings)


@pytest.mark.parametrize(("state", "verb"), list(product(State, TICKET_MOVES)))
def test_a_ticket_goes_only_where_the_table_leads(state, verb):
    for target in State:
        ticket = Ticket(state=state, waiting_for="customer" if state == State.WAITING else "")
        if target in TICKET_GRID[verb].get(state, set()):
            move(ticket, verb, target, waiting_for="customer")
            assert ticket.state == target
            assert bool(ticket.waiting_for) == (target == State.WAITING)
            assert bool(ticket.closed_at) == (target in (State.CLOSED, State.CANCELLED))
        else:
            with pytest.raises(Refused):
                move(ticket, verb, target)
            assert ticket.state == state


@pytest.fixture
def asked(ingrid, marieke):
    """A question and a second one of the same customer."""
    make_ticket(ingrid, subject=acts.OTHER)
    return make_ticket(ingrid, kind="incident")


def put(ticket: Ticket, state: str) -> Ticket:
    ended = state in (State.CLOSED, State.CANCELLED)
    waits = "customer" if state == State.WAITING else ""
    Ticket.objects.filter(pk=ticket.pk).update(
        state=state, waiting_for=waits, closed_at=timezone.now() if ended else None
    )
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize("verb", acts.TICKET)
def test_a_ticket_can_have_done_to_it_what_its_state_allows(asked, ingrid, marieke, verb):
    by = ingrid if verb == "remark" else marieke
    for state in State:
        with undone():
            ticket = put(asked, state)
            expected = TICKET_GRID[verb].get(state)
            if expected:
                acts.TICKET[verb](ticket, by)
                ticket.refresh_from_db()
                assert ticket.state in expected
                assert ticket.version == ticket.events.last().version > 1
            else:
                with pytest.raises(Refused, match="is not possible now"):
                    acts.TICKET[verb](ticket, by)
                assert Ticket.objects.get(pk=ticket.pk).version == 1
                assert ticket.events.count() == 1


@pytest.fixture
def order(ingrid, marieke, ruben):
    ticket = make_ticket(ingrid, product=make_product())
    (order,) = acts.TICKET["forward"](ticket, marieke)
    return order


def put_order(order: WorkOrder, state: str) -> WorkOrder:
    ended = timezone.now() if state in (OrderState.DONE, OrderState.CANCELLED) else None
    WorkOrder.objects.filter(pk=order.pk).update(state=state, ended_at=ended)
    return WorkOrder.objects.get(pk=order.pk)


@pytest.mark.parametrize("verb", acts.ORDER)
def test_an_order_can_have_done_to_it_what_its_state_allows(order, marieke, ruben, verb):
    by = marieke if verb in ("resend", "cancel") else ruben
    for state in OrderState:
        with undone():
            there = put_order(order, state)
            expected = ORDER_GRID[verb].get(state)
            if expected:
                acts.ORDER[verb](there, by)
                there.refresh_from_db()
                assert {there.state} == expected
            else:
                with pytest.raises(Refused, match="is not possible now"):
                    acts.ORDER[verb](there, by)
                assert WorkOrder.objects.get(pk=order.pk).version == order.version


@pytest.mark.parametrize(("state", "verb"), list(product(OrderState, ORDER_MOVES)))
def test_an_order_goes_only_where_the_table_leads(state, verb):
    order = WorkOrder(state=state)
    if state in ORDER_GRID[verb]:
        move_order(order, verb)
        assert {order.state} == ORDER_GRID[verb][state]
        assert bool(order.ended_at) == (order.state in (OrderState.DONE, OrderState.CANCELLED))


@pytest.mark.parametrize("verb", acts.APPROVAL)
def test_an_approval_is_decided_once_and_only_when_asked(ingrid, marco, odd, verb):
    ticket = make_ticket(ingrid, product=make_product("pas", approvals=(ApprovalStep("manager"),)))
    for state in ApprovalState:
        with undone():
            approval = put_approval(ticket, state, odd)
            expected = APPROVAL_GRID[verb].get(state)
            if expected:
                acts.APPROVAL[verb](approval, marco)
                assert {Approval.objects.get(pk=approval.pk).state} == expected
            else:
                with pytest.raises(Refused, match="decided already"):
                    acts.APPROVAL[verb](approval, marco)
                assert Approval.objects.get(pk=approval.pk).state == state


def put_approval(ticket: Ticket, state: str, decider: User) -> Approval:
    decided = state in (ApprovalState.APPROVED, ApprovalState.REFUSED)
    ticket.approvals.update(
        state=state, decided_by=decider if decided else None, decided_at=timezone.now() if decided else None
    )
    return ticket.approvals.get()


def test_a_screen_is_told_the_verbs_of_people_only():
    assert verbs_from(TICKET_MOVES, State.SOLVED) == [
        "note",
        "remark",
        "attach",
        "close",
        "reopen",
        "link",
        "share",
        "split",
    ]
    assert verbs_from(TICKET_MOVES, State.CANCELLED) == ["note", "link", "share", "split"]
    assert verbs_from(ORDER_MOVES, OrderState.PLANNED) == ["note", "cancel"]
