"""People, departments, customer groups, locations and units: who someone is and where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organisation import telephone
from organisation.access import Standing, standing_of


class CustomerGroup(models.Model):
    """Decides which products can be asked for, and whether they are charged (rule 7)."""

    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    charged = models.BooleanField(_("pays for what it asks"), default=False)
    for_guests = models.BooleanField(
        _("also for who calls and isn't in the directory"), default=False, help_text=_("At most one group.")
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["for_guests"], condition=Q(for_guests=True), name="one_group_for_guests")
        ]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A part of the organisation; its cost centre pays."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=150)
    group = models.ForeignKey(CustomerGroup, on_delete=models.PROTECT, related_name="departments")
    cost_centre = models.CharField(_("cost centre"), max_length=20, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LocationQuerySet(models.QuerySet["Location"]):
    def in_use(self, on: date) -> LocationQuerySet:
        """Keep the buildings that are in use on `on`."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_until__isnull=True) | Q(valid_until__gte=on)
        )


class Location(models.Model):
    """A building, in use from `valid_from` to `valid_until`, both days included; empty means no limit."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=150)
    valid_from = models.DateField(_("in use from"), null=True, blank=True)
    valid_until = models.DateField(_("in use until"), null=True, blank=True)
    history = HistoricalRecords()

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="location_ends_after_it_starts",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Role(models.TextChoices):
    """What someone may do in the whole house."""

    CATALOGUE_EDITOR = "catalogue_editor", _("catalogue editor")
    MANAGER = "manager", _("manager")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class Density(models.TextChoices):
    """How much stands on a screen."""

    FACE = "face", _("As each screen is made")
    ROOMY = "roomy", _("Roomy: large text and much space")
    DENSE = "dense", _("Dense: more on one screen")


class Shortcuts(models.TextChoices):
    """Which keys do something."""

    OFF = "off", _("None")
    COMBINATIONS = "combinations", _("Combinations, such as Alt N")
    LETTERS = "letters", _("Combinations, and single letters too")


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """The staff directory: agents and readers see everyone who works here, others themselves."""
        standing = user.standing
        if standing.is_agent or standing.reads_all or standing.is_administrator:
            return self.filter(is_active=True)
        return self.filter(pk=user.pk) if not standing.is_nobody else self.none()

    def called_by(self, number: str) -> UserQuerySet:
        """Keep whose number this is or may be: equal, or an extension that it ends with. `number` is in normal form."""
        return self.filter(phone__in=telephone.may_be(number))

    def found_by(self, words: str) -> UserQuerySet:
        """Keep whoever has each word in name, username, e-mail, room, extension or department."""
        people = self
        for word in words.split()[:6]:
            people = people.filter(
                Q(name__icontains=word)
                | Q(username__icontains=word)
                | Q(email__icontains=word)
                | Q(room__icontains=word)
                | Q(extension__startswith=word)
                | Q(department__code__iexact=word)
            )
        return people


class UserManager_(models.Manager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Adds what Django's own commands ask of a user manager."""

    use_in_migrations = False

    def get_by_natural_key(self, username: str) -> User:
        return self.get(username=username)

    def create_superuser(self, username: str, email: str = "", password: str | None = None, **more: object) -> User:
        user = self.model(username=username, email=email, is_staff=True, is_superuser=True, **more)
        user.set_password(password)
        user.save()
        return user


class Called(models.Model):
    """Has an extension, and keeps its normal form beside it, by which a caller is found."""

    extension: models.CharField[str, str]
    phone: models.CharField[str, str]

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Let the normal form follow the extension."""
        self.phone = telephone.normal(self.extension)
        if update_fields is not None and "extension" in update_fields:
            update_fields = {*update_fields, "phone"}
        super().save(*args, update_fields=update_fields, **kwargs)


class User(Called, AbstractUser):
    """A colleague: asks, answers, works or steers."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    extension = models.CharField(_("extension"), max_length=20, blank=True)
    phone = models.CharField(max_length=telephone.WIDTH, blank=True, editable=False, db_index=True)
    room = models.CharField(_("room"), max_length=30, blank=True)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    group = models.ForeignKey(
        CustomerGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        help_text=_("Only where it differs from the department's group."),
    )
    manager = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    theme = models.CharField(_("theme"), max_length=5, default="auto")
    density = models.CharField(_("density"), max_length=6, choices=Density, default=Density.FACE)
    shortcuts = models.CharField(_("shortcuts"), max_length=12, choices=Shortcuts, default=Shortcuts.COMBINATIONS)
    history = HistoricalRecords(excluded_fields=["password", "last_login", "theme", "density", "shortcuts", "phone"])

    objects: ClassVar[UserManager_] = UserManager_()

    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split(" ")[0]

    @cached_property
    def standing(self) -> Standing:
        """Who this is, read once for a request: roles, units, deputies."""
        return standing_of(self)

    @property
    def customer_group_id(self) -> int | None:
        """The group that decides what may be asked: the person's own, else the department's."""
        return self.group_id or (self.department.group_id if self.department else None)


class RoleGrant(models.Model):
    """A person has a global role."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role)
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_grant_unique")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Deputy(models.Model):
    """Decides for `person` from `starts_on` to `ends_on`, both days included."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="deputies")
    deputy = models.ForeignKey(User, on_delete=models.CASCADE, related_name="stands_in_for")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "deputies"
        constraints = [
            models.CheckConstraint(name="deputy_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="deputy_is_someone_else", condition=~Q(deputy=F("person"))),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.person}"


class UnitKind(models.TextChoices):
    FRONT_OFFICE = "front_office", _("front office")
    BACK_OFFICE = "back_office", _("back office")
    SERVICE_POINT = "service_point", _("service point")
    PARTNER = "partner", _("partner")
    POLICY = "policy", _("policy")


class Unit(Called):
    """Answers questions or carries out work."""

    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    head = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="units_headed")
    email = models.EmailField(_("e-mail"), blank=True)
    extension = models.CharField(_("extension"), max_length=20, blank=True)
    phone = models.CharField(max_length=telephone.WIDTH, blank=True, editable=False, db_index=True)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, blank=True, related_name="units")
    history = HistoricalRecords(excluded_fields=["phone"])

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_partner(self) -> bool:
        return self.kind == UnitKind.PARTNER


class MembershipRole(models.TextChoices):
    AGENT = "agent", _("agent")
    WORKER = "worker", _("worker")
    HEAD = "head", _("head")


class Membership(models.Model):
    """What a person does in a unit."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=MembershipRole)
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "unit", "role"], name="membership_unique")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} in {self.unit}"


class ApiToken(models.Model):
    """Lets another system act as `user`. Only a hash is kept; the token is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100, blank=True)
    prefix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.user}: {self.prefix}…"
