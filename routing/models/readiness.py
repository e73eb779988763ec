"""What must be so before a phase can start: who sees to it, until when, and what shows it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organisation.models import User
from routing.models.phases import Phase


class PreconditionState(models.TextChoices):
    OPEN = "open", _("open")
    MET = "met", _("met")


class PreconditionQuerySet(models.QuerySet["Precondition"]):
    def visible_to(self, user: User) -> PreconditionQuerySet:
        """Who answers, leads a unit, or reads everything."""
        standing = user.standing
        if standing.is_agent or standing.head_of or standing.reads_all or standing.is_administrator:
            return self
        return self.none()


class Precondition(models.Model):
    """One thing that must be so. With a name in `measured` the system looks itself, and nobody ticks it off."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="preconditions")
    text = models.CharField(_("what must be so"), max_length=300)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="preconditions")
    due_on = models.DateField(_("ready on"), null=True, blank=True)
    measured = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=PreconditionState, default=PreconditionState.OPEN)
    evidence = models.TextField(_("what shows it"), blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()
    _history_user: User | None

    objects = PreconditionQuerySet.as_manager()

    class Meta:
        ordering = ["phase", "pk"]
        constraints = [
            models.CheckConstraint(
                name="precondition_met_has_time",
                condition=Q(state="met", done_at__isnull=False) | Q(state="open", done_at__isnull=True),
            ),
            models.CheckConstraint(
                name="precondition_measured_is_not_ticked", condition=Q(measured="") | Q(state="open")
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def is_late(self, on: date) -> bool:
        """Should it have been so before `on`?"""
        return self.due_on is not None and self.due_on < on
