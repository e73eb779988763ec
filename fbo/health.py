"""Is it alive, and can it do its work? For whoever watches the machines."""

from __future__ import annotations

from datetime import timedelta

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.models import Pulse

# Beat rings every ten seconds; this many missed and it counts as dead.
PULSE_MAY_BE = timedelta(seconds=60)


@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say what is missing; 503 when anything is. Says no more than ok or fail."""
    checks = {"database": _database(), "migrations": _migrations(), "broker": _broker(), "beat": _beat()}
    status = 200 if all(checks.values()) else 503
    return JsonResponse({name: "ok" if fine else "fail" for name, fine in checks.items()}, status=status)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrations() -> bool:
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return False
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker() -> bool:
    url = settings.REDIS_URL.replace("redis+socket://", "unix://")
    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        return bool(client.ping())
    except redis.RedisError:
        return False


def _beat() -> bool:
    try:
        return Pulse.objects.filter(name="tick", at__gte=timezone.now() - PULSE_MAY_BE).exists()
    except DatabaseError:
        return False
