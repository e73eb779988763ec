"""In CI a skipped test fails the run by name; elsewhere it is said and no more."""

import os
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings

from tests.selection import BOTH, RUNS

ROOT = Path(settings.BASE_DIR)
CONFTEST = "from tests.selection import *  # noqa: F403\n"
SKIPPING = """
import pytest

def test_runs():
    pass

@pytest.mark.skip(reason="not here")
def test_is_skipped():
    pass

@pytest.mark.postgresql
def test_needs_postgresql():
    pass
"""


def _run(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_some.py").write_text(SKIPPING)
    command = [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", "--rootdir", folder, folder, *words]
    # Another database than the run that this is part of would start: none is needed.
    clean = {name: value for name, value in os.environ.items() if name not in {"CI", "DATABASE_URL", "REDIS_URL"}}
    return subprocess.run(
        [*command, "-p", "no:cacheprovider"], cwd=ROOT, env=clean | env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("processes", ["0", "2"])
def test_in_ci_a_skipped_test_fails_the_run_by_name(tmp_path, processes):
    outcome = _run(tmp_path, "-n", processes, CI="true")
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert "skipped, and CI skips nothing" in outcome.stdout
    assert "test_some.py::test_is_skipped" in outcome.stdout
    assert "1 passed, 1 skipped" in outcome.stdout


def test_elsewhere_it_is_said_and_what_needs_postgresql_is_left_out(tmp_path):
    outcome = _run(tmp_path, "-n", "0")
    assert outcome.returncode == 0
    assert "not here" in outcome.stdout
    assert "left out: tests marked postgresql: no PostgreSQL in DATABASE_URL" in outcome.stdout
    assert "1 deselected" in outcome.stdout


def test_what_ci_asks_once_is_there_to_be_asked():
    """A file that was renamed would be asked twice, and nobody would see why CI is slow."""
    assert {place for place in (*chain(*RUNS.values()), *BOTH) if not (ROOT / place).exists()} == set()
    once = [set(places) for places in RUNS.values()]
    assert not set.intersection(*once)
