"""The log: what happened, and who still has to hear of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from organisation.models import User
from servicedesk.models.orders import WorkOrder
from servicedesk.models.tickets import Ticket


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: User) -> EventQuerySet:
        """The only door to events: all of the tickets one handles, the public ones of those one only sees.

        Those of an order stay with whoever works on it, also when the order went on in another ticket. A note that one
        was let in for is read as well.
        """
        standing = user.standing
        if standing.is_agent or standing.reads_all:
            return self
        seen = Ticket.objects.visible_to(user).values("pk")
        handled = Q(ticket__in=Ticket.objects.filter(work_orders__unit__in=standing.units).values("pk"))
        handled |= Q(ticket__lead_unit__in=standing.head_of)
        ours = Q(work_order__in=WorkOrder.objects.filter(unit__in=standing.units).values("pk"))
        return self.filter(ours | Q(Q(public=True) | handled | self._for_eyes_of(user), ticket__in=seen))

    def on_the_portal(self, user: User) -> EventQuerySet:
        """Keep what the customer reads, and the notes that `user` was let in for."""
        return self.filter(Q(public=True) | self._for_eyes_of(user))

    def _for_eyes_of(self, user: User) -> Q:
        notes = self.model.objects.filter(accesses__person=user.pk, accesses__is_given=True)
        return Q(pk__in=notes.values("pk"))

    def since(self, version: int) -> EventQuerySet:
        """Keep what happened after the ticket had `version`."""
        return self.filter(version__gt=version)

    def for_display(self) -> EventQuerySet:
        return self.select_related("actor", "work_order__unit")

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("the log is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("the log is append-only")


class Event(models.Model):
    """One step of one ticket. Never changed, never removed."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    verb = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    public = models.BooleanField(default=False)
    version = models.PositiveIntegerField()

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["ticket", "id"], name="event_by_ticket")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.verb} {self.at:%Y-%m-%d %H:%M}"

    @property
    def text(self) -> str:
        """What somebody wrote; empty for a step without words."""
        return self.data.get("text", "")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def pending(self) -> DeliveryQuerySet:
        return self.filter(done_at__isnull=True)

    def due(self, at: datetime) -> DeliveryQuerySet:
        """Keep what should be tried at `at`, oldest first."""
        return self.pending().filter(due_at__lte=at).order_by("due_at", "id")


class Delivery(models.Model):
    """One reader hears of one event. A claim is a later `due_at`: if it is never finished, it comes round again."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    reader = models.CharField(max_length=30)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["due_at", "id"], name="delivery_pending", condition=Q(done_at__isnull=True))]
        constraints = [models.UniqueConstraint(fields=["event", "reader"], name="delivery_unique")]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.reader}"


PAGE, EMAIL = "page", "email"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> NoticeQuerySet:
        """The only door to notices: one's own."""
        return self.filter(person=user.pk, channel=PAGE) if not user.standing.is_nobody else self.none()

    def for_display(self) -> NoticeQuerySet:
        """Fetch in one query what a row shows."""
        return self.select_related("event__ticket", "event__actor", "event__work_order")

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """Someone is told of an event: a person on the page, an address (of a person or a unit) by e-mail. Once each."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="notices")
    address = models.EmailField(blank=True)
    channel = models.CharField(max_length=5)
    purpose = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_by_person"),
            # Every open page asks for these every so often, and there are few.
            models.Index(fields=["person", "-id"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"], condition=Q(channel="page"), name="notice_once_on_page"
            ),
            models.UniqueConstraint(
                fields=["event", "address"], condition=Q(channel="email"), name="notice_once_by_mail"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose}"
