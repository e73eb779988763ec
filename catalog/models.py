"""The catalogue of products and services (PDC)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
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


class Audience(models.TextChoices):
    CUSTOMERS = "customers", _("customers and agents")
    AGENTS = "agents", _("agents only")


class Language(models.TextChoices):
    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")


class AnswerQuerySet(models.QuerySet["Answer"]):
    def published(self) -> AnswerQuerySet:
        return self.filter(state=ProductState.PUBLISHED)

    def visible_to(self, user: User) -> AnswerQuerySet:
        """Editors and readers see every answer, agents and heads what is published, others what is for customers."""
        standing = user.standing
        if standing.is_editor or standing.reads_all:
            return self
        if standing.is_nobody:
            return self.none()
        published = self.published()
        return published if standing.is_agent or standing.head_of else published.filter(audience=Audience.CUSTOMERS)

    def due_for_review(self, on: date) -> AnswerQuerySet:
        """Keep what is in force and should have been read again by its owner before or on `on`."""
        return self.published().filter(review_on__lte=on)

    def for_display(self) -> AnswerQuerySet:
        """Fetch in one query what a row or a page shows."""
        return self.select_related("owner", "current__published_by")

    def with_votes(self) -> AnswerQuerySet:
        """Add how often it was the answer, and how often it wasn't: `helped`, `missed`."""
        votes = AnswerVote.objects.filter(answer=OuterRef("pk")).order_by().values("answer").annotate(n=Count("pk"))
        return self.annotate(
            helped=Coalesce(Subquery(votes.filter(helped=True).values("n")), 0),
            missed=Coalesce(Subquery(votes.filter(helped=False).values("n")), 0),
        )


class Answer(models.Model):
    """What we say to a question that is asked often. Its columns are what an editor works on, `current` is in force."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("answer"))
    keywords = models.JSONField(default=list, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.DUTCH)
    audience = models.CharField(_("for whom"), max_length=10, choices=Audience, default=Audience.CUSTOMERS)
    products = models.ManyToManyField(Product, related_name="knowledge", blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="answers_owned")
    review_on = models.DateField(_("review on"))
    state = models.CharField(max_length=10, choices=ProductState, default=ProductState.DRAFT)
    current = models.ForeignKey("AnswerVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    search_names = models.TextField(blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="answer_state_known", condition=Q(state__in=ProductState.values)),
            models.CheckConstraint(
                name="answer_published_has_version", condition=~Q(state="published") | Q(current__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:answer", args=[self.slug])

    @property
    def has_draft(self) -> bool:
        """Is there something in the columns that isn't in force?"""
        return self.current is not None and (self.name, self.body) != (self.current.name, self.current.body)


class AnswerVersion(models.Model):
    """An answer as it was published; never changed."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    body = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["answer", "-number"]
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="answer_version_unique")]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class AnswerVote(models.Model):
    """Was this it? One of each person a day."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    helped = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "person", "on"], name="answer_vote_once_a_day")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.on} {self.helped}"


class Missed(models.Model):
    """Words for which nothing was found, or nothing that helped, in one week; never who looked."""

    week = models.DateField()
    words = models.CharField(max_length=80)
    number = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-week", "-number", "words"]
        constraints = [models.UniqueConstraint(fields=["week", "words"], name="missed_once_a_week")]

    def __str__(self) -> str:
        return f"{self.words} {self.number}"
