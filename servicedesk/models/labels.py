"""Labels on doors and things: scanned, they open a report with the place filled in."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisation.models import Location, User
from servicedesk.models.tickets import Ticket


def may_label(user: User) -> bool:
    """Who makes labels: heads of units and administrators."""
    return bool(user.standing.head_of) or user.standing.is_administrator


class LabelQuerySet(models.QuerySet["Label"]):
    def visible_to(self, user: User) -> LabelQuerySet:
        """All of them, for who makes labels."""
        return self if may_label(user) else self.none()

    def scanned(self, code: str) -> LabelQuerySet:
        """Keep the label with this code, if it is still in use."""
        return self.filter(code=code.upper(), active=True)


class Label(models.Model):
    """What hangs where. Its code is never used again."""

    code = models.CharField(max_length=12, unique=True)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="labels")
    room = models.CharField(_("room"), max_length=30)
    asset = models.CharField(_("thing"), max_length=80, blank=True)
    visitors = models.BooleanField(_("also for visitors without an account"), default=False)
    active = models.BooleanField(_("in use"), default=True)
    made_at = models.DateTimeField()

    objects = LabelQuerySet.as_manager()

    class Meta:
        ordering = ["location__code", "room", "asset"]
        constraints = [models.UniqueConstraint(fields=["location", "room", "asset"], name="label_unique")]

    def __str__(self) -> str:
        return f"{self.location.name}, {self.room}" + (f": {self.asset}" if self.asset else "")

    def get_absolute_url(self) -> str:
        return reverse("portal:label", args=[self.code])


class VisitorReport(models.Model):
    """A question of somebody without an account, followed by whoever has its secret. `mark` is gone after an hour."""

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="visitor_report")
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="reports")
    secret = models.CharField(max_length=43, unique=True)
    mark = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.ticket_id} at {self.label_id}"
