"""GET /phases, their readiness, and starting one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from routing.models import PhaseStart
from tests.make import make_location, make_need, make_phase, make_site, make_start, make_user


@pytest.fixture
def phases(db):
    first, second = make_phase(1), make_phase(2)
    make_site(first)
    make_start(first, timezone.now() - timedelta(days=9))
    make_need(second, due_on=date(2020, 1, 1))
    return first, second


@pytest.fixture
def manager(db):
    return make_user("jan", roles=("manager",), language="en")


def test_the_phases_are_listed_with_what_is_so_now(api, phases, marieke, django_assert_max_num_queries):
    make_start(phases[1], timezone.now() - timedelta(days=1), make_location("CC"))
    api.force_authenticate(marieke)
    with django_assert_max_num_queries(8):
        rows = api.get("/api/v1/phases").json()["results"]
    assert [(row["number"], row["state"], row["locations"]) for row in rows] == [(1, "now", []), (2, "next", ["CC"])]
    assert rows[0]["started_at"]
    assert rows[0]["ended_at"] is None
    (site,) = rows[0]["sites"]
    assert (site["name"], site["location"], site["units"]) == ("Balie", "B30", ["servicedesk"])
    assert site["hours"] == {"0": [["08:00", "17:30"]]}


def test_the_readiness_says_what_is_open(api, phases, marieke):
    api.force_authenticate(marieke)
    found = api.get("/api/v1/phases/2/readiness").json()
    assert (found["met"], found["open"], found["total"]) == (0, 1, 1)
    assert found["preconditions"][0]["text"] == "De werkplek is ingericht"
    assert found["preconditions"][0]["late"] is True
    assert api.get("/api/v1/phases/9/readiness").status_code == 404


def test_a_start_is_refused_by_name_and_overridden_once(api, phases, manager):
    api.force_authenticate(manager)
    refused = api.post("/api/v1/phases/2/start", {}, format="json")
    assert refused.status_code == 409
    assert refused.json()["errors"] == {"preconditions": ["De werkplek is ingericht"]}
    values = {"override": "Het kan niet wachten."}
    answers = [
        api.post("/api/v1/phases/2/start", values, format="json", headers={"Idempotency-Key": "een"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["still_open"] == ["De werkplek is ingericht"]
    assert PhaseStart.objects.started().filter(phase=phases[1]).count() == 1


def test_a_start_can_be_planned_for_one_place(api, phases, manager):
    make_location("CC")
    api.force_authenticate(manager)
    when = (timezone.now() + timedelta(days=1)).isoformat()
    made = api.post("/api/v1/phases/2/start", {"at": when, "location": "CC"}, format="json").json()
    assert (made["state"], made["location"], made["started_at"]) == ("planned", "CC", None)


def test_who_asks_only_may_not_read_or_start(api, phases, ingrid, marieke):
    api.force_authenticate(ingrid)
    assert api.get("/api/v1/phases").status_code == 403
    api.force_authenticate(marieke)
    assert api.post("/api/v1/phases/2/start", {}, format="json").status_code == 403
