"""Bringing events to their readers: at least once, never lost, tried again with growing pauses."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from servicedesk.models import Delivery
from servicedesk.registry import reader

logger = logging.getLogger(__name__)

# How long a worker may be busy with what it claimed before another tries.
CLAIM = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)
BATCH = 50


def deliver_due(at: datetime | None = None) -> int:
    """Deliver all that is due; return how many were tried."""
    tried = 0
    while batch := _claim(at or timezone.now()):
        for delivery in batch:
            _deliver(delivery)
        tried += len(batch)
    return tried


@transaction.atomic
def _claim(at: datetime) -> list[Delivery]:
    """Take what is due: whoever moves the due time has it. Two workers never hold the same."""
    due = Delivery.objects.due(at)
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


def _again(delivery: Delivery, error: Exception) -> None:
    pause = min(timedelta(seconds=5) * 2 ** min(delivery.attempts, 12), LONGEST_PAUSE)
    # Jitter, so that what failed together does not come back together.
    later = timezone.now() + pause * random.uniform(0.8, 1.2)  # noqa: S311
    Delivery.objects.filter(pk=delivery.pk, done_at=None).update(due_at=later, error=repr(error)[:1000])
