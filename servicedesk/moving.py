"""Which running questions and orders are with a unit that closed, and who does it now. Reads, and writes nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext

from organisation.models import Location, Membership, Unit, User
from routing.asking import Ground, closed_in, ground_of, told
from routing.decide import successors
from routing.grounds import Arrangement, arrangement_at
from routing.models import Phase, RuleSet
from servicedesk.alike import COLUMNS, MOST, Alike, Asker, units_by_code, with_columns
from servicedesk.lifecycle import OPEN_ORDER
from servicedesk.models import Ticket, WorkOrder
from servicedesk.models.orders import WorkOrderQuerySet
from servicedesk.models.tickets import TicketQuerySet


class Line(NamedTuple):
    """So many things of one kind (a word in the reader's language) go from one unit to another."""

    what: str
    unit: str
    successor: str
    many: int

    def __str__(self) -> str:
        words = gettext("%(what)s from %(unit)s to %(successor)s: %(many)s")
        return words % self._asdict()


class Goal(NamedTuple):
    """Where a question goes: who leads it and works on it from now on, and why; nothing of that is new where empty."""

    lead: Unit
    executing: Unit
    reasons: list[list]
    rule_version: int | None = None
    skill: str = ""


class Places(NamedTuple):
    """The places where one phase holds: these, or all but these."""

    phase: Phase
    locations: list[int]
    all_but: bool

    def holds(self, field: str) -> Q:
        here = Q(**{f"{field}__in": self.locations})
        return ~here if self.all_but else here


def places(arrangement: Arrangement) -> list[Places]:
    """Return where each phase holds in which some unit is closed."""
    by_phase: dict[int, list[int]] = defaultdict(list)
    for location, phase in arrangement.elsewhere.items():
        by_phase[phase.pk].append(location)
    found = [Places(phase, by_phase[phase.pk], False) for phase in arrangement.phases() if by_phase[phase.pk]]
    if arrangement.everywhere:
        found.append(Places(arrangement.everywhere, list(arrangement.elsewhere), True))
    return [one for one in found if closed_in(one.phase)]


def tickets_to_move(arrangement: Arrangement) -> TicketQuerySet:
    """Keep the running questions that are led or worked on by a unit that is closed at their place."""
    which = Q(pk__in=[])
    for one in places(arrangement):
        closed = list(Unit.objects.filter(code__in=closed_in(one.phase)).values_list("pk", flat=True))
        orders = WorkOrder.objects.open().filter(unit__in=closed).values("ticket")
        which |= one.holds("location") & (Q(lead_unit__in=closed) | Q(executing_unit__in=closed) | Q(pk__in=orders))
    return Ticket.objects.open().filter(which)


def orders_to_move(arrangement: Arrangement) -> WorkOrderQuerySet:
    """Keep the open orders of running questions that are with a unit that is closed there."""
    which = Q(pk__in=[])
    for one in places(arrangement):
        which |= one.holds("ticket__location") & Q(unit__code__in=list(closed_in(one.phase)))
    return WorkOrder.objects.open().filter(which, ticket__in=Ticket.objects.open().values("pk"))


class Guide:
    """Knows where things go under an arrangement; decides once for what is alike."""

    def __init__(self, arrangement: Arrangement, rule_set: RuleSet | None) -> None:
        self.arrangement = arrangement
        self.rule_set = rule_set
        self.units = units_by_code()
        self.by_key = {unit.pk: unit for unit in self.units.values()}
        self._asker = Asker()
        self._grounds: dict[int | None, Ground] = {}
        self._goals: dict[tuple[Alike, int, int], Goal | None] = {}
        self._members: set[tuple[int, int]] | None = None

    @classmethod
    def at(cls, now: datetime) -> Guide:
        return cls(arrangement_at(now), RuleSet.objects.in_force(now))

    def ground(self, location: int | None) -> Ground:
        phase = self.arrangement.of(location)
        key = phase.pk if phase else None
        if key not in self._grounds:
            self._grounds[key] = ground_of(phase, self.rule_set)
        return self._grounds[key]

    def goal(self, alike: Alike, lead: int, executing: int) -> Goal | None:
        """Return where a question goes that is led and worked on by these; None where both are open."""
        key = (alike, lead, executing)
        if key not in self._goals:
            if len(self._goals) > MOST:
                self._goals.clear()
            self._goals[key] = self._decided(alike, self.by_key[lead], self.by_key[executing])
        return self._goals[key]

    def heir(self, unit: int, location: int | None) -> Unit:
        """Return who does now what this unit did at this place; itself while it is open."""
        ground, before = self.ground(location), self.by_key[unit]
        return self.units.get(successors(before.code, ground.closed, ground.front_office)[-1], before)

    def belongs(self, user: int, unit: Unit) -> bool:
        """Is somebody a member of this unit, in whatever role?"""
        if self._members is None:
            self._members = set(Membership.objects.values_list("user", "unit"))
        return (user, unit.pk) in self._members or user == unit.head_id

    def _decided(self, alike: Alike, lead: Unit, executing: Unit) -> Goal | None:
        ground = self.ground(alike.location)
        if lead.code not in ground.closed and executing.code not in ground.closed:
            return None
        decision = ground.decide(self._asker.question(alike))
        works = self.units.get(decision.carried_out_by, executing)
        if lead.code not in ground.closed:
            return Goal(lead, works, []) if works != executing else None
        leads = self.units.get(decision.answered_by)
        if leads is None or leads == lead:
            return None
        names = {code: unit.name for code, unit in self.units.items()}
        return Goal(leads, works, told(decision.reasons, names), decision.rule_version, decision.skill)


def previewed(phase: Phase, location: Location | None, now: datetime) -> list[Line]:
    """Count what goes over when this phase starts there: questions from unit to unit, and orders."""
    guide = guide_after(phase, location, now)
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    rows = with_columns(scoped(tickets_to_move(guide.arrangement), location))
    columns = (*COLUMNS, "lead_unit_id", "executing_unit_id")
    for *alike, lead, executing, many in rows.order_by().values_list(*columns).annotate(many=Count("pk")):
        goal = guide.goal(Alike(*alike), lead, executing)
        if goal and goal.lead.pk != lead:
            counts[gettext("questions"), guide.by_key[lead].name, goal.lead.name] += many
        elif goal:
            counts[gettext("the work on questions"), guide.by_key[executing].name, goal.executing.name] += many
    orders = orders_to_move(guide.arrangement)
    orders = orders.filter(ticket__location=location) if location else orders
    for unit, place, many in orders.order_by().values_list("unit", "ticket__location").annotate(many=Count("pk")):
        heir = guide.heir(unit, place)
        if heir.pk != unit:
            counts[gettext("work orders"), guide.by_key[unit].name, heir.name] += many
    return [Line(*key, many) for key, many in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]


def preview_now(phase: Phase, location: Location | None) -> list[str]:
    """Say in sentences what would go over if the phase started there now."""
    return [str(line) for line in previewed(phase, location, timezone.now())]


class Going(NamedTuple):
    """One question that would go over: who leads it and works on it then; itself where that stays as it is."""

    ticket: Ticket
    lead: Unit
    executing: Unit
    orders: int


def first_to_go(guide: Guide, location: Location | None, user: User, most: int) -> list[Going]:
    """Return the first of what would go over that `user` may see, the nearest promise first."""
    seen = tickets_to_move(guide.arrangement).filter(pk__in=Ticket.objects.visible_to(user).values("pk"))
    rows = with_columns(scoped(seen, location)).annotate(
        orders=Count("work_orders", filter=Q(work_orders__state__in=OPEN_ORDER))
    )
    found = []
    for ticket in rows.select_related("lead_unit", "executing_unit").order_by("resolve_by", "pk")[:most]:
        goal = guide.goal(
            Alike(*(getattr(ticket, name) for name in COLUMNS)), ticket.lead_unit_id, ticket.executing_unit_id
        )
        lead, executing = (goal.lead, goal.executing) if goal else (ticket.lead_unit, ticket.executing_unit)
        found.append(Going(ticket, lead, executing, ticket.orders))
    return found


def guide_after(phase: Phase, location: Location | None, now: datetime) -> Guide:
    """Return a guide to how it will be once this phase has started."""
    return Guide(arrangement_at(now).after(phase, location), RuleSet.objects.in_force(now))


def scoped(tickets: TicketQuerySet, location: Location | None) -> TicketQuerySet:
    """Keep those of one place; all of them for the whole house."""
    return tickets.filter(location=location) if location else tickets
