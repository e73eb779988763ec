"""Rules in versions. A set that was activated never changes; the next one takes its place from a moment on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.models import Category
from organisation.models import Unit, User
from routing.decide import Rule


class RuleSetState(models.TextChoices):
    DRAFT = "draft", _("draft")
    ACTIVE = "active", _("activated")
    DROPPED = "dropped", _("dropped")


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def visible_to(self, user: User) -> RuleSetQuerySet:
        """The only door: agents, heads and readers may know why a question goes where it goes."""
        standing = user.standing
        if standing.is_agent or standing.head_of or standing.reads_all or standing.is_administrator:
            return self
        return self.none()

    def active(self) -> RuleSetQuerySet:
        return self.filter(state=RuleSetState.ACTIVE)

    def drafts(self) -> RuleSetQuerySet:
        return self.filter(state=RuleSetState.DRAFT)

    def in_force(self, at: datetime) -> RuleSet | None:
        """Return the set that holds at this moment: the last one that began. None before the first."""
        return self.active().filter(valid_from__lte=at).order_by("-valid_from").first()


class RuleSet(models.Model):
    """A version of the rules, in force from `valid_from` until the next one's: there is no gap and no overlap."""

    number = models.PositiveIntegerField(unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=10, choices=RuleSetState, default=RuleSetState.DRAFT)
    valid_from = models.DateTimeField(_("valid from"), unique=True, null=True, blank=True)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    activated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    activated_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()
    _history_user: User | None
    skip_history_when_saving: bool

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="rule_set_active_has_dates",
                condition=Q(state="active", number__isnull=False, valid_from__isnull=False, activated_at__isnull=False)
                | (~Q(state="active") & Q(number__isnull=True, valid_from__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return f"v{self.number} {self.name}" if self.number else self.name


class RoutingRule(models.Model):
    """One rule: what it asks (codes by name, see `routing.decide.CONDITIONS`), and what it decides."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="rules")
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=150)
    conditions = models.JSONField(default=dict, blank=True)
    answered_by = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    carried_out_by = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    via_front_office = models.BooleanField(null=True, blank=True)
    skill = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approval = models.BooleanField(null=True, blank=True)
    history = HistoricalRecords()
    _history_user: User | None
    _change_reason: str
    skip_history_when_saving: bool

    class Meta:
        ordering = ["rule_set", "number"]
        constraints = [models.UniqueConstraint(fields=["rule_set", "number"], name="routing_rule_number_unique")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def as_rule(self) -> Rule:
        """The plain value that decides."""
        when: dict[str, Any] = {name: frozenset(codes) for name, codes in self.conditions.items() if codes}
        return Rule(
            number=self.number,
            name=self.name,
            when=when,
            answered_by=self.answered_by.code if self.answered_by else "",
            carried_out_by=self.carried_out_by.code if self.carried_out_by else "",
            via_front_office=self.via_front_office,
            skill=self.skill.code if self.skill else "",
            approval=self.approval,
        )
