"""Known problems: what many people call about at once."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.models import Product
from organisation.models import Location, Unit, User
from servicedesk.models.held import Held


class OutageQuerySet(models.QuerySet["Outage"]):
    def visible_to(self, user: User) -> OutageQuerySet:
        """The only door for the desk: all, as it is told in the house; nothing for a disabled account."""
        return self.none() if user.standing.is_nobody else self

    def open(self) -> OutageQuerySet:
        """Keep what goes on: not solved, or its solution was taken back before anybody heard of it."""
        return self.filter(Q(solved_at__isnull=True) | Q(held__taken_back_at__isnull=False))

    def at(self, location: Location | int | None) -> OutageQuerySet:
        """Keep what goes on at this location: there, or in the whole house."""
        everywhere = Q(locations__isnull=True)
        here = everywhere if location is None else everywhere | Q(locations=location)
        return self.filter(pk__in=Outage.objects.filter(here).values("pk"))

    def about(self, product: Product | int) -> OutageQuerySet:
        return self.filter(pk__in=Outage.objects.filter(products=product).values("pk"))

    def for_display(self) -> OutageQuerySet:
        """Fetch in three queries what a row or a page shows."""
        return self.select_related("unit", "by", "held").prefetch_related("locations", "products")


class Outage(models.Model):
    """A problem that is known, with what customers read about it. `name` is its title; no location means everywhere."""

    name = models.CharField(_("title"), max_length=120)
    keywords = models.CharField(_("other words for it"), max_length=400, blank=True)
    text = models.TextField(_("what customers read"))
    locations = models.ManyToManyField(Location, blank=True, related_name="outages")
    products = models.ManyToManyField(Product, blank=True, related_name="outages")
    since = models.DateTimeField(_("since"))
    expected_until = models.DateTimeField(_("expected until"), null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    # The words that tell everybody that it is solved.
    held = models.ForeignKey(Held, on_delete=models.PROTECT, null=True, blank=True, related_name="outages")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="outages")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="outages")
    search_names = models.TextField(blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["search_names", "search_text"])
    # Read by django-simple-history: in whose name the row is saved.
    _history_user: User | None

    objects = OutageQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="outage_ends_after_it_starts",
                condition=Q(expected_until__isnull=True) | Q(expected_until__gte=models.F("since")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("desk:outage", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.solved_at is None or (self.held is not None and self.held.taken_back_at is not None)

    def is_late(self, at: datetime) -> bool:
        return self.is_open and self.expected_until is not None and self.expected_until < at
