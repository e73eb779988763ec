"""Which tests run where: what this machine can't show is left out and said, and in CI nothing is skipped."""

from __future__ import annotations

import os

import pytest

from tests.database import IS_POSTGRESQL

LACKING = {
    "postgresql": None if IS_POSTGRESQL else "no PostgreSQL in DATABASE_URL",
    "services": None if IS_POSTGRESQL and os.environ.get("REDIS_URL") else "no PostgreSQL and Redis in the environment",
}
# What no database answers otherwise is asked once in CI, in one of its two runs: on SQLite, or on PostgreSQL.
# Pages and scripts know of no database; the first story walks through the whole house on both.
RUNS = {
    "first_run": (
        "tests/browser/",
        "tests/core/",
        "tests/house/test_containers.py",
        "tests/house/test_documents.py",
        "tests/house/test_environment.py",
        "tests/house/test_floors.py",
        "tests/house/test_locks.py",
        "tests/house/test_menu.py",
        "tests/house/test_selection.py",
        "tests/house/test_server.py",
        "tests/house/test_source.py",
        "tests/house/test_translations.py",
        "tests/routing/test_checks.py",
        "tests/routing/test_rules_checked.py",
        "tests/routing/test_rules_properties.py",
    ),
    "second_run": (
        "tests/api/test_fuzz.py",
        "tests/house/test_access.py",
        "tests/house/test_bad_input.py",
        "tests/house/test_broker.py",
        "tests/house/test_doors.py",
        "tests/servicedesk/test_access.py",
        "tests/servicedesk/test_properties.py",
    ),
}
BOTH = ("tests/browser/test_first_story.py", "tests/core/test_once.py")
_skipped: list[str] = []


def pytest_report_header() -> list[str]:
    return [f"left out: tests marked {mark}: {why}" for mark, why in LACKING.items() if why]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        name = item.path.as_posix()
        for run, places in RUNS.items():
            if any(f"/{place}" in name for place in places) and not name.endswith(BOTH):
                item.add_marker(run)
    out = [item for item in items if any(why and item.get_closest_marker(mark) for mark, why in LACKING.items())]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    # A process of xdist reports to the first one, which decides.
    if _skipped and os.environ.get("CI") and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _skipped and os.environ.get("CI"):
        terminalreporter.section("skipped, and CI skips nothing", red=True)
        for name in _skipped:
            terminalreporter.line(name)
