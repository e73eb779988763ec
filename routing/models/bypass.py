"""Numbers and mailboxes of before: whoever still uses one goes round the front office (rule 21)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organisation import telephone
from organisation.models import Unit, User
from routing.access import is_reader


class RetiredAddressQuerySet(models.QuerySet["RetiredAddress"]):
    def visible_to(self, user: User) -> RetiredAddressQuerySet:
        """The only door: whoever may see how the house is arranged."""
        return self if is_reader(user) else self.none()

    def reached_by(self, address: str, on: date) -> RetiredAddressQuerySet:
        """Keep what `address` reaches and was retired by `on`: a number in any form, or an e-mail address."""
        retired = self.filter(retired_on__lte=on)
        if "@" in address and not address.lower().startswith("sip:"):
            return retired.filter(email=address.strip().lower())
        number = telephone.normal(address)
        return retired.filter(number__in=telephone.may_be(number)) if number else self.none()


class RetiredAddress(models.Model):
    """A number or a mailbox by which a unit was reached until `retired_on`. What still comes in there is counted."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("unit"), related_name="retired_addresses")
    # In normal form.
    number = models.CharField(_("number"), max_length=telephone.WIDTH, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    retired_on = models.DateField(_("no longer ours since"))
    history = HistoricalRecords()
    _history_user: User | None

    objects = RetiredAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "retired addresses"
        ordering = ["unit__name", "number", "email"]
        constraints = [
            models.CheckConstraint(
                name="retired_is_number_or_mailbox",
                condition=Q(number="", email__gt="") | Q(number__gt="", email=""),
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="retired_number_once"),
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="retired_mailbox_once"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The address as people write it."""
        return self.email or telephone.shown(self.number)
