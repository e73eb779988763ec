"""Dates as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.dates import read_date, shown_date, write_date

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("22-11-2026", date(2026, 11, 22)),
        ("22/11/2026", date(2026, 11, 22)),
        ("22.11.2026", date(2026, 11, 22)),
        ("22 11 2026", date(2026, 11, 22)),
        (" 22 - 11 - 2026 ", date(2026, 11, 22)),
        ("2-3-2027", date(2027, 3, 2)),
        ("02-03-27", date(2027, 3, 2)),
        ("2026-11-22", date(2026, 11, 22)),
        ("22 november 2026", date(2026, 11, 22)),
        ("22 nov. 2026", date(2026, 11, 22)),
        ("22 mrt 2027", date(2027, 3, 22)),
        ("22 maart 2027", date(2027, 3, 22)),
        ("22 March 2027", date(2027, 3, 22)),
        ("1 mei 2027", date(2027, 5, 1)),
        ("1 okt 2027", date(2027, 10, 1)),
        ("zo 22 nov 2026", date(2026, 11, 22)),
        ("donderdag 22 november", date(2027, 11, 22)),
        ("22 nov", date(2027, 11, 22)),
        ("24 nov", date(2026, 11, 24)),
        ("25-11", date(2026, 11, 25)),
        ("1-1", date(2027, 1, 1)),
        ("29 feb", date(2028, 2, 29)),
    ],
)
def test_a_date_is_read_as_it_was_meant(typed, day):
    assert read_date(typed, today=TODAY) == day


@pytest.mark.parametrize(
    "typed",
    ["", "morgenvroeg", "31-2-2027", "29-2-2027", "32 nov", "0-1-2027", "12-13-2027", "22 xyz", "22", "1-1-1",
     "2026-13-01", "٢٢-١١-٢٠٢٦", "22-11-20266", "22-11-0000", "\x00", "22 nov 2026 om 12:00"],
)  # fmt: skip
def test_what_is_no_date_is_not_guessed(typed):
    assert read_date(typed, today=TODAY) is None


@given(st.dates(), st.dates(min_value=date(1000, 1, 1)))
def test_what_is_written_is_read_back(today, day):
    assert read_date(write_date(day), today=today) == day
    assert read_date(day.isoformat(), today=today) == day
    assert shown_date(day.isoformat()) == write_date(day)


@given(st.dates(max_value=date(9980, 1, 1)), st.dates())
def test_a_date_without_a_year_is_never_past(today, day):
    found = read_date(f"{day.day}-{day.month}", today=today)
    assert found is not None
    assert found >= today
    assert (found.day, found.month) == (day.day, day.month)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_not(typed):
    assert read_date(typed, today=TODAY) is None or isinstance(read_date(typed, today=TODAY), date)


def test_what_was_kept_and_is_no_date_is_shown_as_it_is():
    assert shown_date("soon") == "soon"
