"""What the desk has ready: the calls that come every day, and the texts that are written every day."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.models import Product
from organisation.models import Unit, UnitKind, User
from servicedesk.lifecycle import Kind, Urgency


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> EntryQuerySet:
        """The only door: what is one's own, of the own units, and for agents of the front office; readers see all."""
        standing = user.standing
        if standing.is_nobody:
            return self.none()
        if standing.reads_all:
            return self.exclude(~Q(owner=standing.user_id), owner__isnull=False)
        seen = Q(owner=standing.user_id) | Q(unit__in=standing.units)
        if standing.is_agent:
            seen |= Q(unit__kind=UnitKind.FRONT_OFFICE)
        return self.filter(seen)

    def in_use(self) -> EntryQuerySet:
        return self.filter(is_on=True)

    def for_display(self) -> EntryQuerySet:
        """Fetch in one query what a row or a page shows."""
        model: Any = self.model
        return self.select_related("unit", "owner", *model.also_shown)


class Entry(models.Model):
    """Something that is ready for use: a unit's, or personal. Found like a product, see `catalog.matching`."""

    name = models.CharField(_("name"), max_length=120)
    keywords = models.CharField(_("other words for it"), max_length=400, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    is_on = models.BooleanField(_("in use"), default=True)
    search_names = models.TextField(blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    # What else is read of other tables where it is shown.
    also_shown: ClassVar[tuple[str, ...]] = ()
    # Read by django-simple-history: in whose name the row is saved.
    _history_user: User | None

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_of_one",
                condition=Q(unit__isnull=True, owner__isnull=False) | Q(unit__isnull=False, owner__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def whose(self) -> str:
        """Whose it is, as a person reads it."""
        return str(self.unit or self.owner)

    def is_edited_by(self, user: User) -> bool:
        """Heads edit what is of their unit, everyone what is personal."""
        standing = user.standing
        if standing.is_nobody:
            return False
        return self.unit_id in standing.head_of if self.unit_id else self.owner_id == standing.user_id


class CannedText(Entry):
    """A text with a short code and places that are filled in; in Dutch, and in English for who reads that."""

    code = models.SlugField(_("short code"), max_length=20)
    text_nl = models.TextField(_("text in Dutch"))
    text_en = models.TextField(_("text in English"), blank=True)
    history = HistoricalRecords(excluded_fields=["search_names", "search_text"])

    class Meta(Entry.Meta):
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "code"], name="canned_text_code_of_unit"),
            models.UniqueConstraint(fields=["owner", "code"], name="canned_text_code_of_owner"),
        ]

    @property
    def preview(self) -> str:
        return self.text_nl

    def in_language(self, language: str) -> str:
        return self.text_en if language == "en" and self.text_en else self.text_nl


class StandardCall(Entry):
    """A call that comes often: choosing it fills in the question, and says what to do."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="standard_calls")
    urgency = models.CharField(_("urgency"), max_length=6, choices=Urgency, default=Urgency.NORMAL)
    subject = models.CharField(_("subject"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    steps = models.JSONField(_("steps"), default=list, blank=True)
    history = HistoricalRecords(excluded_fields=["search_names", "search_text"])

    class Meta(Entry.Meta):
        pass

    @property
    def preview(self) -> str:
        return " ".join(filter(None, [self.subject, self.answer]))


class CheckList(Entry):
    """Steps in their order, for a question: it comes with a product, or somebody puts it on."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="check_lists")
    steps = models.JSONField(_("steps"), default=list)
    history = HistoricalRecords(excluded_fields=["search_names", "search_text"])

    class Meta(Entry.Meta):
        pass

    @property
    def preview(self) -> str:
        return " · ".join(self.steps)


class Says(models.TextChoices):
    NOTHING = "", _("nothing")
    ANSWER = "answer", _("an answer")
    ASK = "ask", _("a question; it waits for the customer")
    SOLVE = "solve", _("the answer, and it is solved")


class Macro(Entry):
    """One action that changes more than one thing about a question. What is empty stays as it is."""

    takes = models.BooleanField(_("put it in the name of who does this"), default=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, blank=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    urgency = models.CharField(_("urgency"), max_length=6, choices=Urgency, blank=True)
    check_list = models.ForeignKey(CheckList, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("internal note"), blank=True)
    forward_to = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    says = models.CharField(_("what the customer gets"), max_length=6, choices=Says, blank=True)
    text_nl = models.TextField(_("text in Dutch"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    history = HistoricalRecords(excluded_fields=["search_names", "search_text"])

    also_shown = ("product", "check_list", "forward_to")

    class Meta(Entry.Meta):
        pass

    @property
    def is_undoable(self) -> bool:
        """Work that was ordered is taken back order by order."""
        return self.forward_to_id is None

    @property
    def needs(self) -> frozenset[str]:
        """The verbs that must be possible."""
        steps = {
            "classify": self.kind or self.product_id or self.urgency,
            "take": self.takes,
            "note": self.note or self.check_list_id,
            "forward": self.forward_to_id,
            self.says: self.says,
        }
        return frozenset(verb for verb, asked in steps.items() if asked)

    def in_language(self, language: str) -> str:
        return self.text_en if language == "en" and self.text_en else self.text_nl
