"""No sequence of services breaks what must always hold: hypothesis plays the whole desk and looks after each step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from catalog.definition import ApprovalStep, Part
from catalog.intake import Question
from core.refusals import Refused, Stale
from organisation.models import User
from servicedesk import registry, services
from servicedesk.lifecycle import OPEN, OPEN_APPROVAL, OPEN_ORDER, ApprovalState, OrderState, State, WaitingFor
from servicedesk.models import Approval, Batch, Delivery, Event, Ticket, WorkOrder
from servicedesk.registry import readers_of
from servicedesk.services.deliveries import deliver_due
from servicedesk.services.merging import CHOICES
from tests.make import make_product, make_unit, make_user

CHANGING = (
    "state", "waiting_for", "kind", "subject", "description", "product_id", "product_version_id", "answers", "urgency",
    "location_id", "room", "lead_unit_id", "executing_unit_id", "assignee_id", "explanation",
    "rule_version", "phase", "skill_id",
    "respond_by", "resolve_by", "responded_at", "solved_at", "closed_at", "first_contact", "merged_into_id",
    "outage_id", "wakes_on", "asleep_until", "given_back_at",
)  # fmt: skip
MORE_THAN_ONE_CONTACT = {"ask", "answer", "remark", "forward", "reopen", "merged", "approval_asked"}
INSIDE = "GEHEIM"
MOST_TICKETS = 4
ORDER_SERVICES: dict[str, tuple[Callable[..., Any], str]] = {
    "accept": (services.accept, ""),
    "note": (services.note_order, "text"),
    "complete": (services.complete, "result"),
    "return": (services.return_order, "reason"),
    "resend": (services.resend, "note"),
    "cancel": (services.cancel_order, "reason"),
}
# How often a verb is tried: more where much hangs on it, less where nothing follows.
OFTEN = {"forward": 6, "solve": 3, "note": 1, "link": 1, "attach": 1, "cancel": 1}
WORKER_OF = {"albron": "cook", "facilitair-team": "ruben", "servicedesk": "hanna"}


@pytest.fixture
def readers(monkeypatch):
    """Two readers that cost nothing: one of everything, one of a few verbs."""
    monkeypatch.setattr(registry, "_readers", {})
    registry.register("all", lambda event: None)
    registry.register("few", lambda event: None, frozenset({"opened", "solve", "order_sent"}))


@pytest.fixture
def world(readers, ingrid, marco, marieke, peter, hanna, ruben, facility_team):
    albron = make_unit("albron", "partner")
    parts = (
        Part("zaal", "Zaal klaarzetten", "facilitair-team"),
        Part("lunch", "Lunch", "albron", 2),
        Part("opruimen", "Opruimen", "facilitair-team", 1, after=("zaal", "lunch")),
        Part("evalueren", "Nabellen", "servicedesk", 1, after=("opruimen",)),
    )
    people = {
        "ingrid": ingrid,
        "bea": make_user("bea", manager=marco),
        "marco": marco,
        "marieke": marieke,
        "peter": peter,
        "hanna": hanna,
        "ruben": ruben,
        "cook": make_user("cook", worker_in=[albron]),
        "odd": make_user("odd"),
    }
    two_steps = (ApprovalStep("manager"), ApprovalStep("unit_head", unit="servicedesk"))
    question = Question("kamer", "In welke kamer?", required=True)
    products = {
        "": None,
        "storing": make_product(),
        "reis": make_product("reis", parts=parts),
        "pas": make_product("pas", approvals=two_steps, questions=(question,)),
        "feest": make_product("feest", approvals=two_steps[:1], parts=parts[:3]),
    }
    return SimpleNamespace(people=people, products=products, units=[facility_team, albron])


class Desk(RuleBasedStateMachine):
    """A few questions, and everyone doing what is possible for them; now and then something that is not."""

    world: SimpleNamespace
    # Evenly, which hypothesis' own numbers are not: a chain of work must come to its end now and then.
    chances = st.integers(0, 2**32 - 1).map(Random)

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.tickets: list[Ticket] = []
        self.orders: list[WorkOrder] = []
        self.steps: list[Approval] = []
        self.sent: dict[int, str] = {}

    def teardown(self) -> None:
        try:
            self._the_customer_never_reads_what_stays_inside()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def do(self, act: Callable[..., Any], *args: Any, by: User, **values: Any) -> None:
        """Do it; a refusal is an answer as well, but then nothing may have changed, and nothing else may come out."""
        before = Event.objects.count()
        try:
            act(*args, by=by, **values)
        except (Refused, PermissionDenied):
            assert Event.objects.count() == before

    # What people do -------------------------------------------------------------------------------------------------

    @initialize(chance=chances)
    def begin(self, chance: Random) -> None:
        self._open("ingrid", chance)
        self._open("ingrid", chance)

    @precondition(lambda self: len(self.tickets) < MOST_TICKETS)
    @rule(chance=chances)
    def someone_asks(self, chance: Random) -> None:
        self._open(chance.choice(["ingrid", "ingrid", "bea"]), chance)

    def _open(self, requester: str, chance: Random) -> None:
        people = self.world.people
        alone = chance.random() < 0.5
        self.do(
            services.open_ticket,
            by=people[requester if alone else "marieke"],
            requester=people[requester],
            subject="De lamp knippert",
            channel="portal" if alone else "phone",
            product=self.world.products[chance.choice(["", "storing", "reis", "reis", "reis", "pas", "feest"])],
            kind=chance.choice(["", "incident", "information", "request"]),
            answers={"kamer": "4.12"} if alone else {},
        )

    @precondition(lambda self: self.tickets)
    @rule(chance=chances)
    def someone_does_something_with_a_question(self, chance: Random) -> None:
        ticket = chance.choice(self.tickets)
        self._act(ticket, *self._possible(ticket, chance), chance)

    def _possible(self, thing: Any, chance: Random) -> tuple[str, User]:
        """A verb that the state allows, and someone who has the right to it."""
        able = {who: thing.verbs_for(who) for who in self.world.people.values()}
        verbs = sorted({verb for verbs in able.values() for verb in verbs})
        (verb,) = chance.choices(verbs, [OFTEN.get(verb, 2) for verb in verbs])
        return verb, chance.choice([who for who, verbs in able.items() if verb in verbs])

    def _act(self, ticket: Ticket, verb: str, by: User, chance: Random) -> None:
        people, products = self.world.people, self.world.products
        values: dict[str, Any] = {"text": "Een antwoord." if verb != "note" else INSIDE}
        if verb in ("take", "close", "wake"):
            values = {}
        elif verb == "snooze":
            values = {"wakes_on": "customer"}
        elif verb == "split":
            values = {"event": chance.choice(list(ticket.events.order_by("pk"))), "subject": "Apart"}
        elif verb == "share":
            values = {"person": chance.choice(list(people.values()))}
        elif verb == "assign":
            values = {"to": chance.choice(list(people.values()))}
        elif verb == "attach":
            values = {"files": [], "public": False}
        elif verb in ("merge", "link"):
            values = {{"merge": "into", "link": "other"}[verb]: chance.choice(self.tickets)}
        elif verb == "forward":
            values = {"note": INSIDE, "unit": chance.choice([None, None, None, *self.world.units])}
        elif verb == "classify":
            values = {
                "kind": "incident",
                "answers": {"kamer": "4.12"},
                "product": chance.choice(list(products.values())),
            }
        self.do(getattr(services, {"share": "give_access"}.get(verb, verb)), ticket, by=by, **values)

    @precondition(lambda self: len(self.tickets) > 1)
    @rule(chance=chances)
    def two_questions_become_one(self, chance: Random) -> None:
        ticket, into = chance.sample(self.tickets, 2)
        self.do(services.merge, ticket, by=self.world.people["marieke"], into=into)

    @precondition(lambda self: self.orders)
    @rule(chance=chances)
    def someone_does_something_with_an_order(self, chance: Random) -> None:
        order = chance.choice(self.orders)
        verb, by = self._possible(order, chance)
        service, field = ORDER_SERVICES[verb]
        self.do(service, order, by=by, **({field: INSIDE} if field else {}))

    @precondition(lambda self: any(order.state in OPEN_ORDER for order in self.orders))
    @rule(chance=chances)
    def work_goes_on(self, chance: Random) -> None:
        order = chance.choice([order for order in self.orders if order.state in OPEN_ORDER])
        if order.state == OrderState.RETURNED:
            self.do(services.resend, order, by=self.world.people["marieke"], note=INSIDE)
        else:
            self.do(services.complete, order, by=self.world.people[WORKER_OF[order.unit.code]], result=INSIDE)

    @precondition(lambda self: any(step.state == ApprovalState.ASKED for step in self.steps))
    @rule(chance=chances)
    def someone_signs(self, chance: Random) -> None:
        step = chance.choice([step for step in self.steps if step.state == ApprovalState.ASKED])
        service = services.approve if chance.random() < 0.8 else services.refuse
        by = chance.choice([step.approver, step.approver, self.world.people["odd"]])
        self.do(service, step, by=by, comment="Bij deze.")

    @precondition(lambda self: self.tickets)
    @rule(chance=chances)
    def someone_does_what_cannot_be(self, chance: Random) -> None:
        """Words that can't be kept, places and channels that don't exist, and a screen of before."""
        by = chance.choice(list(self.world.people.values()))
        ticket = chance.choice(self.tickets)
        text = chance.choice([" ", "x" * 20_001, "nul\0", "half \ud800"])
        before = Event.objects.count()
        with pytest.raises((Refused, PermissionDenied)):
            getattr(services, chance.choice(["ask", "solve", "cancel", "reopen", "note"]))(ticket, by=by, text=text)
        wrong = chance.choice([{"room": "x" * 31}, {"urgency": "gisteren"}, {"kind": "klacht"}, {"description": "\0"}])
        with pytest.raises(Refused):
            services.open_ticket(by=by, subject="Lamp", channel="portal", **wrong)
        seen = ticket.version - chance.randint(1, 3)
        with pytest.raises(Stale) as refusal:
            services.take(ticket, by=self.world.people["peter"], seen=seen)
        news = [event.version for event in refusal.value.changes]
        assert news == list(range(max(seen, 0) + 1, ticket.version + 1))
        assert Event.objects.count() == before

    @precondition(lambda self: self.tickets)
    @rule(chance=chances)
    def many_at_once(self, chance: Random) -> None:
        people = self.world.people
        chosen = chance.sample(self.tickets, chance.randint(1, len(self.tickets)))
        by, to = people[chance.choice(["marieke", "peter", "ingrid"])], people[chance.choice(["marieke", "peter"])]
        acts: dict[str, Callable[[Ticket], Any]] = {
            "take": lambda one: services.take(one, by=by),
            "assign": lambda one: services.assign(one, by=by, to=to),
            "close": lambda one: services.close(one, by=by),
            "classify": lambda one: services.classify(
                one, by=by, kind="wish", product=chance.choice(list(self.world.products.values()))
            ),
        }
        verb = chance.choice([*acts, "merge"])
        if verb == "merge":
            take = {field: chance.choice(chosen) for field in CHOICES}
            self.do(services.merge_all, chosen, by=by, into=chosen[0], choose=take)
        else:
            services.in_batch(chosen, by=by, verb=verb, do=acts[verb])

    @precondition(lambda self: Batch.objects.filter(undone_at=None).exists())
    @rule(chance=chances)
    def someone_thinks_better_of_it(self, chance: Random) -> None:
        batch = chance.choice([*Batch.objects.filter(undone_at=None).order_by("-pk")[:3]])
        self.do(services.undo, batch, by=batch.by)

    @rule()
    def deliveries_go_out(self) -> None:
        deliver_due()

    # What must always hold ------------------------------------------------------------------------------------------

    @invariant()
    def all_is_well(self) -> None:
        self.tickets = list(Ticket.objects.order_by("pk"))
        self.orders = list(WorkOrder.objects.select_related("unit", "ticket").order_by("pk"))
        self.steps = list(Approval.objects.order_by("ticket", "step"))
        events = list(Event.objects.order_by("pk"))
        for ticket in self.tickets:
            orders = [order for order in self.orders if order.ticket_id == ticket.pk]
            self._row(ticket, orders, [step for step in self.steps if step.ticket_id == ticket.pk])
            self._log(ticket, [event for event in events if event.ticket_id == ticket.pk])
            self._order_of_work(orders)
        self._everyone_will_hear(events)
        self.sent = {order.pk: order.state for order in self.orders}

    def _row(self, ticket: Ticket, orders: list[WorkOrder], approvals: list[Approval]) -> None:
        open_orders = [order for order in orders if order.state in OPEN_ORDER]
        open_steps = [step for step in approvals if step.state in OPEN_APPROVAL]
        if ticket.state not in OPEN:
            assert open_orders == open_steps == []
        assert ticket.lead_unit_id
        assert ticket.executing_unit_id
        assert bool(ticket.given_back_at) == any(order.state == OrderState.RETURNED for order in open_orders)
        assert bool(ticket.waiting_for) == (ticket.state == State.WAITING)
        assert bool(ticket.closed_at) == (ticket.state in (State.CLOSED, State.CANCELLED))
        assert bool(ticket.solved_at) == (ticket.state in (State.SOLVED, State.CLOSED) and not ticket.merged_into_id)
        assert not ticket.merged_into_id or ticket.state == State.CLOSED
        if ticket.waiting_for in (WaitingFor.WORK, WaitingFor.PARTNER):
            assert open_orders
            assert all(order.state != OrderState.RETURNED for order in open_orders)
        if ticket.waiting_for == WaitingFor.APPROVAL:
            assert open_steps
        if open_steps:
            assert [step.state for step in approvals].count(ApprovalState.ASKED) == 1

    def _log(self, ticket: Ticket, events: list[Event]) -> None:
        # A step that is ticked off changes no row, and so makes no version.
        steps = [event.version for event in events if event.verb not in ("list", "tick", "untick")]
        assert steps == list(range(1, len(steps) + 1))
        assert ticket.version == len(steps)
        told: dict[str, Any] = {}
        for event in events:
            told |= event.data.get("set", {})
        assert {field: plain(getattr(ticket, field), told[field]) for field in CHANGING} == told
        verbs = [event.verb for event in events]
        if ticket.first_contact:
            # What the customer says afterwards may be a word of thanks.
            assert not MORE_THAN_ONE_CONTACT & set(verbs[: verbs.index("solve")])

    def _order_of_work(self, orders: list[WorkOrder]) -> None:
        being_done = {order.part for order in orders if order.state in OPEN_ORDER and order.part}
        for order in orders:
            first = being_done & set(order.after)
            if order.state == OrderState.PLANNED:
                assert first, "it waits for nothing, and nobody will ever send it"
            elif order.state == OrderState.SENT and self.sent.get(order.pk) != OrderState.SENT:
                assert not first, "it was sent before what must come first"

    def _everyone_will_hear(self, events: list[Event]) -> None:
        hears = defaultdict(list)
        for event, reader in Delivery.objects.order_by("pk").values_list("event", "reader"):
            hears[event].append(reader)
        for event in events:
            assert hears[event.pk] == readers_of(event.verb)

    def _the_customer_never_reads_what_stays_inside(self) -> None:
        for name in ("ingrid", "bea"):
            person = self.world.people[name]
            read = Event.objects.visible_to(person).filter(ticket__requester=person)
            assert INSIDE not in str(list(read.values_list("data", flat=True)))


def plain(value: Any, like: Any) -> Any:
    """The value as the log keeps it; a moment in the zone that the log has it in."""
    if isinstance(value, datetime) and like:
        return value.astimezone(datetime.fromisoformat(like).tzinfo).isoformat()
    return value


def test_no_sequence_of_services_breaks_what_must_always_hold(world):
    Desk.world = world
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            derandomize=True,
            # To see the shortest sequence that fails, add Phase.shrink; it takes minutes.
            phases=[Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
