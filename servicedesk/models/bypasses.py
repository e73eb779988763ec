"""Who was asked although the front office is the place to ask (rule 21). Of units and products, never of people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from organisation.models import Unit, User
from routing.access import is_reader
from servicedesk.models.tickets import Ticket


class Way(models.TextChoices):
    """How a question went round the front office."""

    ASKED = "asked", _("asked directly")
    CALL = "call", _("call to an old number")
    MAIL = "mail", _("mail to an old address")


class BypassQuerySet(models.QuerySet["Bypass"]):
    def visible_to(self, user: User) -> BypassQuerySet:
        """The only door: whoever may see how the house is arranged. There is nobody's name in it."""
        return self if is_reader(user) else self.none()


class Bypass(models.Model):
    """One question went round the front office, to `unit`. There is no column for who was asked, or who said so."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bypasses")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="bypasses")
    phase = models.PositiveSmallIntegerField(null=True, blank=True)
    way = models.CharField(max_length=5, choices=Way)
    at = models.DateTimeField(db_index=True)
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="bypass")
    # What the machine that told of it calls it; the same again is the same one.
    reference = models.CharField(max_length=200, blank=True)

    objects = BypassQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "bypasses"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="bypass_asked_has_ticket",
                condition=Q(way="asked", ticket__isnull=False) | (~Q(way="asked") & Q(ticket__isnull=True)),
            ),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="bypass_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.way} {self.at:%Y-%m-%d}"
