"""Bringing events to their readers: at least once, never lost, tried again with growing pauses."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta
from time import monotonic

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from servicedesk.models import Delivery
from servicedesk.models.events import DeliveryQuerySet
from servicedesk.registry import names, reader

logger = logging.getLogger(__name__)

# How long a worker may be busy with what it claimed before another tries.
CLAIM = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)
BATCH = 50
# Shorter than a task may take, and than a claim lasts.
PATIENCE = timedelta(seconds=20)


def deliver_due(at: datetime | None = None) -> int:
    """Deliver what is due, one reader after another; return how many were tried.

    Stops after PATIENCE and leaves the rest to the next run, so that a reader that hangs holds up the others shortly.
    """
    until = monotonic() + PATIENCE.total_seconds()
    return sum(_drain(rows, at, until) for rows in _by_reader())


def _by_reader() -> list[DeliveryQuerySet]:
    rows = Delivery.objects.all()
    return [rows.filter(reader=name) for name in names()] + [rows.exclude(reader__in=names())]


def _drain(rows: DeliveryQuerySet, at: datetime | None, until: float) -> int:
    tried = 0
    while monotonic() < until and (batch := _claim(rows, at or timezone.now())):
        for delivery in batch:
            if monotonic() >= until:
                _give_back(delivery)
                continue
            _deliver(delivery)
            tried += 1
    return tried


@transaction.atomic
def _claim(rows: DeliveryQuerySet, at: datetime) -> list[Delivery]:
    """Take what is due: whoever moves the due time has it. Two workers never hold the same."""
    due = rows.due(at)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    ids = list(due.values_list("pk", flat=True)[:BATCH])
    Delivery.objects.filter(pk__in=ids).update(due_at=at + CLAIM, attempts=F("attempts") + 1)
    return list(Delivery.objects.filter(pk__in=ids).select_related("event__ticket").order_by("pk"))


def _deliver(delivery: Delivery) -> None:
    found = reader(delivery.reader)
    try:
        if found is None:
            raise LookupError(f"no reader is called {delivery.reader}")
        found.read(delivery.event)
    except Exception as error:  # a reader may fail in any way; the others must go on
        logger.exception("delivery %s failed", delivery.pk)
        _again(delivery, error)
    else:
        Delivery.objects.filter(pk=delivery.pk).update(done_at=timezone.now(), error="")


def _give_back(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(due_at=_claimed_at(delivery), attempts=F("attempts") - 1)


def _claimed_at(delivery: Delivery) -> datetime:
    return delivery.due_at - CLAIM


def _again(delivery: Delivery, error: Exception) -> None:
    pause = min(timedelta(seconds=5) * 2 ** min(delivery.attempts, 12), LONGEST_PAUSE)
    # Jitter, so that what failed together does not come back together.
    later = max(_claimed_at(delivery), timezone.now()) + pause * random.uniform(0.8, 1.2)  # noqa: S311
    Delivery.objects.filter(pk=delivery.pk, done_at=None).update(due_at=later, error=repr(error)[:1000])
