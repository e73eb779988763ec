"""Phases: what the organisation looks like in each, and since when which one is in force where (rule 16)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.models import Product
from organisation.models import Location, Unit, User


class OrganisationModel(models.TextChoices):
    """How a front office is arranged; facility management knows these three."""

    INFORMATION_CENTRE = (
        "information_centre",
        _("information centre: answers general questions only"),
    )
    ACCOUNT_MANAGER = (
        "account_manager",
        _("account manager: takes what customers ask, and leads the units"),
    )
    CLUSTER = "cluster", _("cluster: small front offices, each the outpost of a unit")


class PhaseQuerySet(models.QuerySet["Phase"]):
    def visible_to(self, user: User) -> PhaseQuerySet:
        """The only door: whoever works here may know how the house grows."""
        return self.none() if user.standing.is_nobody else self


class Phase(models.Model):
    """One step of the way. `takes_kinds` and `takes_types` say which questions the front office answers itself."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("what changes"), blank=True)
    planned_from = models.DateField(_("planned from"))
    planned_until = models.DateField(_("planned until"), null=True, blank=True)
    model = models.CharField(
        _("organisation model"), max_length=20, choices=OrganisationModel, default=OrganisationModel.CLUSTER
    )
    takes_kinds = models.JSONField(default=list, blank=True)
    takes_types = models.JSONField(default=list, blank=True)
    introduces = models.ManyToManyField(Product, related_name="introduced_in", blank=True)
    partners = models.ManyToManyField(Unit, related_name="partner_in", blank=True)
    # Whoever keeps something that follows from a phase asks whether this is still the same.
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(m2m_fields=[introduces, partners])
    _history_user: User | None
    skip_history_when_saving: bool

    objects = PhaseQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(name="phase_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="phase_planned_in_order",
                condition=Q(planned_until__isnull=True) | Q(planned_until__gte=F("planned_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("routing:phase", args=[self.number])


class Closure(models.Model):
    """In this phase `unit` no longer answers or works; `successor` does. Without one, the front office does."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="closures")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="closures")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="takes_over")
    history = HistoricalRecords()
    _history_user: User | None

    class Meta:
        ordering = ["phase", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "unit"], name="closure_unique"),
            models.CheckConstraint(
                name="closure_by_another", condition=Q(successor__isnull=True) | ~Q(successor=F("unit"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase}: {self.unit} → {self.successor}"


class SiteKind(models.TextChoices):
    DESK = "desk", _("desk where customers come")
    WORKPLACE = "workplace", _("own workplace, by phone and on screen")


class Site(models.Model):
    """Where the front office is in a phase, which units stand there, and what is handed out there.

    `hours` has for a weekday, 0 is Monday, the times between which it is open: `{"0": [["08:00", "17:30"]]}`.
    """

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=SiteKind, default=SiteKind.DESK)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="sites")
    room = models.CharField(_("room"), max_length=30, blank=True)
    hours = models.JSONField(default=dict, blank=True)
    units = models.ManyToManyField(Unit, related_name="sites", blank=True)
    products = models.ManyToManyField(Product, related_name="sites", blank=True)
    history = HistoricalRecords(m2m_fields=[units, products])
    _history_user: User | None
    skip_history_when_saving: bool

    class Meta:
        ordering = ["phase", "pk"]
        constraints = [models.UniqueConstraint(fields=["phase", "name"], name="site_unique")]

    def __str__(self) -> str:
        return f"{self.phase}: {self.name}"


class StartState(models.TextChoices):
    PLANNED = "planned", _("planned")
    STARTED = "started", _("started")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PhaseStartQuerySet(models.QuerySet["PhaseStart"]):
    def visible_to(self, user: User) -> PhaseStartQuerySet:
        return self.none() if user.standing.is_nobody else self

    def started(self) -> PhaseStartQuerySet:
        return self.filter(state=StartState.STARTED)

    def in_force(self, at: datetime, location: Location | None = None) -> PhaseStart | None:
        """Return the last start before or at `at` for this place, or for the whole house; a place's own goes first."""
        here = Q(location__isnull=True)
        if location is not None:
            here |= Q(location=location)
        last = self.started().filter(here, started_at__lte=at).select_related("phase")
        return last.order_by("-started_at", F("location").asc(nulls_last=True), "-pk").first()


class PhaseStart(models.Model):
    """A phase began, or will: everywhere, or at one location. Never changed once started: going back is a new start."""

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="starts")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, blank=True, related_name="phase_starts")
    state = models.CharField(max_length=10, choices=StartState, default=StartState.PLANNED)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    # Whose reason it was to start while something was still open, and what that was.
    override_reason = models.TextField(blank=True)
    still_open = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()

    objects = PhaseStartQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "-pk"]
        indexes = [models.Index(fields=["-started_at"], name="phase_start_last")]
        constraints = [
            models.CheckConstraint(
                name="phase_started_has_time",
                condition=Q(state="started", started_at__isnull=False)
                | (~Q(state="started") & Q(started_at__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["planned_at"],
                name="phase_start_one_everywhere",
                condition=Q(location__isnull=True, state__in=["planned", "started"]),
            ),
            models.UniqueConstraint(
                fields=["location", "planned_at"],
                name="phase_start_one_at_location",
                condition=Q(location__isnull=False, state__in=["planned", "started"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.state} {self.planned_at:%Y-%m-%d %H:%M}"
