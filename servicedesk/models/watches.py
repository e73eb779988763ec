"""Who follows which question."""

from __future__ import annotations

from django.db import models

from organisation.models import User
from servicedesk.models.tickets import Ticket


class Watch(models.Model):
    """One person wants to hear of all that happens with one ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watches")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name_plural = "watches"
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="watch_once")]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.ticket_id}"
