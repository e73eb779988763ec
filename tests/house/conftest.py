"""The world of the access table."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Pulse
from tests.house.world import World, make_world


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    # The broker and beat are not what this is about; with them, however long the walk takes, the house is ready.
    monkeypatch.setattr("redis.Redis.ping", lambda self: True)
    Pulse.objects.create(name="tick", at=timezone.now() + timedelta(hours=1))
    return make_world()
