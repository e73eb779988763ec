"""Lists that somebody put together and kept."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisation.models import Unit, User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> SavedViewQuerySet:
        """The only door: one's own, and what a unit shares; those of the front office for agents and readers."""
        standing = user.standing
        if standing.is_nobody:
            return self.none()
        shared = Q(unit__in=standing.units)
        if standing.is_agent or standing.reads_all:
            shared = Q(unit__isnull=False)
        return self.filter(Q(owner=standing.user_id) | shared)


class SavedView(models.Model):
    """A queue with what was chosen in it: an address with a name. Personal, or of a unit that shares it."""

    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    slug = models.SlugField(max_length=20)
    query = models.JSONField(default=dict)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "id"]
        constraints = [
            models.CheckConstraint(
                name="view_is_of_one",
                condition=Q(unit__isnull=True, owner__isnull=False) | Q(unit__isnull=False, owner__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        chosen = urlencode({**self.query, "view": self.pk}, doseq=True)
        return f"{reverse('desk:queue', args=[self.slug])}?{chosen}"

    def is_edited_by(self, user: User) -> bool:
        """Heads edit what is of their unit, everyone what is personal."""
        standing = user.standing
        return self.unit_id in standing.head_of if self.unit_id else self.owner_id == standing.user_id
