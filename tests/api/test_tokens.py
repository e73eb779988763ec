"""Who gets in, and how a token is made."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from organisation.models import ApiToken
from organisation.tokens import digest, issue

DOCUMENT = json.loads((settings.BASE_DIR / "docs" / "openapi.json").read_text())
CALLS = [(method, path) for path, calls in DOCUMENT["paths"].items() for method in calls]

NUMBERS = {"/tickets/": "M-1", "/work-orders/": "W-1", "/phases/": "1"}


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_no_call_works_without_a_token(api, db, method, path):
    number = next((number for part, number in NUMBERS.items() if part in path), "")
    address = path.format(number=number, code="storing")
    for headers in ({}, {"Authorization": "Bearer fbo_wrong"}):
        _assert_is_401(getattr(api, method)(address, headers=headers, format="json"))


def test_openapi_needs_no_token(api, db):
    assert api.get("/api/v1/openapi.json").json()["openapi"].startswith("3.")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer a b", "Bearer fbo_wrong", "Bearer é", "Basic aW5ncmlkOng=", "Token x", "Bearer \x00"]
)
def test_what_is_no_token_is_refused(api, db, header):
    _assert_is_401(api.get("/api/v1/units", headers={"Authorization": header}))


def test_a_token_that_has_expired_is_refused(ingrid):
    token = issue(ingrid, valid=timedelta(seconds=-1))
    _assert_is_401(_get(token))


def test_a_token_that_was_revoked_is_refused_at_once(ingrid):
    token = issue(ingrid)
    assert _get(token).status_code == 200
    ApiToken.objects.update(revoked_at=timezone.now())
    _assert_is_401(_get(token))


def test_a_disabled_account_is_refused_at_once(ingrid):
    token = issue(ingrid)
    ingrid.is_active = False
    ingrid.save(update_fields=["is_active"])
    _assert_is_401(_get(token))


def test_a_session_is_no_token(ingrid):
    client = APIClient()
    client.force_login(ingrid)
    _assert_is_401(client.get("/api/v1/units"))


def test_a_token_in_the_address_is_no_token(api, ingrid):
    _assert_is_401(api.get("/api/v1/units", {"token": issue(ingrid)}))


def test_only_a_hash_is_kept(ingrid):
    token = issue(ingrid, name="script")
    kept = ApiToken.objects.get()
    assert (kept.digest, kept.prefix) == (digest(token), token[:8])
    assert kept.expires_at - kept.created_at == timedelta(days=365)


def test_the_command_prints_a_token_that_works(ingrid):
    out = StringIO()
    call_command("issue_token", "ingrid", "--name", "planning system", "--days", "30", stdout=out)
    assert _get(out.getvalue().strip()).status_code == 200
    assert ApiToken.objects.get().name == "planning system"


@pytest.mark.parametrize("arguments", [["nobody"], ["ingrid", "--days", "0"], ["ingrid", "--days", "366"]])
def test_the_command_refuses_what_cannot_be(ingrid, arguments):
    with pytest.raises(CommandError):
        call_command("issue_token", *arguments)


def test_the_command_refuses_a_disabled_account(ingrid):
    ingrid.is_active = False
    ingrid.save(update_fields=["is_active"])
    with pytest.raises(CommandError):
        call_command("issue_token", "ingrid")
    assert not ApiToken.objects.exists()


def _get(token):
    return APIClient().get("/api/v1/units", headers={"Authorization": f"Bearer {token}"})


def _assert_is_401(answer):
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["status"] == 401
