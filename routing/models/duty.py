"""The duty roster: who answers on which day, where a unit answers beside its work."""

from __future__ import annotations

from datetime import date
from secrets import token_urlsafe

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organisation.models import Unit, User
from routing.access import is_reader, is_steward


def new_secret() -> str:
    return token_urlsafe(32)


class RosterQuerySet(models.QuerySet["Roster"]):
    def visible_to(self, user: User) -> RosterQuerySet:
        """The only door: who may see how the house is arranged, and who works in the unit."""
        return self if is_reader(user) else self.filter(unit__in=user.standing.units)


class Roster(models.Model):
    """This unit names one person for each working day. What is asked of it goes to that person."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="roster")
    # From when on a day without somebody is a gap.
    since = models.DateField(_("since"))
    # Grows with every change, so that a stale screen can't overrule a colleague.
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()
    _history_user: User | None

    objects = RosterQuerySet.as_manager()

    class Meta:
        ordering = ["unit__name"]

    def __str__(self) -> str:
        return str(self.unit)

    def is_planned_by(self, user: User) -> bool:
        """Heads of the unit and stewards plan."""
        return self.unit_id in user.standing.head_of or is_steward(user)

    def has_member(self, user: User) -> bool:
        return self.unit_id in user.standing.units


class DutyTurn(models.Model):
    """On this day it is this person."""

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="turns")
    day = models.DateField(_("day"))
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duties")
    history = HistoricalRecords()
    _history_user: User | None

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["roster", "day"], name="duty_one_a_day")]
        indexes = [models.Index(fields=["person", "day"], name="duty_by_person")]

    def __str__(self) -> str:
        return f"{self.roster} {self.day}: {self.person}"


class RosterMonth(models.Model):
    """This month was said to be complete. `month` is its first day."""

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    completed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    completed_at = models.DateTimeField()

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["roster", "month"], name="roster_month_once")]

    def __str__(self) -> str:
        return f"{self.roster} {self.month:%Y-%m}"


class DutyFeed(models.Model):
    """An address with a secret, at which a calendar program reads somebody's days, or all of a unit."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duty_feeds")
    # None: only the owner's own days, in whatever unit.
    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, null=True, blank=True, related_name="feeds")
    secret = models.CharField(max_length=60, unique=True, default=new_secret)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "roster"], name="duty_feed_once"),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(roster__isnull=True), name="duty_feed_of_oneself_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner}: {self.roster or 'own'}"


def first_of_month(day: date) -> date:
    return day.replace(day=1)
