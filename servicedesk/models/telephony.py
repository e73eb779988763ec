"""What the telephone exchange tells: each call, and whom somebody still has to call back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q

from organisation import telephone
from organisation.models import User

# So long after it was answered a call still opens by itself in the agent's call screen.
WAITING = timedelta(minutes=15)


def new_key() -> str:
    return uuid4().hex


class PhoneCallQuerySet(models.QuerySet["PhoneCall"]):
    def visible_to(self, user: User) -> PhoneCallQuerySet:
        """The only door: who answers customers. Who called whom is nobody else's business."""
        return self if user.standing.is_agent else self.none()

    def waiting_for(self, agent: User, at: datetime) -> PhoneCallQuerySet:
        """Keep what `agent` answered just now and has not begun to register, the latest first."""
        begun = agent.drafts.calls().values_list("key", flat=True)
        keys = [key.removeprefix("call-") for key in begun]
        lately = self.filter(agent=agent, is_answered=True, registered_at=None, at__gt=at - WAITING)
        return lately.exclude(key__in=keys).order_by("-at", "-pk")


class PhoneCall(models.Model):
    """One call as an exchange reported it. `key` is that of the conversation that is registered of it."""

    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reported_calls")
    # The exchange's own; one exchange has one account.
    exchange_id = models.CharField(max_length=100)
    key = models.CharField(max_length=32, unique=True, default=new_key)
    # In normal form; nothing where it was withheld.
    number = models.CharField(max_length=telephone.WIDTH, blank=True)
    # Which of our numbers was called, where the exchange tells.
    called = models.CharField(max_length=telephone.WIDTH, blank=True)
    at = models.DateTimeField()
    is_answered = models.BooleanField()
    agent = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="phone_calls")
    registered_at = models.DateTimeField(null=True, blank=True)

    objects = PhoneCallQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["reported_by", "exchange_id"], name="phone_call_once")]
        indexes = [
            models.Index(fields=["number", "at"], name="phone_call_by_number"),
            models.Index(fields=["agent", "-at"], name="phone_call_by_agent", condition=Q(registered_at=None)),
        ]

    def __str__(self) -> str:
        return self.exchange_id


class CallBackQuerySet(models.QuerySet["CallBack"]):
    def visible_to(self, user: User) -> CallBackQuerySet:
        """The only door, as for the calls themselves."""
        return self if user.standing.is_agent else self.none()

    def open(self) -> CallBackQuerySet:
        return self.filter(done_at=None)


class CallBack(models.Model):
    """Somebody we missed, once or more often, and haven't spoken since."""

    number = models.CharField(max_length=telephone.WIDTH)
    # The last one that we missed.
    call = models.ForeignKey(PhoneCall, on_delete=models.PROTECT, related_name="call_backs")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    claimed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="call_backs")
    # How often we called in vain, and when for the last time.
    tries = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="called_back")

    objects = CallBackQuerySet.as_manager()

    class Meta:
        ordering = ["first_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(done_at=None), name="call_back_once_at_a_time")
        ]

    def __str__(self) -> str:
        return self.number
