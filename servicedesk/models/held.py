"""What the customer will read in a moment, and can still be taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from servicedesk.models.attachments import Attachment
from servicedesk.models.tickets import Ticket


class HeldVerb(models.TextChoices):
    ANSWER = "answer", _("answer")
    ASK = "ask", _("question")
    SOLVE = "solve", _("solution")


class HeldQuerySet(models.QuerySet["Held"]):
    def visible_to(self, user: User) -> HeldQuerySet:
        """The only door to what is held: one's own."""
        return self.none() if user.standing.is_nobody else self.filter(by=user.pk)


class Held(models.Model):
    """Words that wait a few seconds before they go to the customer of one question, or of each of many."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="held")
    verb = models.CharField(max_length=10, choices=HeldVerb)
    text = models.TextField(blank=True)
    files = models.ManyToManyField(Attachment, blank=True, related_name="held")
    created_at = models.DateTimeField()
    send_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = HeldQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "held"
        constraints = [models.CheckConstraint(name="held_verb_known", condition=Q(verb__in=HeldVerb.values))]

    def __str__(self) -> str:
        return f"{self.verb} {self.by_id} {self.send_at:%Y-%m-%d %H:%M:%S}"


class HeldState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    # Its author has it in the composer again: it was taken back, or refused at the moment of sending.
    RETURNED = "returned", _("returned")
    # What came back was sent again or thrown away.
    SPENT = "spent", _("spent")


class HeldForQuerySet(models.QuerySet["HeldFor"]):
    def visible_to(self, user: User) -> HeldForQuerySet:
        """The only door: one's own."""
        return self.none() if user.standing.is_nobody else self.filter(held__by=user.pk)

    def waiting(self) -> HeldForQuerySet:
        return self.filter(state=HeldState.WAITING)

    def returned(self) -> HeldForQuerySet:
        return self.filter(state=HeldState.RETURNED)

    def shown(self) -> HeldForQuerySet:
        """Keep what its author still has to do with: it waits, or it came back."""
        return self.filter(state__in=[HeldState.WAITING, HeldState.RETURNED])

    def due(self, at: datetime) -> HeldForQuerySet:
        """Keep what should go out at `at`, oldest first."""
        return self.waiting().filter(due_at__lte=at).order_by("due_at", "id")


class HeldFor(models.Model):
    """One question that held words are for. A claim is a later `due_at`: never finished, it comes round again."""

    held = models.ForeignKey(Held, on_delete=models.CASCADE, related_name="rows")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="held")
    # The version that its author had read.
    seen = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=HeldState, default=HeldState.WAITING)
    due_at = models.DateTimeField()
    reason = models.TextField(blank=True)

    objects = HeldForQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "held for"
        indexes = [
            models.Index(fields=["due_at", "id"], name="held_due", condition=Q(state="waiting")),
            models.Index(fields=["ticket"], name="held_shown", condition=Q(state__in=["waiting", "returned"])),
        ]
        constraints = [
            models.UniqueConstraint(fields=["held", "ticket"], name="held_for_once"),
            models.CheckConstraint(name="held_for_state_known", condition=Q(state__in=HeldState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.held_id} → {self.ticket_id} {self.state}"
