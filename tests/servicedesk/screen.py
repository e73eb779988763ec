"""What a test of the portal does at a screen: sit down, read a page, find the key of its form."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from organisation.models import User


def screen_of(client: Client, user: User) -> Client:
    """Let somebody sit down at a screen that speaks English."""
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return client


def page(response: Any) -> str:
    """Return the words of a page, as one reads them."""
    return unescape(re.sub(r"\s+", " ", response.text))


def once(response: Any) -> str:
    """Return the key of the first form on a page."""
    found = re.search(r'name="once" value="([0-9a-f]{32})"', response.text)
    assert found
    return found[1]
