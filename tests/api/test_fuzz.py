"""A fuzz of the whole API as four kinds of people. Nothing breaks, and enough of it gets through to show something."""

from __future__ import annotations

import logging

import pytest
from django.db import connections

from tests.api.fuzz import make_house, run


@pytest.fixture
def quiet(monkeypatch):
    """No log of thousands of refusals, and no connection that outlives its request."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("who", ["employee", "agent", "worker", "auditor"])
def test_nothing_breaks(transactional_db, quiet, who):
    found = run(make_house()[who], coverage=who == "agent")
    print(f"{who}: {found.cases} cases, {found.accepted():.0%} of the POSTs did something")
    assert found.broken == 0
    assert not found.faults, "\n".join(found.faults[:10])
    assert found.cases > 250
    assert found.accepted() >= 0.2
