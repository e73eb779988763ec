"""What was done to one or more tickets in one go, and how they stood before: so that it can be undone."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.urls import reverse

from organisation.models import User
from servicedesk.models.tickets import Ticket

# So long something can be undone.
UNDO_FOR = timedelta(minutes=10)


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> BatchQuerySet:
        """The only door to batches: what one did oneself."""
        return self.filter(by=user.pk) if not user.standing.is_nobody else self.none()


class Batch(models.Model):
    """One act of one person upon some tickets."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="batches")
    verb = models.CharField(max_length=20)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return f"{self.by_id} {self.verb} {self.at:%Y-%m-%d %H:%M}"

    def get_undo_url(self) -> str:
        return reverse("desk:undo", args=[self.pk])


class BatchRow(models.Model):
    """How one ticket stood `before`, and its version after; `moved` names what went along to another ticket."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "ticket"], name="batch_ticket_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.ticket_id}"
