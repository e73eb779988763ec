"""Working time against a count by hand: minute by minute, by the clock on the wall."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from organisation.calendar import WorkingTime, office_hours
from organisation.opening import house_calendar
from servicedesk.deadlines import RESOLVE_DAYS, RESPOND_WITHIN, done_by, promise

ROOT = Path(__file__).resolve().parents[2]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MINUTE = timedelta(minutes=1)
OFFICE = office_hours(AMSTERDAM)
# Wednesday to Tuesday, around both Sundays on which the clock is moved, and one week in which it is not.
WEEKS = [date(2026, 3, 25), date(2026, 10, 21), date(2026, 6, 3)]
by_hand = settings(max_examples=60, derandomize=True, database=None, deadline=None)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def is_open(calendar: WorkingTime, moment: datetime) -> bool:
    wall = moment.astimezone(calendar.zone)
    if wall.date() in calendar.closed:
        return False
    return any(
        opens <= wall.time() and (wall.time() < closes or closes == time(0))
        for opens, closes in calendar.hours.get(wall.weekday(), ())
    )


@st.composite
def spans(draw) -> list[tuple[time, time]]:
    """Up to three spans in a day to the minute; the last may last until midnight."""
    minutes = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    minutes = minutes[: len(minutes) // 2 * 2]
    clock = [time(minute // 60 % 24, minute % 60) for minute in minutes]
    return list(zip(clock[::2], clock[1::2], strict=True))


@st.composite
def calendars(draw) -> WorkingTime:
    hours = {weekday: draw(spans()) for weekday in range(7)}
    closed = {
        draw(st.sampled_from(WEEKS)) + timedelta(days=draw(st.integers(0, 6)))
        for _day in range(draw(st.integers(0, 2)))
    }
    return WorkingTime(hours, frozenset(closed), AMSTERDAM)


moments = st.builds(
    lambda week, minutes: datetime.combine(week, time(0), tzinfo=UTC) + minutes * MINUTE,
    st.sampled_from(WEEKS),
    st.integers(0, 6 * 1440),
)
lengths = st.integers(0, 1500).map(lambda minutes: minutes * MINUTE)


@by_hand
@given(calendars(), moments, lengths)
@example(OFFICE, at("2026-03-27T16:00").astimezone(UTC), timedelta(hours=4))
@example(
    WorkingTime({6: [(time(0), time(0))]}, zone=AMSTERDAM), at("2026-03-29T00:00").astimezone(UTC), timedelta(hours=24)
)
@example(
    WorkingTime({6: [(time(2, 30), time(5))]}, zone=AMSTERDAM),
    at("2026-03-29T00:00").astimezone(UTC),
    timedelta(hours=9),
)
@example(
    WorkingTime({6: [(time(2, 30), time(5))]}, zone=AMSTERDAM),
    at("2026-10-25T00:00").astimezone(UTC),
    timedelta(hours=9),
)
def test_the_time_between_two_moments_is_what_one_counts(calendar, start, length):
    counted = sum(is_open(calendar, start + number * MINUTE) for number in range(length // MINUTE))
    assert calendar.between(start, start + length) == counted * MINUTE
    assert calendar.between(start + length, start) == -counted * MINUTE
    assert calendar.is_open(start) == is_open(calendar, start)


@by_hand
@given(calendars(), moments, st.integers(0, 600))
@example(OFFICE, at("2026-11-27T17:30").astimezone(UTC), 0)
@example(OFFICE, at("2026-11-27T08:00").astimezone(UTC), 570)
def test_adding_ends_where_one_has_counted_enough(calendar, start, minutes):
    moment, left, open_since = start, minutes, False
    for _minute in range(9 * 1440):
        # Work ends at closing time, not at the next opening; without work, at the first moment that is open.
        if left == 0 and (open_since or is_open(calendar, moment)):
            break
        open_since = is_open(calendar, moment)
        left -= open_since and left > 0
        moment += MINUTE
    else:
        return
    # In UTC: a local time that comes twice equals no moment of another zone (PEP 495).
    assert calendar.add(start, minutes * MINUTE).astimezone(UTC) == moment


@by_hand
@given(
    moments, st.timedeltas(timedelta(0), timedelta(days=3)), st.sampled_from([UTC, AMSTERDAM, ZoneInfo("Asia/Tokyo")])
)
def test_what_was_added_lies_between_whatever_the_zone_and_to_the_microsecond(moment, length, zone):
    moment = moment.astimezone(zone)
    end = OFFICE.add(moment, length)
    assert OFFICE.between(moment, end) == length
    assert end.tzinfo is AMSTERDAM
    assert OFFICE.add(moment.astimezone(UTC), length) == end


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-24T09:00", 0, "2026-11-24T09:00"),  # nothing added while open: where it starts
        ("2026-11-24T06:00", 0, "2026-11-24T08:00"),  # while closed: at the next opening
        ("2026-11-24T17:30", 0, "2026-11-25T08:00"),  # closing time is closed
        ("2026-11-24T08:00", 9.5, "2026-11-24T17:30"),  # a whole day's work ends at closing time
        ("2026-11-27T16:30", 1, "2026-11-27T17:30"),
        ("2026-11-27T16:30", 2, "2026-11-30T09:00"),  # over the weekend
        ("2026-03-27T17:00", 1, "2026-03-30T08:30"),  # and over the night that summer time starts
        ("2026-10-23T17:00", 1, "2026-10-26T08:30"),
    ],
)
def test_some_sums_that_everyone_can_do(start, hours, end):
    assert OFFICE.add(at(start), timedelta(hours=hours)) == at(end)


def test_a_whole_day_round_the_clock_has_as_many_hours_as_the_day():
    always = WorkingTime({weekday: [(time(0), time(0))] for weekday in range(7)}, zone=AMSTERDAM)
    for day, hours in (("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-07", 24)):
        start = at(f"{day}T00:00")
        end = at(f"{day}T12:00") + timedelta(hours=12)
        assert always.between(start, end) == timedelta(hours=hours)
        assert always.add(start, timedelta(hours=hours)) == end


@pytest.mark.parametrize("call", ["add", "between", "is_open"])
def test_a_moment_without_a_zone_is_refused(call):
    naive, aware = datetime(2026, 11, 24, 9), at("2026-11-24T09:00")  # noqa: DTZ001
    arguments = {"add": [(naive, timedelta(0))], "between": [(naive, aware), (aware, naive)], "is_open": [(naive,)]}
    for values in arguments[call]:
        with pytest.raises(ValueError, match="time zone"):
            getattr(OFFICE, call)(*values)


def test_a_negative_length_and_a_house_that_never_opens_are_refused():
    with pytest.raises(ValueError, match="negative"):
        OFFICE.add(at("2026-11-24T09:00"), -MINUTE)
    never = WorkingTime({}, zone=AMSTERDAM)
    with pytest.raises(ValueError, match="too little"):
        never.add(at("2026-11-24T09:00"), timedelta(0))
    with pytest.raises(ValueError, match="no working day"):
        never.end_of_day(date(2026, 11, 24), 1)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-24", 0, "2026-11-24T17:30"),
        ("2026-11-24", 1, "2026-11-25T17:30"),
        ("2026-11-27", 1, "2026-11-30T17:30"),
        ("2026-11-28", 0, "2026-11-30T17:30"),  # a Saturday: the first working day from then on
        ("2026-11-28", 1, "2026-11-30T17:30"),
        ("2026-11-28", 2, "2026-12-01T17:30"),
        ("2026-12-24", 1, "2026-12-28T17:30"),  # Christmas is a Friday and a Saturday
    ],
)
def test_days_are_counted_in_working_days(start, days, end):
    assert house_calendar().end_of_day(date.fromisoformat(start), days) == at(end)


@pytest.mark.parametrize(
    "day", ["2027-01-01", "2026-04-06", "2026-04-27", "2031-04-26", "2026-05-14", "2026-05-25", "2026-12-25"]
)
def test_the_house_is_closed_on_public_holidays(day):
    assert not house_calendar().is_open(at(f"{day}T10:00"))


def test_the_promise_is_made_in_working_time():
    friday = at("2026-11-27T16:30")
    promised = promise(friday, "normal", None, house_calendar())
    assert promised == (at("2026-11-30T11:00"), at("2026-12-01T17:30"))
    assert promise(friday, "high", None, house_calendar()) == (at("2026-11-27T17:30"), at("2026-11-30T17:30"))
    assert promise(friday, "high", 10, house_calendar()).resolve_by == at("2026-12-11T17:30")


def test_what_comes_in_after_closing_time_counts_from_the_next_day():
    assert done_by(at("2026-11-24T17:29"), 1, OFFICE) == at("2026-11-25T17:30")
    assert done_by(at("2026-11-24T17:30"), 1, OFFICE) == at("2026-11-26T17:30")
    assert done_by(at("2026-11-28T12:00"), 0, OFFICE) == at("2026-11-30T17:30")


def test_every_urgency_has_a_promise_and_a_more_urgent_one_is_never_later():
    assert set(RESPOND_WITHIN) == set(RESOLVE_DAYS) == {"low", "normal", "high"}
    for start in (at("2026-11-24T09:00"), at("2026-11-27T17:29"), at("2026-12-24T03:00")):
        high, normal, low = (promise(start, urgency, None, house_calendar()) for urgency in ("high", "normal", "low"))
        assert high.respond_by <= normal.respond_by <= low.respond_by
        assert high.resolve_by <= normal.resolve_by <= low.resolve_by
        assert start <= high.respond_by <= high.resolve_by


@pytest.mark.parametrize("module", ["organisation.calendar", "routing.decide", "servicedesk.deadlines"])
def test_pure_parts_can_be_used_without_settings_or_a_database(module):
    program = f"import {module}, sys; assert not any(name.startswith('django') for name in sys.modules)"
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {program}"
    subprocess.run([sys.executable, "-I", "-c", program], check=True, env={})
