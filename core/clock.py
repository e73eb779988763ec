"""A clock that can be moved, to write history through the services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock

from django.utils import timezone


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Let `timezone.now()` say `moment` while inside. For loading examples and history only."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield
