"""A worker that is killed with twenty thousand questions half handed over: after it each has gone over once."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from django.conf import settings
from django.db import connection

from fbo import processes
from fbo.celery import app
from servicedesk.models import Event, HandOver, Ticket
from tests.make import make_phase, make_product, make_start, make_ticket, make_unit, make_user

MANY = 20_000
PATIENCE = 60
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def copy_ticket(ticket: Ticket, many: int) -> None:
    """Let there be so many of it in all: its row over and over."""
    columns = ", ".join(f'"{field.column}"' for field in Ticket._meta.concrete_fields if field.name != "id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO servicedesk_ticket ({columns}) SELECT {columns} FROM servicedesk_ticket,"
            " generate_series(2, %s) WHERE id = %s",
            [many, ticket.pk],
        )


class Worker:
    """A worker as the house starts it, on the rows of this test, and beat that rings for it every second."""

    queue = f"going-over-{os.getpid()}"

    def __enter__(self) -> Worker:
        url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
        env = os.environ | {"DATABASE_URL": url, "SECRET_KEY": settings.SECRET_KEY, "DEBUG": "1"}
        command = [*(word if word != "2" else "1" for word in processes.worker()), "-Q", self.queue]
        self.process = subprocess.Popen(command, env=env, start_new_session=True)
        return self

    def __exit__(self, *_failure: object) -> None:
        """As a machine that fails does: no process of it can tidy up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        with app.connection_for_write() as broker:
            broker.default_channel.queue_delete(self.queue)

    def works_until(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        for tick in count():
            if done():
                return
            assert time.monotonic() < until
            if tick % 10 == 0:
                app.send_task("servicedesk.tasks.hand_over_due", queue=self.queue, expires=1)
            time.sleep(0.1)


@pytest.fixture(autouse=True)
def emptied() -> Iterator[None]:
    """So many rows are gone sooner this way than one by one."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE servicedesk_ticket CASCADE")


def test_a_worker_that_is_killed_half_way_moves_each_question_once() -> None:
    travel, partner = make_unit("bureau-reizen", "service_point"), make_unit("bz", "partner")
    product = make_product("reis", owner="bureau-reizen", executing="bureau-reizen")
    copy_ticket(make_ticket(make_user("ingrid"), product=product), MANY)
    make_start(make_phase(2, {travel: partner}))
    with Worker() as worker:
        worker.works_until(lambda: HandOver.objects.filter(tickets__gt=0).exists())
    # Each batch is whole or not there: what the log says, the rows say, and so does the count.
    half = Event.objects.filter(verb="handed_over").count()
    assert 0 < half < MANY
    row = HandOver.objects.get()
    assert (half, row.tickets, row.ended_at) == (Ticket.objects.filter(lead_unit=partner).count(), half, None)
    with Worker() as worker:
        worker.works_until(lambda: HandOver.objects.filter(ended_at__isnull=False).exists())
    moved = Event.objects.filter(verb="handed_over")
    assert (moved.count(), moved.values("ticket").distinct().count()) == (MANY, MANY)
    assert not Ticket.objects.exclude(lead_unit=partner, executing_unit=partner, version=2).exists()
    row.refresh_from_db()
    assert (row.expected, row.tickets, row.stuck) == (MANY, MANY, 0)
