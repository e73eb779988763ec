"""That somebody reached us."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from organisation.models import Unit, User
from servicedesk.lifecycle import Channel
from servicedesk.models.tickets import Ticket


class Contact(models.Model):
    """Somebody reached us: through which channel, when, and what came of it. Calls are not tickets."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    agent = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts_answered")
    channel = models.CharField(max_length=10, choices=Channel)
    site = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    answered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, default="opened")

    class Meta:
        ordering = ["-answered_at"]
        constraints = [
            models.CheckConstraint(
                name="contact_ends_after_it_starts",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("answered_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.answered_at:%Y-%m-%d %H:%M}"
