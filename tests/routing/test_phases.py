"""Stewards describe the phases; what has no order or leads nowhere is refused, and the old stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from core.refusals import Refused, Stale
from organisation.models import User
from routing import hours
from routing.models import Phase, PhaseStart, Site
from routing.services import phases as services
from routing.timeline import Began, elsewhere, in_force, spans
from tests.make import make_location, make_phase, make_site, make_start, make_unit, make_user

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def manager(db):
    return make_user("jan", roles=("manager",))


def enter(client, user):
    """Log in somebody who reads English."""
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)


@pytest.fixture
def units(db):
    return {code: make_unit(code, "service_point") for code in ("reizen", "infodesk", "post")} | {"desk": make_unit()}


def test_phases_that_overlap_are_refused_and_the_old_plan_stays(manager):
    first, second = make_phase(1), make_phase(2)
    with pytest.raises(Refused, match=r"overlaps 2 Stap 2, which is planned from 1-1-2031 until 31-12-2031"):
        services.keep_phase(first, by=manager, planned_until=date(2031, 1, 1))
    with pytest.raises(Refused, match="overlaps 1 Stap 1"):
        services.keep_phase(second, by=manager, planned_from=date(2029, 1, 1))
    with pytest.raises(Refused, match="Say until when: after it comes 2 Stap 2"):
        services.keep_phase(first, by=manager, planned_until=None)
    with pytest.raises(Refused, match="before it began"):
        services.keep_phase(first, by=manager, planned_until=date(2020, 1, 1))
    assert Phase.objects.get(number=1).planned_until == date(2030, 12, 31)
    assert services.keep_phase(first, by=manager, planned_until=date(2030, 12, 30)).version == 2


def test_a_new_phase_comes_after_the_last(manager):
    make_phase(1)
    made = services.keep_phase(Phase(), by=manager, name="Later", planned_from=date(2031, 1, 1))
    assert made.number == 2
    with pytest.raises(Refused, match="name"):
        services.keep_phase(Phase(), by=manager, name=" ", planned_from=date(2032, 1, 1))


def test_closures_that_lead_nowhere_are_refused(manager, units):
    phase = make_phase()
    reizen, infodesk, post, desk = (units[code] for code in ("reizen", "infodesk", "post", "desk"))
    for closures, why in (
        ({reizen: infodesk, infodesk: post, post: reizen}, "circle: Reizen → Infodesk → Post → Reizen"),
        ({reizen: infodesk, infodesk: None}, "Infodesk is closed too"),
        ({desk: None}, "nobody answers"),
    ):
        with pytest.raises(Refused, match=why) as refusal:
            services.keep_phase(phase, by=manager, closures=closures)
        assert all(name.startswith("closed_") for name in refusal.value.errors)
    assert not phase.closures.exists()
    services.keep_phase(phase, by=manager, closures={reizen: infodesk, post: None})
    services.keep_phase(phase, by=manager, closures={reizen: desk})
    assert [(row.unit, row.successor) for row in phase.closures.all()] == [(reizen, desk)]


def test_a_unit_that_stands_at_a_desk_is_not_closed_there(manager, units):
    phase = make_phase()
    make_site(phase).units.add(units["post"])
    with pytest.raises(Refused, match="Post stands at Balie"):
        services.keep_phase(phase, by=manager, closures={units["post"]: None})


def test_a_place_without_hours_building_or_people_is_refused(manager, units):
    phase = make_phase()
    services.keep_phase(phase, by=manager, closures={units["reizen"]: None})
    whole = {"name": "Balie", "location": make_location(), "hours": {"0": [["08:00", "12:00"]]}}
    for values, there, field in (
        (whole | {"hours": {}}, [units["desk"]], "hours_0"),
        (whole | {"location": None}, [units["desk"]], "location"),
        (whole, [], "units"),
        (whole, [units["reizen"]], "units"),
        (whole | {"name": ""}, [units["desk"]], "name"),
    ):
        with pytest.raises(Refused) as refusal:
            services.keep_site(Site(phase=phase), by=manager, units=there, **values)
        assert set(refusal.value.errors) == {field}
    services.keep_site(Site(phase=phase), by=manager, units=[units["desk"]], **whole)
    with pytest.raises(Refused, match="this name already"):
        services.keep_site(Site(phase=phase), by=manager, units=[units["desk"]], **whole)


def test_two_at_once_is_told_and_changes_nothing(manager, client):
    phase = make_phase()
    seen = phase.version
    services.keep_phase(phase, by=manager, name="Eerst")
    with pytest.raises(Stale):
        services.keep_phase(Phase.objects.get(), by=manager, seen=seen, name="Later")
    enter(client, manager)
    fields = {"name": "Later", "planned_from": "2030-01-01", "planned_until": "", "model": "cluster", "seen": seen}
    answer = client.post("/routing/phases/1/edit/", fields)
    assert answer.status_code == 409
    assert "colleague changed this" in answer.content.decode()
    assert Phase.objects.get().name == "Eerst"


def test_what_is_kept_of_a_phase_follows_its_change(manager):
    phase = make_phase()
    before = phase.changed_at
    assert services.keep_phase(phase, by=manager, name="Anders").changed_at > before
    site = make_site(phase)
    changed = Phase.objects.get().changed_at
    services.keep_site(site, by=manager, name="Balie in de hal")
    assert Phase.objects.get().changed_at > changed


def test_only_a_steward_changes_a_phase(marieke, hanna):
    phase = make_phase()
    with pytest.raises(PermissionDenied):
        services.keep_phase(phase, by=marieke, name="Anders")
    assert services.keep_phase(phase, by=hanna, name="Anders").name == "Anders"


def test_a_steward_fills_in_the_forms(manager, client, units):
    enter(client, manager)
    fields = {"name": "Verhuizen", "planned_from": "2030-01-01", "model": "account_manager"}
    fields |= {"takes_types": ["advice"], "closed_reizen": "post", "closed_infodesk": "-"}
    assert client.post("/routing/phases/new/", fields).url == "/routing/phases/1/"
    phase = Phase.objects.get()
    assert {row.unit.code: row.successor and row.successor.code for row in phase.closures.all()} == {
        "reizen": "post",
        "infodesk": None,
    }
    place = {"name": "Balie", "kind": "desk", "location": make_location().pk, "units": [units["desk"].pk]}
    answer = client.post("/routing/phases/1/sites/new/", place | {"hours_0": "half negen"})
    assert answer.status_code == 422
    assert "Write it as 8:00-12:00" in answer.content.decode()
    assert client.post("/routing/phases/1/sites/new/", place | {"hours_0": "8:00-17.30"}).status_code == 302
    page = client.get("/routing/phases/1/").content.decode()
    for words in (
        "Reizen is closed; Post takes its place",
        "Infodesk is closed; the front office",
        "Monday 08:00-17:30",
    ):
        assert words in page
    site = phase.sites.get()
    assert client.post(f"/routing/phases/1/sites/{site.pk}/", {"do": "remove"}).status_code == 302
    assert not phase.sites.exists()


def test_the_history_can_be_read(manager, client, units):
    phase = services.keep_phase(Phase(), by=manager, name="Verhuizen", planned_from=date(2030, 1, 1))
    services.keep_phase(phase, by=manager, name="Bewegen", partners=[units["post"]], closures={units["reizen"]: None})
    whole = {"name": "Balie", "location": make_location(), "hours": {"0": [["08:00", "12:00"]]}}
    site = services.keep_site(Site(phase=phase), by=manager, units=[units["desk"]], **whole)
    services.keep_site(site, by=manager, units=[units["desk"], units["post"]], room="0.12")
    services.remove_site(site, by=manager)
    make_start(phase, timezone.now() - timedelta(days=1))
    enter(client, manager)
    page = client.get("/routing/phases/1/history/").content.decode()
    for words in ("made this phase", "Verhuizen", "Bewegen", "closed Reizen", "added Balie", "changed Balie", "0.12"):
        assert words in page
    assert "took away Balie" in page
    assert page.count("<dt>Partners</dt>") == 1
    assert "Started</strong> everywhere" in page


def test_the_overview_shows_what_is_past_now_and_planned(marieke, client, django_assert_max_num_queries):
    phases = [make_phase(number) for number in (1, 2, 3)]
    now = timezone.now()
    make_start(phases[0], now - timedelta(days=20))
    make_start(phases[1], now - timedelta(days=9))
    make_start(phases[2], now - timedelta(days=2), make_location("CC"))
    for phase in phases:
        make_site(phase)
    enter(client, marieke)
    with django_assert_max_num_queries(10):
        page = client.get("/routing/").content.decode()
    cards = page.split("<article")[1:]
    for card, words in zip(cards, ("Over", "In force now", "Comes next"), strict=True):
        assert words in card
    assert "Building CC" in cards[2]
    with django_assert_max_num_queries(16):
        assert client.get("/routing/phases/3/").status_code == 200


def test_without_phases_the_overview_says_what_is_so(marieke, manager, client):
    enter(client, marieke)
    assert "There are no phases yet" in (page := client.get("/routing/").content.decode())
    assert "/routing/phases/new/" not in page
    enter(client, manager)
    assert "/routing/phases/new/" in client.get("/routing/").content.decode()


moments = st.integers(0, 12).map(lambda days: datetime(2030, 1, 1, tzinfo=UTC) + timedelta(days=days))
begun = st.lists(st.builds(Began, st.integers(1, 3), moments, st.sampled_from([None, 1, 2])), max_size=8)


@settings(max_examples=200, derandomize=True, database=None, deadline=None)
@given(begun, moments)
def test_in_each_place_what_began_there_last_is_in_force(starts, at):
    for place in (None, 1, 2):
        phase = in_force(starts, at, place)
        here = [one for one in starts if one.at <= at and one.location in (None, place)]
        assert (phase is None) == (not here)
        if here:
            latest = max(one.at for one in here)
            assert any(one.phase == phase and one.at == latest for one in here)
    house = in_force(starts, at)
    assert all(in_force(starts, at, place) == phase != house for place, phase in elsewhere(starts, at).items())
    assert sum(1 for span in spans(starts, at).values() if span.ended is None) == (house is not None)


def test_the_database_finds_the_same_phase(db):
    phases = {number: make_phase(number) for number in (1, 2, 3)}
    places = {1: make_location("CC"), 2: make_location("BP")}
    day = datetime(2030, 1, 1, tzinfo=UTC)
    rows = [(1, 0, None), (2, 3, 1), (2, 5, None), (3, 5, 2), (1, 8, 1), (3, 9, None)]
    starts = [Began(phase, day + timedelta(days=days), place) for phase, days, place in rows]
    for start in starts:
        make_start(phases[start.phase], start.at, places.get(start.location))
    for days in range(-1, 11):
        for place in (None, 1, 2):
            at = day + timedelta(days=days)
            row = PhaseStart.objects.in_force(at, places.get(place))
            assert (row.phase.number if row else None) == in_force(starts, at, place)


spans_of_a_day = st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=6, unique=True).map(
    lambda minutes: [
        [f"{minute // 60:02}:{minute % 60:02}" for minute in pair]
        for pair in zip(sorted(minutes)[::2], sorted(minutes)[1::2], strict=False)
    ]
)


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(spans_of_a_day)
def test_hours_are_read_as_they_are_written(spans):
    assert hours.parse(hours.written(spans)) == spans


@pytest.mark.parametrize("text", ["9", "9:00", "17:00-9:00", "9:00-12:00, 11:00-13:00", "9:75-10:00", "9:00-25:00"])
def test_hours_that_have_no_order_are_refused(text):
    with pytest.raises(ValueError, match=r"\d"):
        hours.parse(text)


def test_days_with_the_same_hours_are_told_together():
    office, short = [["08:00", "17:30"]], [["08:00", "12:00"]]
    week = {str(day): office for day in range(4)} | {"4": short}
    assert hours.weeks(week) == [(0, 3, "08:00-17:30"), (4, 4, "08:00-12:00")]
