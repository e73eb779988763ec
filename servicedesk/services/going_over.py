"""Handing over what runs at units that closed, when a phase starts or rules come into force.

The work list is the condition itself: what still is with a closed unit has to go. Each batch is one transaction that
makes the condition untrue, so that a process that was killed, came late or ran twice moves nothing twice. What somebody
else is working on at that moment is passed over, and found again in the next round.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from catalog.models import Category
from organisation.models import Unit
from routing.grounds import starts_in_force
from routing.models import RuleSet
from servicedesk.alike import alike_of, with_columns
from servicedesk.lifecycle import ORDER_MOVES, OrderState, State, WaitingFor
from servicedesk.models import Delivery, Event, HandedOver, HandOver, Ticket, WorkOrder
from servicedesk.models.tickets import TicketQuerySet
from servicedesk.moving import Guide, scoped, tickets_to_move
from servicedesk.registry import readers_of
from servicedesk.services.deliveries import PATIENCE
from servicedesk.services.ground import jsonable

logger = logging.getLogger(__name__)

BATCH = 500
WENT_OVER = gettext_noop("{closed} is closed since phase {phase} began here, so {unit} took this over.")
WORK_WENT_OVER = gettext_noop("{closed} is closed since phase {phase} began here, so {unit} does the work.")


def hand_over_due(at: datetime | None = None) -> int:
    """Hand over what is with closed units, as far as the time allows; return how many questions went over."""
    now, until = at or timezone.now(), monotonic() + PATIENCE.total_seconds()
    _begin(now)
    rows = list(HandOver.objects.unfinished().order_by("began_at", "pk"))
    # What came in since then, such as a question that was opened again, belongs to the last one.
    rows = rows or list(HandOver.objects.order_by("-began_at", "-pk")[:1])
    return sum(_go_on(row, now, until) for row in rows)


def _begin(now: datetime) -> None:
    """Write down what came into force and was not handed over yet."""
    starts, rule_set = starts_in_force(now), RuleSet.objects.in_force(now)
    known = set(HandOver.objects.filter(start__in=starts).values_list("start", flat=True))
    for start in reversed(starts):
        if start.pk not in known:
            HandOver.objects.get_or_create(start=start, defaults=_values(now, start.location_id))
    if rule_set and not HandOver.objects.filter(rule_set=rule_set).exists():
        HandOver.objects.get_or_create(rule_set=rule_set, defaults=_values(now, None))


def _values(now: datetime, location: int | None) -> dict[str, Any]:
    rows = tickets_to_move(Guide.at(now).arrangement)
    return {"began_at": now, "expected": (rows.filter(location=location) if location else rows).count()}


def _go_on(row: HandOver, now: datetime, until: float) -> int:
    """Go round until nothing is left that can go; what is left only because others hold it waits for the next run."""
    guide, all_moved = Guide.at(now), 0
    rows = scoped(tickets_to_move(guide.arrangement), row.start.location if row.start else None)
    while True:
        moved, held, stuck, after = 0, 0, 0, 0
        while keys := list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            if monotonic() > until:
                return all_moved + moved
            went, free = _batch(row, rows, keys, guide)
            moved, held, stuck, after = moved + went, held + len(keys) - free, stuck + free - went, keys[-1]
        all_moved += moved
        if not moved:
            break
    if not held and row.ended_at is None:
        HandOver.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now(), stuck=stuck)
    return all_moved


def _batch(row: HandOver, rows: TicketQuerySet, keys: Sequence[int], guide: Guide) -> tuple[int, int]:
    """Return how many of these went over, and how many nobody else held. One that fails lets the rest go on."""
    try:
        return _hand_over(row, rows, keys, guide)
    except Exception:
        logger.exception("questions %s to %s could not be handed over", keys[0], keys[-1])
        return 0, 0


@transaction.atomic
def _hand_over(row: HandOver, rows: TicketQuerySet, keys: Sequence[int], guide: Guide) -> tuple[int, int]:
    now = timezone.now()
    free = with_columns(rows.filter(pk__in=keys)).defer("description", "answers").order_by("pk")
    tickets = list(free.select_for_update(of=("self",), no_key=True, skip_locked=True))
    orders = _open_orders(tickets)
    moves = [_Move(ticket, orders[ticket.pk], guide) for ticket in tickets]
    moves = [move for move in moves if move.data]
    _save_tickets(moves, now)
    _save_orders(moves)
    _write_log(row, moves, guide, now)
    many = sum(len(move.heirs) for move in moves)
    HandOver.objects.filter(pk=row.pk).update(tickets=F("tickets") + len(moves), orders=F("orders") + many)
    return len(moves), len(tickets)


def _open_orders(tickets: Sequence[Ticket]) -> dict[int, list[WorkOrder]]:
    """Lock the open orders of these; who holds a question holds its orders, so that nobody is waited for."""
    found: dict[int, list[WorkOrder]] = defaultdict(list)
    rows = WorkOrder.objects.open().filter(ticket__in=[ticket.pk for ticket in tickets]).defer("note", "result")
    for order in rows.select_for_update(of=("self",), no_key=True).order_by("pk"):
        found[order.ticket_id].append(order)
    return found


class _Move:
    """What becomes of one locked question: new values of its row, heirs of its orders, and what the log says."""

    def __init__(self, ticket: Any, orders: list[WorkOrder], guide: Guide) -> None:
        self.ticket, self.guide = ticket, guide
        self.heirs: list[tuple[WorkOrder, Unit]] = [
            (order, heir)
            for order in orders
            if (heir := guide.heir(order.unit_id, ticket.location_id)).pk != order.unit_id
        ]
        self.changed: dict[str, Any] = {}
        self.data: dict[str, Any] = {}
        goal = guide.goal(alike_of(ticket), ticket.lead_unit_id, ticket.executing_unit_id)
        if goal and goal.lead.pk != ticket.lead_unit_id:
            self._lead(goal.lead, goal.reasons, goal.rule_version, goal.skill)
        if goal and goal.executing.pk != ticket.executing_unit_id:
            self._work(goal.executing)
        if self.heirs:
            self._orders(orders)

    def _lead(self, unit: Unit, reasons: list[list], rule_version: int | None, skill: str) -> None:
        before, ticket = self.guide.by_key[self.ticket.lead_unit_id], self.ticket
        self.data |= {"from": before.name, "to": unit.name}
        found = Category.objects.filter(code=skill).first() if skill else None
        self.changed |= {
            "lead_unit_id": unit.pk,
            "explanation": [self._sentence(WENT_OVER, before, unit), *reasons],
            "rule_version": rule_version,
            "skill_id": found.pk if found else None,
        }
        if ticket.assignee_id and not self.guide.belongs(ticket.assignee_id, unit):
            self.changed["assignee_id"] = None

    def _work(self, unit: Unit) -> None:
        before = self.guide.by_key[self.ticket.executing_unit_id]
        self.data |= {"work_from": before.name, "work_to": unit.name}
        self.changed["executing_unit_id"] = unit.pk
        if "explanation" not in self.changed:
            sentence = self._sentence(WORK_WENT_OVER, before, unit)
            self.changed["explanation"] = [*self.ticket.explanation, sentence]

    def _orders(self, orders: list[WorkOrder]) -> None:
        names = {order.pk: heir for order, heir in self.heirs}
        self.data["orders"] = [
            {"order": order.number, "from": self.guide.by_key[order.unit_id].name, "to": heir.name}
            for order, heir in self.heirs
        ]
        # As `settle` has it: it waits for a partner while all that is going on is with partners.
        if self.ticket.state == State.WAITING and self.ticket.waiting_for in (WaitingFor.WORK, WaitingFor.PARTNER):
            busy = [order for order in orders if order.state != OrderState.PLANNED] or orders
            units = [names.get(order.pk, self.guide.by_key[order.unit_id]) for order in busy]
            partner = all(unit.is_partner for unit in units)
            self.changed["waiting_for"] = WaitingFor.PARTNER if partner else WaitingFor.WORK
        if "explanation" not in self.changed:
            order, heir = self.heirs[0]
            sentence = self._sentence(WORK_WENT_OVER, self.guide.by_key[order.unit_id], heir)
            self.changed["explanation"] = [*self.ticket.explanation, sentence]

    def _sentence(self, text: str, closed: Unit, unit: Unit) -> list:
        return [text, {"closed": closed.name, "unit": unit.name, "phase": self.phase}]

    @property
    def phase(self) -> str:
        phase = self.guide.arrangement.of(self.ticket.location_id)
        return str(phase.number) if phase else ""

    @property
    def new(self) -> dict[str, Any]:
        """What really differs from how the row stands."""
        return {name: value for name, value in self.changed.items() if getattr(self.ticket, name) != value}


def _save_tickets(moves: Sequence[_Move], now: datetime) -> None:
    """Write the rows: one statement for all that change alike."""
    alike: dict[str, list[_Move]] = defaultdict(list)
    for move in moves:
        alike[json.dumps(move.new, sort_keys=True)].append(move)
    for same in alike.values():
        Ticket.objects.filter(pk__in=[move.ticket.pk for move in same]).update(
            **same[0].new, version=F("version") + 1, changed_at=now
        )


def _save_orders(moves: Sequence[_Move]) -> None:
    """Give each order to its heir. Part and promise stay; who had accepted it counts only if he is with the heir."""
    alike: dict[tuple[int, str, bool], list[int]] = defaultdict(list)
    for move in moves:
        for order, heir in move.heirs:
            stays = order.accepted_by_id is not None and move.guide.belongs(order.accepted_by_id, heir)
            (target,) = ORDER_MOVES["hand_over"].to[order.state]
            alike[heir.pk, order.state if stays else target, stays].append(order.pk)
    for (unit, state, stays), keys in alike.items():
        accepted = {} if stays else {"accepted_by": None, "accepted_at": None}
        WorkOrder.objects.filter(pk__in=keys).update(unit=unit, state=state, version=F("version") + 1, **accepted)


def _write_log(row: HandOver, moves: Sequence[_Move], guide: Guide, now: datetime) -> None:
    """Write for each question one step, with its deliveries."""
    why = {"hand_over": row.pk, "rule_set": str(row.rule_set)} if row.rule_set else {"hand_over": row.pk}
    events = Event.objects.bulk_create(
        Event(
            ticket_id=move.ticket.pk,
            work_order=move.heirs[0][0] if len(move.heirs) == 1 else None,
            at=now,
            verb="handed_over",
            data=why | {"phase": move.phase} | move.data | {"set": jsonable(move.new)},
            version=move.ticket.version + 1,
        )
        for move in moves
    )
    names = readers_of("handed_over")
    Delivery.objects.bulk_create(Delivery(event=event, reader=name, due_at=now) for event in events for name in names)
    HandedOver.objects.bulk_create(HandedOver(hand_over=row, ticket_id=one.ticket_id, event=one) for one in events)
