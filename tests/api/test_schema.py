"""openapi.json says what the API does, in the file and at its address."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

FILE = settings.BASE_DIR / "docs" / "openapi.json"
CONTRACT = {
    ("get", "/products"), ("get", "/products/{code}"), ("post", "/tickets"), ("get", "/tickets"),
    ("get", "/tickets/{number}"), ("get", "/tickets/{number}/events"), ("post", "/tickets/{number}/actions"),
    ("get", "/work-orders"), ("get", "/work-orders/{number}"), ("post", "/work-orders/{number}/actions"),
    ("post", "/routing-decisions"), ("get", "/units"), ("get", "/locations"), ("get", "/departments"),
    ("get", "/people"), ("post", "/calls"),
}  # fmt: skip


@pytest.fixture(scope="module")
def document():
    return json.loads(FILE.read_text())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_file_is_what_the_code_says(tmp_path, language):
    made = tmp_path / "openapi.json"
    with translation.override(language):
        call_command("spectacular", "--format", "openapi-json", "--validate", "--fail-on-warn", "--file", str(made))
    again = "manage.py spectacular --format openapi-json --file docs/openapi.json --validate --fail-on-warn"
    assert made.read_text() == FILE.read_text(), f"docs/openapi.json is stale: {again}"


def test_the_address_gives_the_file_to_anyone(api, db, document):
    answer = api.get("/api/v1/openapi.json")
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == document


def test_every_call_of_the_contract_is_there(document):
    calls = {(method, path.removeprefix("/api/v1")) for path, calls in document["paths"].items() for method in calls}
    assert calls >= CONTRACT


def test_every_call_wants_a_token_and_says_how_it_refuses(document):
    assert document["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"
    for path, calls in document["paths"].items():
        for method, call in calls.items():
            statuses = {"400", "401", "406"} | ({"404"} if "{" in path else set())
            statuses |= {"403", "409", "413", "415", "422"} if method == "post" else set()
            assert call["security"] == [{"Bearer": []}]
            assert statuses <= set(call["responses"])
            assert call["summary"]
            assert ("Idempotency-Key" in [one["name"] for one in call.get("parameters", [])]) == (method == "post")


def test_no_input_takes_more_than_it_names(document):
    inputs = {name: schema for name, schema in document["components"]["schemas"].items() if name.endswith("Input")}
    assert len(inputs) > 15
    assert all(schema["additionalProperties"] is False for schema in inputs.values())
