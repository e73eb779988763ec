"""The catalogue of products and services (PDC)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.definition import Definition
from organisation.models import CustomerGroup, Location, Unit, User


class Category(models.Model):
    """A shelf of the catalogue."""

    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    icon = models.CharField(max_length=20, default="list")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class ProductType(models.TextChoices):
    """Decides how far the front office goes (rule 4)."""

    STANDARD = "standard", _("standard")
    NON_STANDARD = "non_standard", _("non-standard")
    ADVICE = "advice", _("advice or project")


class ProductState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ProductQuerySet(models.QuerySet["Product"]):
    def published(self) -> ProductQuerySet:
        return self.filter(state=ProductState.PUBLISHED)

    def offered_to(self, user: User) -> ProductQuerySet:
        """Keep what `user` can ask for: published, for the own customer group, at the own location (rule 7)."""
        here = Q(locations__isnull=True)
        if user.location_id:
            here |= Q(locations=user.location_id)
        allowed = Product.objects.filter(here, groups=user.customer_group_id).values("pk")
        return self.published().filter(pk__in=allowed)

    def visible_to(self, user: User) -> ProductQuerySet:
        """Editors and readers see every product, agents all that is published, others what they can ask for."""
        standing = user.standing
        if standing.is_editor or standing.reads_all:
            return self
        if standing.is_agent:
            return self.published()
        return self.offered_to(user)

    def for_display(self) -> ProductQuerySet:
        """Fetch in one query what a product's tile or page shows."""
        return self.select_related("category", "owner", "executing", "current")

    def found_by(self, words: str) -> ProductQuerySet:
        """Keep what has each word in its name or code: for editors, who know what they look for."""
        found = self
        for word in words.split()[:6]:
            found = found.filter(Q(name__icontains=word) | Q(code__icontains=word))
        return found

    def with_draft(self) -> ProductQuerySet:
        """Keep what is in force and has a draft that isn't."""
        return self.filter(draft__isnull=False, current__isnull=False)

    def with_last_change(self) -> ProductQuerySet:
        """Add when and by whom a product was changed last: `changed_at`, `changed_by`."""
        changes = Product.history.filter(id=OuterRef("pk")).order_by("-history_id")
        return self.annotate(
            changed_at=Subquery(changes.values("history_date")[:1]),
            changed_by=Subquery(changes.values("history_user__name")[:1]),
        )


class Product(models.Model):
    """A product or service. Its columns say what is in force; `draft` holds what an editor is working on."""

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("summary"), max_length=250, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    type = models.CharField(_("type"), max_length=20, choices=ProductType, default=ProductType.STANDARD)
    icon = models.CharField(max_length=20, default="list")
    lead_text = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="products_owned")
    executing = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="products_executed")
    self_service = models.BooleanField(default=False)
    via_front_office = models.BooleanField(default=True)
    groups = models.ManyToManyField(CustomerGroup, related_name="products")
    locations = models.ManyToManyField(Location, related_name="products", blank=True)
    search_names = models.TextField(blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    state = models.CharField(max_length=10, choices=ProductState, default=ProductState.DRAFT)
    current = models.ForeignKey(
        "ProductVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    draft = models.JSONField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(m2m_fields=[groups, locations], excluded_fields=["search_names", "search_text"])
    # Read by django-simple-history: in whose name the row is saved, and whether that is written down.
    _history_user: User | None
    skip_history_when_saving: bool

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="product_state_known", condition=Q(state__in=ProductState.values)),
            models.CheckConstraint(
                name="product_published_has_version", condition=~Q(state="published") | Q(current__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:product", args=[self.code])

    @cached_property
    def definition(self) -> Definition:
        """What is in force; of a product never published, its draft."""
        return self.current.as_definition if self.current else self.drafted

    @property
    def drafted(self) -> Definition:
        """What the editor is working on; without a draft, what is in force."""
        if self.draft is not None:
            return Definition.from_dict(self.draft)
        return self.definition if self.current else Definition(code=self.code, name=self.name)

    @property
    def has_draft(self) -> bool:
        return self.draft is not None


class ProductVersion(models.Model):
    """A product as it was published; never changed, so that a ticket keeps what it was asked under."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["product", "-number"]
        constraints = [models.UniqueConstraint(fields=["product", "number"], name="product_version_unique")]

    def __str__(self) -> str:
        return f"{self.product} v{self.number}"

    @cached_property
    def as_definition(self) -> Definition:
        return Definition.from_dict(self.definition)
