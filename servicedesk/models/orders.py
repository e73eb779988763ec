"""What the front office asks a unit or partner to do."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisation.models import Unit, User
from servicedesk.lifecycle import OPEN_ORDER, ORDER_MOVES, OrderState
from servicedesk.models.tickets import Ticket


class WorkOrderQuerySet(models.QuerySet["WorkOrder"]):
    def visible_to(self, user: User) -> WorkOrderQuerySet:
        """The only door to work orders: agents and readers see all, others those of their unit; planned ones too.

        Who heads the unit that has the lead sees what was ordered for its tickets.
        """
        standing = user.standing
        if standing.is_agent or standing.reads_all:
            return self
        led = Ticket.objects.filter(lead_unit__in=standing.head_of).values("pk")
        return self.filter(Q(unit__in=standing.units) | Q(ticket__in=led))

    def of_units_of(self, user: User) -> WorkOrderQuerySet:
        """Keep the orders of the units that `user` works in or leads."""
        return self.filter(unit__in=user.standing.worker_in | user.standing.head_of)

    def open(self) -> WorkOrderQuerySet:
        return self.filter(state__in=OPEN_ORDER)

    def to_do(self) -> WorkOrderQuerySet:
        """Keep what a unit can work on now."""
        return self.filter(state__in=[OrderState.SENT, OrderState.ACCEPTED])

    def numbered(self, number: str) -> WorkOrderQuerySet:
        """Keep the order with this number, such as W-3317 or 3317; nothing for any other text."""
        digits = number.strip().upper().removeprefix("W-")
        return (
            self.filter(pk=int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 13 else self.none()
        )

    def found_by(self, words: str) -> WorkOrderQuerySet:
        """Keep what has all `words` in its task, its question or its place, or is the number asked for."""
        numbered = self.numbered(words)
        found = self
        for word in words.split()[:6]:
            found = found.filter(
                Q(task__icontains=word)
                | Q(ticket__subject__icontains=word)
                | Q(ticket__room__icontains=word)
                | Q(ticket__location__code__iexact=word)
            )
        return self.filter(Q(pk__in=numbered.values("pk")) | Q(pk__in=found.values("pk")))

    def for_display(self) -> WorkOrderQuerySet:
        """Fetch in one query what a row or a page shows."""
        return self.select_related(
            "unit", "accepted_by", "ticket__requester__department", "ticket__location", "ticket__lead_unit",
            "ticket__assignee", "ticket__product", "ticket__product_version",
        )  # fmt: skip


class WorkOrder(models.Model):
    """One unit's part of a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="work_orders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="work_orders")
    task = models.CharField(_("task"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    part = models.CharField(max_length=50, blank=True)
    after = models.JSONField(default=list, blank=True)
    lead_days = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=OrderState, default=OrderState.PLANNED)
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="work_accepted")
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)
    returned_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(
                fields=["unit", "due_at", "id"],
                name="order_to_do_by_unit",
                condition=Q(state__in=["sent", "accepted"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="order_state_known", condition=Q(state__in=OrderState.values)),
            models.CheckConstraint(
                name="order_ended_has_time",
                condition=Q(state__in=["done", "cancelled"], ended_at__isnull=False)
                | (~Q(state__in=["done", "cancelled"]) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="order_sent_has_time_and_due",
                condition=Q(state__in=["planned", "cancelled"]) | Q(sent_at__isnull=False, due_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["ticket", "part"], condition=~Q(part="") & ~Q(state="cancelled"), name="order_part_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.task}"

    def get_absolute_url(self) -> str:
        return reverse("work:order", args=[self.pk])

    @property
    def number(self) -> str:
        """Short, speakable, never reused."""
        return f"W-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ORDER

    def is_overdue(self, at: datetime) -> bool:
        return self.state in (OrderState.SENT, OrderState.ACCEPTED) and self.due_at is not None and self.due_at < at

    def who_may(self, verb: str) -> Set[str]:
        return ORDER_MOVES[verb].who

    def relations_of(self, user: User) -> Set[str]:
        """What `user` is to this order."""
        standing = user.standing
        found = set()
        if standing.is_agent:
            found.add("agent")
        if standing.head_of and self.ticket.lead_unit_id in standing.head_of:
            found.add("lead")
        if self.unit_id in standing.worker_in:
            found.add("worker")
        if self.unit_id in standing.head_of:
            found.add("head")
        return found

    def verbs_for(self, user: User) -> list[str]:
        """The verbs that the state allows and `user` has the right to."""
        relations = self.relations_of(user)
        return [verb for verb, move in ORDER_MOVES.items() if self.state in move.to and move.who & relations]
