"""The telephone menu of a phase: what is said, and whom one gets."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.models import Category, Product
from organisation.models import Unit, User
from routing.menus import KEYS
from routing.models.phases import Phase


class PhoneMenuQuerySet(models.QuerySet["PhoneMenu"]):
    def visible_to(self, user: User) -> PhoneMenuQuerySet:
        """The only door: everybody who works here hears it when calling."""
        return self.none() if user.standing.is_nobody else self


class PhoneMenu(models.Model):
    """One for a phase. Generated from the rules or set by hand, it stays as it is until somebody changes it.

    `hours` has the times between which it is heard, as a site has them; empty: when the house is open.
    """

    phase = models.OneToOneField(Phase, on_delete=models.CASCADE, related_name="menu")
    is_by_hand = models.BooleanField(default=False)
    welcome_nl = models.CharField(_("Welcome in Dutch"), max_length=300, blank=True)
    welcome_en = models.CharField(_("Welcome in English"), max_length=300, blank=True)
    closed_nl = models.CharField(_("When we are closed, in Dutch"), max_length=300, blank=True)
    closed_en = models.CharField(_("When we are closed, in English"), max_length=300, blank=True)
    emergency_nl = models.CharField(_("Emergency, in Dutch"), max_length=300, blank=True)
    emergency_en = models.CharField(_("Emergency, in English"), max_length=300, blank=True)
    emergency_number = models.CharField(_("Number for an emergency"), max_length=20, blank=True)
    hours = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()
    _history_user: User | None

    objects = PhoneMenuQuerySet.as_manager()

    class Meta:
        ordering = ["phase"]

    def __str__(self) -> str:
        return str(self.phase)


class MenuOption(models.Model):
    """A choice. One with others below it asks on; any other puts the caller through to `answered_by`."""

    menu = models.ForeignKey(PhoneMenu, on_delete=models.CASCADE, related_name="options")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="options")
    key = models.CharField(_("key"), max_length=1)
    text_nl = models.CharField(_("what is said, in Dutch"), max_length=200)
    text_en = models.CharField(_("what is said, in English"), max_length=200)
    answered_by = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="menu_options")
    products = models.ManyToManyField(Product, related_name="menu_options", blank=True)
    categories = models.ManyToManyField(Category, related_name="menu_options", blank=True)
    is_rest = models.BooleanField(default=False)
    history = HistoricalRecords(m2m_fields=[products, categories])
    _history_user: User | None

    class Meta:
        ordering = ["menu", "parent__key", "key"]
        constraints = [
            models.CheckConstraint(name="menu_option_key", condition=Q(key__in=list(KEYS))),
            models.UniqueConstraint(
                fields=["menu", "key"], condition=Q(parent__isnull=True), name="menu_option_key_once"
            ),
            models.UniqueConstraint(
                fields=["parent", "key"], condition=Q(parent__isnull=False), name="menu_option_key_once_below"
            ),
            models.UniqueConstraint(fields=["menu"], condition=Q(is_rest=True), name="menu_one_for_the_rest"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.text_nl}"
