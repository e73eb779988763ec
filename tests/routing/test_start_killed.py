"""A worker that dies in the middle of a planned start: afterwards it began once, whoever looks next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from routing.models import PhaseStart, StartState
from routing.services.starting import start_due, start_phase
from tests.make import make_phase, make_start, make_user

# A worker that has written that the phase began, and dies before that is sure.
DYING = """
import sys, time, django
django.setup()
from routing.services import starting
def hang(*args, **kwargs):
    print("halfway", flush=True)
    time.sleep(60)
starting._change_offer = hang
starting.start_due()
"""
pytestmark = pytest.mark.django_db(transaction=True)


def database() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


@pytest.fixture
def planned() -> PhaseStart:
    """A start whose moment has come."""
    now = timezone.now()
    make_start(make_phase(1), now - timedelta(days=9))
    start = start_phase(make_phase(2), by=make_user("jan", roles=("manager",)), at=now + timedelta(hours=1))
    PhaseStart.objects.filter(pk=start.pk).update(planned_at=now - timedelta(seconds=1))
    return start


def test_a_worker_killed_halfway_leaves_it_to_the_next_and_it_begins_once(planned):
    env = os.environ | {
        "DATABASE_URL": database(), "DJANGO_SETTINGS_MODULE": "fbo.settings", "DEBUG": "1", "SECRET_KEY": "x" * 60
    }  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, "-c", DYING], env=env, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, start_new_session=True
    )
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == b"halfway"
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(10)
    worker.stdout.close()
    planned.refresh_from_db()
    assert planned.state == StartState.PLANNED

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(lambda _: _work(), range(2)))
    assert start_due() == 0
    planned.refresh_from_db()
    assert planned.state == StartState.STARTED
    assert PhaseStart.objects.started().filter(phase=planned.phase).count() == 1


def _work() -> None:
    try:
        start_due()
    finally:
        connection.close()
