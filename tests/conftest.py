"""The cast: who asks, who answers, who repairs, who signs, and a stranger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings as house
from django.test import override_settings
from django.utils import translation
from rest_framework.test import APIClient

from organisation.models import Unit, User
from tests import database
from tests.make import make_unit, make_user
from tests.selection import (  # noqa: F401 - pytest finds its hooks by their names here
    pytest_collection_modifyitems,
    pytest_collectreport,
    pytest_report_header,
    pytest_runtest_logreport,
    pytest_sessionfinish,
    pytest_terminal_summary,
)

database.make_flush_quick()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    database.prepare(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session", autouse=True)
def files_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is uploaded in a test does not stay."""
    house.MEDIA_ROOT = tmp_path_factory.mktemp("files")


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_run() -> Iterator[None]:
    """What is kept for a moment stays in this process: it asks for no broker."""
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}):
        yield


@pytest.fixture
def in_english() -> Iterator[None]:
    """For tests that look at words: those of the source, not of the translator."""
    with translation.override("en"):
        yield


@pytest.fixture
def front_office(db: None) -> Unit:
    return make_unit()


@pytest.fixture
def facility_team(db: None) -> Unit:
    return make_unit("facilitair-team", "back_office")


@pytest.fixture
def ingrid(db: None, marco: User) -> User:
    """Asks."""
    return make_user("ingrid", manager=marco)


@pytest.fixture
def marco(db: None) -> User:
    """Ingrid's manager."""
    return make_user("marco")


@pytest.fixture
def marieke(front_office: Unit) -> User:
    """Answers at the front office."""
    return make_user("marieke", agent_in=[front_office])


@pytest.fixture
def peter(front_office: Unit) -> User:
    """Her colleague."""
    return make_user("peter", agent_in=[front_office])


@pytest.fixture
def hanna(front_office: Unit) -> User:
    """Heads the front office."""
    return make_user("hanna", head_of=[front_office])


@pytest.fixture
def ruben(facility_team: Unit) -> User:
    """Repairs."""
    return make_user("ruben", worker_in=[facility_team])


@pytest.fixture
def odd(db: None) -> User:
    """A stranger: a colleague who has nothing to do with it."""
    return make_user("odd")


@pytest.fixture
def auditor(db: None) -> User:
    """Reads everything, changes nothing."""
    return make_user("auditor", roles=("auditor",))


@pytest.fixture
def api() -> APIClient:
    return APIClient()
