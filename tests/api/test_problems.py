"""Every no under /api/ is a problem+json, and bad input never breaks anything."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from rest_framework.exceptions import Throttled
from rest_framework.test import APIRequestFactory
from werkzeug.test import Client

from core.parsers import StrictJSONParser
from core.problems import exception_handler
from fbo.wsgi import application
from organisation.tokens import issue
from servicedesk.models import Ticket
from tests.make import make_ticket

V1 = "/api/v1"


@pytest.fixture
def ask(ingrid, front_office, client_of):
    """Post a question as Ingrid."""
    client = client_of(ingrid)
    return lambda body: client.post(f"{V1}/tickets", body)


def assert_problem(answer, status, *fields):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    body = answer.json()
    assert set(body) >= {"title", "status", "detail", "errors"}
    assert (body["status"], sorted(body["errors"])) == (status, sorted(fields))
    assert all(isinstance(text, str) for texts in body["errors"].values() for text in texts)


@pytest.mark.parametrize("path", ["/", "/nonsense", "/tickets/", "/tickets/10482", "/tickets/M-0", "/units/x", "/a/b"])
@pytest.mark.parametrize("method", ["get", "post", "delete", "options"])
def test_an_address_that_is_not_there(api, db, path, method):
    assert_problem(getattr(api, method)(f"{V1}{path}"), 404)


@pytest.mark.parametrize("path", ["/api/", "/api/v2/tickets"])
def test_outside_version_1_there_is_nothing(api, db, path):
    assert_problem(api.get(path), 404)


def test_a_page_keeps_its_own_404(client, db):
    assert client.get("/nonsense/")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("method", "path"), [("put", "/tickets"), ("delete", "/units"), ("post", "/units"), ("options", "/tickets")]
)  # fmt: skip
def test_a_method_that_is_not_possible(ingrid, client_of, method, path):
    answer = getattr(client_of(ingrid), method)(f"{V1}{path}")
    assert_problem(answer, 405)
    assert "GET" in answer["Allow"]


def test_another_language_than_json_is_not_spoken(ingrid, client_of):
    assert_problem(client_of(ingrid).get(f"{V1}/units", headers={"Accept": "application/xml"}), 406)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)  # fmt: skip
def test_another_language_than_json_is_not_read(ingrid, client_of, content_type):
    answer = client_of(ingrid).generic("POST", f"{V1}/tickets", b'{"subject": "x"}', content_type=content_type)
    assert_problem(answer, 415)


@pytest.mark.parametrize("charset", ["hex", "zlib_codec", "rot13", "utf-16", "nonsense"])
def test_whatever_charset_is_named_it_is_read_as_utf_8(transactional_db, ingrid, front_office, charset):
    client = Client(application)
    headers = {"Authorization": f"Bearer {issue(ingrid)}", "Content-Type": f"application/json; charset={charset}"}
    answer = client.post(f"{V1}/tickets", data='{"subject": "Café"}'.encode(), headers=headers)
    assert answer.json["subject"] == "Café"
    assert len(client.get(f"{V1}/tickets?q=Caf%C3%A9", headers=headers).json["results"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'"x"', b"1", b"null", b"\xff\xfe", b'{"subject": NaN}', b'{"subject": Infinity}',
        b'{"subject": ' + b"9" * 5000 + b"}", b'{"subject":' * 100_000, b"[" * 100_000 + b"]" * 100_000,
        b'{"subject": "a\\u0000b"}', b'{"subject": "\\ud800"}', b'{"\\ud800": 1}', b'{"answers": {"\\u0000": "x"}}',
        b'{"kind": "\\udfff"}',
    ],
)  # fmt: skip
def test_what_is_not_json_that_can_be_kept(ingrid, front_office, client_of, body):
    answer = client_of(ingrid).generic("POST", f"{V1}/tickets", body, content_type="application/json")
    assert answer.status_code == 400
    assert_problem(answer, 400, *answer.json()["errors"])
    assert not Ticket.objects.exists()


def test_a_backslash_before_a_zero_is_just_text(ask):
    assert ask({"subject": "C:\\u0000 en \\\\u0000"}).status_code == 201


def test_a_body_that_is_too_large_is_not_read(ingrid, front_office, client_of):
    body = json.dumps({"subject": "x", "description": "y" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    answer = client_of(ingrid).generic("POST", f"{V1}/tickets", body, content_type="application/json")
    assert_problem(answer, 413)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", ""), ("subject", "   "), ("subject", "x" * 201), ("subject", None), ("subject", 5),
        ("subject", ["x"]), ("subject", {"x": "y"}), ("subject", True), ("description", "x" * 20_001),
        ("kind", "nonsense"), ("kind", ""), ("kind", 2**40), ("kind", ["incident"]), ("kind", "x" * 100_000),
        ("product", "nonsense"), ("product", ""), ("product", 7), ("product", "x" * 5000), ("location", "Z99"),
        ("location", None), ("channel", "fax"), ("urgency", "very"), ("urgency", False), ("room", "x" * 31),
        ("requester", 3), ("requester", "x" * 151), ("answers", "x"), ("answers", []), ("state", "closed"),
        ("<script>", "x"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_used_is_named(ask, field, value):
    assert_problem(ask({"subject": "Stoel", field: value}), 400, field)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("value", [True, None, ["x"], {"x": 1}, "x" * 5001, 1e308 * 10])
def test_an_answer_is_text_or_a_number(ask, value):
    answer = ask({"subject": "Stoel", "answers": {"maat": value}} if value != float("inf") else {})
    assert answer.status_code == 400


def test_an_answer_nobody_asked_for_is_named(ask):
    assert_problem(ask({"subject": "Stoel", "answers": {"maat": "XL"}}), 400, "answers.maat")


def test_without_a_subject_there_is_no_question(ask):
    assert_problem(ask({}), 400, "subject")


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "a" * 200, "🪑🔥" * 50,
     "‮achterstevoren", "ر" * 100, "Zoë\x07\x1b[31m", "'; DROP TABLE x;--"],
)  # fmt: skip
def test_odd_text_comes_back_as_it_was(ask, text):
    assert ask({"subject": text, "description": text}).json()["subject"] == text


def test_ten_thousand_unknown_fields_are_not_all_repeated(ask):
    answer = ask({f"field-{number}": 1 for number in range(10_000)})
    assert answer.status_code == 400
    assert len(answer.content) < 5000


@pytest.mark.parametrize("seen", [0, -1, 2**31, 2**40, 10**400, 1.5, "1", True, None])
def test_a_version_is_a_whole_number_that_fits(ingrid, marieke, client_of, seen):
    ticket = make_ticket(ingrid)
    answer = client_of(marieke).post(f"{V1}/tickets/{ticket.number}/actions", {"action": "take", "seen": seen})
    assert_problem(answer, 400, "seen")


@pytest.mark.parametrize("action", [None, "", "nonsense", 1, [], {}, "x" * 10_000, "attach", "await_approval"])
def test_an_action_that_does_not_exist_is_refused_with_those_that_do(ingrid, marieke, client_of, action):
    ticket = make_ticket(ingrid)
    answer = client_of(marieke).post(f"{V1}/tickets/{ticket.number}/actions", {"action": action})
    assert_problem(answer, 400, "action")
    assert "classify, take, assign" in answer.json()["errors"]["action"][0]


@pytest.mark.parametrize("number", ["M-999999999999", "M-2", "W-1"])
def test_a_number_that_does_not_exist(marieke, client_of, number):
    assert_problem(client_of(marieke).get(f"{V1}/tickets/{number}"), 404)


@pytest.mark.parametrize("code", ["%00", "x%00", "%ED%A0%80", "a" * 81, "é", "..", "%2e%2e%2f"])
def test_a_code_that_does_not_exist(marieke, client_of, code):
    assert client_of(marieke).get(f"{V1}/products/{code}").status_code in (404, 406)


def test_what_we_do_wrong_is_a_problem_too_and_says_nothing_of_how(ingrid, front_office, client_of, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("GEHEIM")

    monkeypatch.setattr("organisation.serializers.UnitSerializer.to_representation", broken)
    client = client_of(ingrid)
    client.raise_request_exception = False
    answer = client.get(f"{V1}/units")
    assert_problem(answer, 500)
    assert b"GEHEIM" not in answer.content


def test_titles_are_in_the_language_that_was_asked_for(api, db):
    english = api.get(f"{V1}/units", headers={"Accept-Language": "en"}).json()
    assert english["title"] == "Not logged in"
    assert english["detail"] == "Authentication credentials were not provided."
    dutch = api.get(f"{V1}/units", headers={"Accept-Language": "nl, en;q=0.5"})
    assert dutch["Content-Language"] == "nl"
    assert dutch.json()["detail"] != english["detail"]


def test_a_session_does_not_choose_the_language(client, ingrid):
    client.force_login(ingrid)
    answer = client.get(f"{V1}/units", headers={"Accept-Language": "en"})
    assert (ingrid.language, answer["Content-Language"]) == ("nl", "en")


def test_who_asks_too_often_is_told_when_to_come_back(db):
    answer = exception_handler(Throttled(wait=30), {"view": None})
    assert (answer.status_code, answer["Retry-After"], answer.data["status"]) == (429, "30", 429)


def test_a_host_that_is_not_ours(api, ingrid):
    answer = api.get(f"{V1}/units", headers={"Host": "evil.example", "Authorization": f"Bearer {issue(ingrid)}"})
    assert_problem(answer, 400)


def test_answers_are_not_kept_by_a_browser(ingrid, client_of):
    assert client_of(ingrid).get(f"{V1}/units")["Cache-Control"] == "no-store"


def test_a_parser_reads_one_object():
    request = APIRequestFactory().post("/", b'{"a": {"b": [1, "x", null, true]}}', content_type="application/json")
    assert StrictJSONParser().parse(request) == {"a": {"b": [1, "x", None, True]}}
