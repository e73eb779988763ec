"""The duty roster: planned by heads, swapped by members, warned of, read by a calendar program, and followed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from core.refusals import Refused, Stale
from organisation.tokens import issue
from routing import duty
from routing.checks import findings
from routing.models import DutyFeed, DutyTurn, Roster
from routing.services import duty as services
from tests.make import make_product, make_ticket, make_unit, make_user

# Any day: what is planned lies ahead of whoever runs this.
JANUARY = date(2031, 1, 1)
MONDAY, TUESDAY, WEDNESDAY = date(2031, 1, 6), date(2031, 1, 7), date(2031, 1, 8)


@pytest.fixture
def unit(db):
    return make_unit("financien", "service_point", extension="8500")


@pytest.fixture
def head(unit):
    return make_user("head", head_of=[unit])


@pytest.fixture
def fatima(unit):
    return make_user("fatima", worker_in=[unit])


@pytest.fixture
def gert(unit):
    return make_user("gert", worker_in=[unit])


@pytest.fixture
def roster(unit, head) -> Roster:
    return services.keep_roster(unit, by=head)


def on(roster: Roster) -> dict[date, str]:
    return {turn.day: turn.person.username for turn in roster.turns.select_related("person")}


def test_a_head_names_somebody_for_each_day(roster, head, fatima, gert):
    services.plan(roster, by=head, days={MONDAY: fatima, TUESDAY: gert})
    services.plan(roster, by=head, days={MONDAY: gert, TUESDAY: None})
    assert on(roster) == {MONDAY: "gert"}
    assert DutyTurn.history.count() == 4
    assert DutyTurn.history.latest("history_id").history_user == head


@pytest.mark.parametrize(
    ("day", "who"), [(date(2031, 1, 1), "fatima"), (date(2031, 1, 5), "fatima"), (MONDAY, "stranger")]
)
def test_closed_days_and_strangers_are_refused(roster, head, fatima, day, who):
    person = fatima if who == "fatima" else make_user("stranger")
    with pytest.raises(Refused) as refusal:
        services.plan(roster, by=head, days={TUESDAY: fatima, day: person})
    assert list(refusal.value.errors) == [f"day_{day.isoformat()}"]
    assert on(roster) == {}


def test_only_who_leads_the_unit_plans(roster, fatima):
    for by in (fatima, make_user("other", head_of=[make_unit("bar", "policy")])):
        with pytest.raises(PermissionDenied):
            services.plan(roster, by=by, days={MONDAY: fatima})


def test_an_old_screen_overrules_nobody(roster, head, fatima):
    services.plan(roster, by=head, days={MONDAY: fatima})
    with pytest.raises(Stale):
        services.plan(roster, by=head, days={MONDAY: None}, seen=roster.version)


def test_empty_days_are_dealt_in_turn(roster, head, fatima, gert):
    services.plan(roster, by=head, days={TUESDAY: gert})
    services.fill(roster, JANUARY, by=head, people=[fatima, gert])
    planned = on(roster)
    assert planned[TUESDAY] == "gert"
    assert set(planned) == set(duty.days_of_month(JANUARY))
    assert JANUARY not in planned


def test_a_month_with_a_gap_is_not_complete(roster, head, fatima, in_english):
    services.fill(roster, JANUARY, by=head, people=[fatima])
    services.plan(roster, by=head, days={WEDNESDAY: None})
    with pytest.raises(Refused, match="8 January"):
        services.complete_month(roster, JANUARY, by=head)
    services.plan(roster, by=head, days={WEDNESDAY: fatima})
    services.complete_month(roster, JANUARY, by=head)
    with pytest.raises(Refused, match="somebody else"):
        services.plan(roster, by=head, days={WEDNESDAY: None})
    services.open_month(roster, JANUARY, by=head)
    services.plan(roster, by=head, days={WEDNESDAY: None})
    assert WEDNESDAY not in on(roster)


def test_members_swap_their_own_days_only(roster, head, fatima, gert):
    services.plan(roster, by=head, days={MONDAY: fatima, TUESDAY: gert})
    services.swap(roster, by=gert, one=TUESDAY, other=MONDAY)
    assert on(roster) == {MONDAY: "gert", TUESDAY: "fatima"}
    third = make_user("third", worker_in=[roster.unit])
    with pytest.raises(PermissionDenied):
        services.swap(roster, by=third, one=MONDAY, other=TUESDAY)
    with pytest.raises(Refused):
        services.swap(roster, by=gert, one=MONDAY, other=WEDNESDAY)


def test_a_gap_within_a_week_is_a_fault(roster, head, fatima):
    today = timezone.localdate()
    days = duty.working_days(today, today + duty.AHEAD)
    assert [found.finding.text for found in findings("roster")] == [duty.GAP] * len(days)
    services.plan(roster, by=head, days=dict.fromkeys(days, fatima))
    assert findings("roster") == []
    fatima.memberships.all().delete()
    assert {found.finding.text for found in findings("roster")} == {duty.NO_LONGER}


def test_what_is_asked_goes_to_who_is_on_duty(roster, fatima, in_english):
    make_product("declaratie", owner="financien", executing="financien")
    DutyTurn.objects.create(roster=roster, day=timezone.localdate(), person=fatima)
    ticket = make_ticket(make_user("ingrid"), product=make_product("bon", owner="financien"))
    assert ticket.assignee == fatima
    assert ticket.explanation[-1] == [duty.ON_DUTY, {"person": "Fatima", "unit": "Financien"}]
    assert make_ticket(make_user("klaas")).assignee is None


def test_a_gap_leaves_it_to_the_whole_unit(roster):
    ticket = make_ticket(make_user("ingrid"), product=make_product("bon", owner="financien"))
    assert ticket.assignee is None


def test_the_page_warns_and_plans(roster, head, fatima, client):
    head.language = "en"
    head.save()
    client.force_login(head)
    address = "/routing/roster/financien/?month=2031-01"
    page = client.get(address).content.decode()
    assert "days have nobody" in page
    form = {"do": "plan", f"day_{MONDAY}": str(fatima.pk), "once": "a" * 32}
    for _click in range(2):
        assert client.post(address, form).status_code == 302
    assert on(roster) == {MONDAY: "fatima"}
    assert client.post(address, {"do": "complete"}).status_code == 422
    assert client.post(address, {"do": "fill", "people": [fatima.pk]}).status_code == 302
    assert client.post(address, {"do": "complete"}).status_code == 302
    assert "Nobody" not in client.get(address).content.decode()
    client.force_login(fatima)
    swapped = {"do": "swap", "one": MONDAY.isoformat(), "other": TUESDAY.isoformat()}
    assert client.post(address, swapped).status_code == 302
    assert client.post(address, {"do": "plan"}).status_code == 403


def test_the_day_of_a_head_begins_with_the_gaps(roster, head, client):
    head.language = "en"
    head.save()
    client.force_login(head)
    assert "on duty for Financien" in client.get("/desk/").content.decode()
    client.force_login(make_user("other", head_of=[make_unit("bar", "policy")], language="en"))
    assert "on duty for" not in client.get("/desk/").content.decode()


def test_a_calendar_program_reads_the_feed(roster, head, fatima, client):
    services.plan(roster, by=head, days={MONDAY: fatima})
    client.force_login(fatima)
    assert client.post("/routing/roster/financien/", {"do": "feed", "whose": "own"}).status_code == 302
    old = DutyFeed.objects.get().secret
    client.logout()
    told = client.get(f"/routing/roster/feed/{old}.ics").content.decode()
    assert "DTSTART;VALUE=DATE:20310106" in told
    assert told.startswith("BEGIN:VCALENDAR\r\n")
    new = services.new_feed(None, by=fatima).secret
    assert client.get(f"/routing/roster/feed/{old}.ics").status_code == 404
    fatima.is_active = False
    fatima.save()
    assert client.get(f"/routing/roster/feed/{new}.ics").status_code == 404


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(st.text(max_size=200))
def test_a_feed_is_folded_and_escaped_whatever_people_are_called(name):
    text = duty.as_calendar(name, [("a", MONDAY, name)], timezone.now())
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("BEGIN:VEVENT") == text.replace("\r\n ", "").count("\r\nBEGIN:VEVENT\r\n") == 1


def test_the_api_tells_who_and_where_nobody_is(roster, head, fatima):
    services.plan(roster, by=head, days={MONDAY: fatima})
    address = f"/api/v1/roster?unit=financien&from={MONDAY}&to={MONDAY + timedelta(days=1)}"
    api = APIClient(headers={"Authorization": f"Bearer {issue(fatima)}"})
    assert api.get(address).json()["results"] == [
        {"unit": "financien", "day": "2031-01-06", "person": "fatima"},
        {"unit": "financien", "day": "2031-01-07", "person": None},
    ]
    stranger = APIClient(headers={"Authorization": f"Bearer {issue(make_user('stranger'))}"})
    assert stranger.get(address).json()["results"] == []
