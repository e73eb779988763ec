"""How the running questions and orders of units that closed went over to who does it now."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from organisation.models import User
from routing.access import is_reader
from routing.models import PhaseStart, RuleSet
from servicedesk.models.events import Event
from servicedesk.models.tickets import Ticket


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user: User) -> HandOverQuerySet:
        """The only door: who may see how the house is arranged."""
        return self if is_reader(user) else self.none()

    def unfinished(self) -> HandOverQuerySet:
        return self.filter(ended_at__isnull=True)


class HandOver(models.Model):
    """What follows from the start of a phase, or from a set of rules: at most one of each. Counts as it goes."""

    start = models.OneToOneField(PhaseStart, on_delete=models.PROTECT, null=True, related_name="hand_over")
    rule_set = models.OneToOneField(RuleSet, on_delete=models.PROTECT, null=True, related_name="hand_over")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # How many questions there were to go when it began; what comes in meanwhile may make it more.
    expected = models.PositiveIntegerField(default=0)
    tickets = models.PositiveIntegerField(default=0)
    orders = models.PositiveIntegerField(default=0)
    # What stayed behind, because nobody is left to take it.
    stuck = models.PositiveIntegerField(default=0)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="hand_over_of_one_thing",
                condition=Q(start__isnull=False, rule_set__isnull=True) | Q(start__isnull=True, rule_set__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.start.phase if self.start else self.rule_set)

    def get_absolute_url(self) -> str:
        return reverse("arranging:hand-over", args=[self.pk])

    @property
    def total(self) -> int:
        """How many there are in all, as far as is known."""
        return max(self.expected, self.tickets)


class HandedOver(models.Model):
    """One question that went over, and the step in its log that says so."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="moved")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.hand_over_id}: {self.ticket_id}"
