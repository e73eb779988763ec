"""A fuzz of the whole API as four kinds of people. Nothing breaks, and enough of it gets through to show something."""

from __future__ import annotations

import logging

import pytest

from tests.api.fuzz import make_house, run


@pytest.fixture
def quiet():
    """No log of thousands of refusals."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("who", ["employee", "agent", "worker", "auditor"])
def test_nothing_breaks(transactional_db, quiet, who):
    found = run(make_house()[who], coverage=who == "agent")
    accepted = found.accepted()
    print(f"{who}: {found.cases} cases, {accepted:.0%} of the right POSTs did something")
    assert not found.faults, "\n".join(found.faults[:10])
    assert found.broken == 0
    assert found.cases > 250
    assert accepted >= 0.25
