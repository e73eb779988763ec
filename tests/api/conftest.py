"""Clients with a real token."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from organisation.models import User
from organisation.tokens import issue

Clients = Callable[[User], APIClient]


@pytest.fixture
def client_of() -> Clients:
    """Return a client that calls the API as somebody, in English."""

    def client(user: User) -> APIClient:
        api = APIClient(headers={"Authorization": f"Bearer {issue(user)}", "Accept-Language": "en"})
        api.default_format = "json"
        return api

    return client
