"""Who knows what (rule 23): a level as a head sees it, what was really done, and what is still to be learnt."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.models import Category
from organisation.models import User
from routing.access import is_reader, is_steward
from routing.known import LAPSES, Level


class KnowHowQuerySet(models.QuerySet["KnowHow"]):
    def visible_to(self, user: User) -> KnowHowQuerySet:
        """The only door: whoever may see how the house is arranged knows who knows what."""
        return self if is_reader(user) else self.none()

    def able(self, on: date, level: int = Level.TOGETHER) -> KnowHowQuerySet:
        """Keep who has this level at least, and still has it on `on`: shown, or done, less than a year before."""
        done = Deed.objects.filter(
            person=OuterRef("person"), category=OuterRef("category"), on__gte=on - LAPSES, way=Way.HANDLED
        )
        return self.filter(Q(since__gte=on - LAPSES) | Exists(done), level__gte=level, person__is_active=True)

    def with_right(self) -> KnowHowQuerySet:
        """Say of each how often it was right at once since the level was given, as `right`."""
        since = Deed.objects.filter(
            person=OuterRef("person"), category=OuterRef("category"), on__gte=OuterRef("since"), is_right=True
        )
        counted = since.order_by().values("person").annotate(many=Count("pk")).values("many")
        return self.annotate(right=Subquery(counted))

    def with_last_done(self) -> KnowHowQuerySet:
        """Say of each on which day it was done for the last time, as `last_done_on`."""
        done = Deed.objects.filter(person=OuterRef("person"), category=OuterRef("category"), way=Way.HANDLED)
        return self.annotate(last_done_on=Subquery(done.order_by("-on").values("on")[:1]))


class KnowHow(models.Model):
    """What somebody can do of a group of products, since when, and who showed it. Nobody gets a level by machine."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="know_how")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="know_how")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, default=Level.NOTHING)
    is_core = models.BooleanField(_("core specialism"), default=False)
    since = models.DateField(_("since"))
    shown_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("shown by")
    )
    # What the person says of it; a head confirms or leaves it.
    proposed = models.PositiveSmallIntegerField(choices=Level, default=Level.NOTHING)
    history = HistoricalRecords()
    _history_user: User | None

    objects = KnowHowQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "know-how"
        ordering = ["person__name", "category__order"]
        constraints = [
            models.UniqueConstraint(fields=["person", "category"], name="know_how_unique"),
            models.CheckConstraint(name="know_how_level_known", condition=Q(level__lte=3, proposed__lte=3)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.category_id} {self.level}"


class Way(models.TextChoices):
    HANDLED = "handled", _("handled")
    # Work that a unit gave back, since something was missing.
    SENT_BACK = "sent_back", _("sent back")


class DeedQuerySet(models.QuerySet["Deed"]):
    def visible_to(self, user: User) -> DeedQuerySet:
        """How somebody does is for that person, and for who heads a front office or steers."""
        if user.standing.is_nobody:
            return self.none()
        return self if is_steward(user) else self.filter(person=user.pk)


class Deed(models.Model):
    """Somebody did something with a question, once for each question. `ticket` is its number; routing knows no more."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="deeds")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    ticket = models.PositiveBigIntegerField()
    way = models.CharField(max_length=9, choices=Way)
    on = models.DateField()
    # Solved at once, and not opened again since.
    is_right = models.BooleanField(default=False)

    objects = DeedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "category", "on"], name="deed_by_person"),
            models.Index(fields=["ticket"], name="deed_by_ticket"),
        ]
        constraints = [models.UniqueConstraint(fields=["person", "ticket", "way"], name="deed_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.way} {self.ticket}"


class TrainingLineQuerySet(models.QuerySet["TrainingLine"]):
    def visible_to(self, user: User) -> TrainingLineQuerySet:
        return self if is_reader(user) else self.none()


class TrainingLine(models.Model):
    """What somebody learns, by when, and with whom."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="training")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    goal = models.PositiveSmallIntegerField(_("goal"), choices=Level)
    by_on = models.DateField(_("by"))
    with_person = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("with")
    )
    done_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()
    _history_user: User | None

    objects = TrainingLineQuerySet.as_manager()

    class Meta:
        ordering = [F("done_on").desc(nulls_first=True), "by_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "category", "goal"], condition=Q(done_on=None), name="training_once_at_a_time"
            ),
            models.CheckConstraint(name="training_has_goal", condition=Q(goal__gte=1, goal__lte=3)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.category_id} {self.goal}"
