"""The rules of operation, as the settings keep them."""

from django.conf import settings
from django.db import connection

from fbo.celery import app
from tests.database import IS_POSTGRESQL


def test_a_task_is_lost_to_nobody():
    conf = app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_serializer == "json"
    assert list(conf.accept_content) == ["json"]
    assert conf.broker_connection_max_retries is None, "a worker outlasts any outage of the broker"


def test_a_task_ends_before_it_would_be_given_to_another():
    conf = app.conf
    assert 0 < conf.task_soft_time_limit < conf.task_time_limit
    limits = {
        conf.broker_transport_options["visibility_timeout"],
        conf.result_backend_transport_options["visibility_timeout"],
        conf.visibility_timeout,
    }
    assert limits == {300}, "the shortest of the three would count"
    assert conf.task_time_limit < min(limits)
    assert conf.worker_soft_shutdown_timeout == 30


def test_a_broker_that_hangs_is_given_up_soon():
    options = app.conf.broker_transport_options
    assert options["socket_connect_timeout"] == 2
    assert options["socket_timeout"] == 5
    assert options["health_check_interval"] == 30
    assert options["unacked_restore_throttle"] == 1


def test_beat_keeps_to_utc_and_lets_nothing_pile_up():
    assert app.conf.timezone == "UTC"
    assert app.conf.enable_utc
    for name, entry in app.conf.beat_schedule.items():
        assert entry["options"]["expires"] <= 60, name


def test_what_beat_rings_for_exists():
    app.loader.import_default_modules()
    missing = {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks)
    assert missing == set()


def test_sqlite_waits_for_its_turn_and_keeps_what_it_acknowledged(db):
    if IS_POSTGRESQL:
        assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"]
        assert settings.DATABASES["default"]["OPTIONS"]["connect_timeout"] <= 5
        return
    options = settings.DATABASES["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
        found["foreign_keys"] = cursor.execute("PRAGMA foreign_keys").fetchone()[0]
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_views_open_no_transaction_of_their_own():
    assert not settings.DATABASES["default"]["ATOMIC_REQUESTS"]
