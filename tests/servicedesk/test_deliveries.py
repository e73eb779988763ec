"""Deliveries: at least once, never lost, and nobody waits for a reader that fails or hangs."""

from __future__ import annotations

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from servicedesk import registry, services
from servicedesk.models import Delivery, Notice
from servicedesk.services import deliveries
from servicedesk.services.deliveries import CLAIM, LONGEST_PAUSE, deliver_due
from servicedesk.tasks import deliver_due as deliver_due_task
from tests.make import make_ticket, make_unit, make_user


class Readers:
    """Readers that only count, and fail or stop when they are told to."""

    def __init__(self) -> None:
        self.read: list[tuple[str, int]] = []
        self.failing: set[str] = set()

    def named(self, name: str):
        def read(event) -> None:
            if name in self.failing:
                raise ConnectionError(f"{name} is away")
            self.read.append((name, event.pk))

        return read


@pytest.fixture
def readers(monkeypatch) -> Readers:
    monkeypatch.setattr(registry, "_readers", {})
    readers = Readers()
    for name in ("first", "second"):
        registry.register(name, readers.named(name))
    return readers


@pytest.fixture
def quiet(caplog):
    caplog.set_level(logging.CRITICAL)


def later(**time) -> object:
    return timezone.now() + timedelta(**time)


def test_each_reader_hears_of_each_event_once(readers, ingrid):
    make_ticket(ingrid)
    assert deliver_due() == 2
    assert deliver_due() == 0
    assert sorted(name for name, _event in readers.read) == ["first", "second"]
    assert not Delivery.objects.pending().exists()


def test_a_reader_that_fails_is_tried_again_and_does_not_stop_the_others(readers, quiet, ingrid):
    readers.failing = {"first"}
    make_ticket(ingrid)
    deliver_due()
    assert [name for name, _event in readers.read] == ["second"]
    waiting = Delivery.objects.pending().get()
    assert (waiting.reader, waiting.attempts) == ("first", 1)
    assert "first is away" in waiting.error
    assert deliver_due() == 0, "not before its time"

    readers.failing = set()
    assert deliver_due(waiting.due_at) == 1
    assert Delivery.objects.get(pk=waiting.pk).error == ""


def test_the_pauses_grow_to_an_hour_and_never_end(readers, quiet, ingrid):
    readers.failing = {"first", "second"}
    make_ticket(ingrid)
    pauses = []
    at = timezone.now()
    for _attempt in range(16):
        deliver_due(at)
        waiting = Delivery.objects.pending().get(reader="first")
        pauses.append(waiting.due_at - at)
        at = max(Delivery.objects.values_list("due_at", flat=True))
    assert timedelta(seconds=5) < pauses[0] < timedelta(seconds=15)
    assert all(pause <= LONGEST_PAUSE * 1.21 for pause in pauses)
    assert pauses[-1] > LONGEST_PAUSE * 0.79
    assert waiting.attempts == 16


def test_a_run_at_a_later_moment_ends_though_a_reader_keeps_failing(readers, quiet, ingrid):
    """With a pause counted from now, what is tried two hours on would be due again at once, for ever."""
    readers.failing = {"first"}
    make_ticket(ingrid)
    assert deliver_due(later(hours=2)) == 2


def test_what_a_killed_worker_had_claimed_comes_round_again(readers, monkeypatch, ingrid):
    make_ticket(ingrid)

    def killed(delivery) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as kill:
        kill.setattr(deliveries, "_deliver", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver_due()
    assert readers.read == []
    # The first reader's is claimed, the second's was not reached.
    assert deliver_due() == 1
    assert deliver_due(later(seconds=CLAIM.total_seconds() + 1)) == 1
    assert Counter(name for name, _event in readers.read) == {"first": 1, "second": 1}


def test_a_reader_that_hangs_holds_up_the_others_shortly(readers, monkeypatch, ingrid):
    """The clock runs ten seconds with each delivery of the second reader."""
    clock = [0.0]
    hang = readers.named("second")
    registry.register("second", lambda event: (clock.__setitem__(0, clock[0] + 10), hang(event))[1])
    monkeypatch.setattr(deliveries, "monotonic", lambda: clock[0])
    for _number in range(5):
        make_ticket(ingrid)
    assert deliver_due() == 5 + 2
    left = Delivery.objects.pending()
    assert [(row.reader, row.attempts) for row in left] == [("second", 0)] * 3
    assert all(row.due_at <= timezone.now() for row in left), "they are given back, not kept for five minutes"
    make_ticket(ingrid)
    deliver_due()
    assert Counter(name for name, _event in readers.read) == {"first": 6, "second": 4}


def test_what_a_reader_that_is_gone_should_have_heard_stays(readers, quiet, ingrid):
    make_ticket(ingrid)
    Delivery.objects.filter(reader="first").update(reader="survey")
    deliver_due()
    waiting = Delivery.objects.pending().get()
    assert "no reader is called survey" in waiting.error
    registry.register("survey", readers.named("survey"))
    deliver_due(waiting.due_at)
    assert ("survey", waiting.event_id) in readers.read


def test_the_task_run_twice_changes_nothing(ingrid, marieke):
    """With the desk's own readers: one notice, one letter."""
    ticket = make_ticket(ingrid)
    services.ask(ticket, by=marieke, text="Welke lamp?")
    deliver_due_task()
    before = list(Notice.objects.order_by("pk").values())
    deliver_due_task()
    assert list(Notice.objects.order_by("pk").values()) == before
    assert [row["purpose"] for row in before if row["person_id"] == ingrid.pk].count("question") == 2


def test_a_reader_that_is_run_again_does_no_harm(ingrid, marieke):
    ticket = make_ticket(ingrid)
    services.ask(ticket, by=marieke, text="Welke lamp?")
    deliver_due()
    before = list(Notice.objects.order_by("pk").values())
    Delivery.objects.update(done_at=None, due_at=timezone.now())
    deliver_due()
    assert list(Notice.objects.order_by("pk").values()) == before


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_bring_each_delivery_once(readers):
    make_unit()
    ingrid = make_user("ingrid")
    for _number in range(20):
        make_ticket(ingrid)
    ready = Barrier(4)

    def worker() -> int:
        try:
            ready.wait()
            return deliver_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        tried = sum(future.result() for future in [pool.submit(worker) for _worker in range(4)])
    assert tried == 40
    assert set(Counter(readers.read).values()) == {1}
    assert len(readers.read) == 40
