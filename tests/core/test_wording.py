"""Moments in words, at the edges of hours, days and years."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from core import wording

ZONE = ZoneInfo("Europe/Amsterdam")
UTC = ZoneInfo("UTC")
NOW = datetime(2007, 11, 13, 14, 10, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def at(text: str, zone: ZoneInfo = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "tone", "words"),
    [
        ("2007-11-13T12:05", "late", "late: 2 h"),
        ("2007-11-13T13:30", "late", "late: 40 min"),
        ("2007-11-13T14:09:40", "late", "late: 1 min"),
        ("2007-11-12T14:10", "late", "late: 1 day"),
        ("2007-11-12T14:11", "late", "late: 23 h"),
        ("2007-11-10T09:00", "late", "late: 3 days"),
        ("2007-11-13T14:10", "soon", "1 min left"),
        ("2007-11-13T14:10:20", "soon", "1 min left"),
        ("2007-11-13T14:35", "soon", "25 min left"),
        ("2007-11-13T15:10", "soon", "1 h left"),
        ("2007-11-13T15:11", "today", "today 15:11"),
        ("2007-11-13T23:59", "today", "today 23:59"),
        ("2007-11-14T00:00", "later", "tomorrow 0:00"),
        ("2007-11-14T08:30", "later", "tomorrow 8:30"),
        ("2007-11-15T17:00", "later", "Thu 15 Nov 17:00"),
        ("2008-01-02T09:05", "later", "Wed 2 Jan 2008 9:05"),
    ],
)
def test_a_deadline_in_words(moment, tone, words):
    assert wording.due(at(moment), now=NOW, zone=ZONE) == wording.Due(tone, words)


def test_no_deadline_is_said_too():
    assert wording.due(None, now=NOW, zone=ZONE) == wording.Due("none", "no date yet")


@pytest.mark.parametrize(
    ("moment", "words"),
    [("2007-11-13T13:05", "done 13:05"), ("2007-11-12T09:00", "done yesterday 9:00")],
)
def test_what_was_done_rests(moment, words):
    assert wording.done(at(moment), now=NOW, zone=ZONE) == wording.Due("done", words)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2007-11-13T09:42", "today 9:42"),
        ("2007-11-13T00:00", "today 0:00"),
        ("2007-11-12T23:59", "yesterday 23:59"),
        ("2007-11-11T16:00", "Sun 11 Nov 16:00"),
        ("2006-11-13T09:42", "Mon 13 Nov 2006 9:42"),
    ],
)
def test_a_moment_in_words(moment, words):
    assert wording.moment(at(moment), now=NOW, zone=ZONE) == words


def test_the_day_is_the_day_on_the_readers_clock():
    late_in_utc = at("2007-11-13T23:30", UTC)
    assert wording.moment(late_in_utc, now=NOW, zone=ZONE) == "tomorrow 0:30"


def test_new_years_eve_is_yesterday_on_new_years_day():
    now = at("2008-01-01T09:00")
    assert wording.moment(at("2007-12-31T23:00"), now=now, zone=ZONE) == "yesterday 23:00"
    assert wording.moment(at("2007-12-30T23:00"), now=now, zone=ZONE) == "Sun 30 Dec 2007 23:00"


def test_the_night_of_winter_time_has_an_hour_more():
    now = at("2007-10-28T01:30")
    assert wording.due(at("2007-10-28T03:00"), now=now, zone=ZONE).tone == "today"
    assert wording.due(now, now=at("2007-10-28T03:30"), zone=ZONE).words == "late: 3 h"


def test_the_night_of_summer_time_has_an_hour_less():
    now = at("2007-03-25T01:30")
    assert wording.due(at("2007-03-25T03:20"), now=now, zone=ZONE).words == "50 min left"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2007, 11, 13), "today"),
        (date(2007, 11, 12), "yesterday"),
        (date(2007, 11, 14), "tomorrow"),
        (date(2007, 11, 15), "Thursday 15 November"),
        (date(2008, 2, 29), "Friday 29 February 2008"),
    ],
)
def test_a_day_in_full(on, words):
    assert wording.day(on, today=NOW.date()) == words


def test_a_promise_names_day_and_time():
    assert wording.promise(at("2007-11-15T17:00"), now=NOW, zone=ZONE) == "Thursday 15 November at 17:00"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "1 min"),
        (timedelta(seconds=-5), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_a_length_in_its_largest_unit(span, words):
    assert wording.length(span) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ingrid Vermeulen", "IV"),
        ("Facilitair Team", "FT"),
        ("Fatima el Amrani", "FA"),
        ("albron", "A"),
        ("Gert-Jan (GJ) Mulder", "GM"),
        ("  ", "?"),
        ("", "?"),
        ("…", "?"),
        ("Øyvind Åse", "ØÅ"),
    ],
)
def test_initials(name, letters):
    assert wording.initials(name) == letters
