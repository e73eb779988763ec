"""Lines of a form: added, moved and taken away without losing what was typed."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from catalog.forms.lines import MOST, Move, first, moved, read_lines, read_move, with_keys, write_lines

LINES = st.lists(st.fixed_dictionaries({"label": st.lists(st.text(max_size=5), min_size=1, max_size=2)}), max_size=8)
MOVES = st.builds(Move, st.sampled_from(["add", "up", "down", "remove"]), st.just("questions"), st.integers(0, 12))


@given(LINES)
def test_what_is_written_is_read_back(lines):
    data = QueryDict(mutable=True)
    data["name"] = "stays"
    write_lines(data, "questions", [{"label": ["gone"]}] * 3)
    write_lines(data, "questions", lines)
    assert read_lines(data, "questions") == lines
    assert data["name"] == "stays"


@given(LINES, MOVES)
def test_a_move_loses_nothing_but_what_is_removed(lines, move):
    after, at = moved(lines, move)
    kept = sorted(map(str, after))
    if move.verb == "add":
        assert kept == sorted([*map(str, lines), "{}"])
    elif move.verb == "remove" and move.at < len(lines):
        assert kept == sorted(str(line) for number, line in enumerate(lines) if number != move.at)
    else:
        assert kept == sorted(map(str, lines))
    assert 0 <= at < max(1, len(after))


@given(LINES, st.integers(0, 12))
def test_up_and_down_again_is_where_it_was(lines, at):
    up, number = moved(lines, Move("up", "questions", at))
    if number < at < len(lines):
        assert moved(up, Move("down", "questions", number)) == (lines, at)


@given(LINES)
def test_every_line_with_a_title_gets_a_key_of_its_own_and_keeps_it(lines):
    keyed = with_keys(lines, "label")
    keys = [first(line, "key") for line in keyed if first(line, "key")]
    assert len(keys) == len(set(keys))
    assert with_keys(keyed, "label") == keyed


@pytest.mark.parametrize("label", ["x" * 200, "0_0", "a - b", "É!", "-_-", "?"])
def test_odd_titles_get_keys_that_last(label):
    keyed = with_keys([{"label": [label]}, {"label": [label]}], "label")
    assert with_keys(keyed, "label") == keyed
    assert all(len(first(line, "key")) <= 50 for line in keyed)


def test_a_new_key_is_never_that_of_another_line():
    lines = [{"label": ["Naam"]}, {"label": ["Naam"], "key": ["naam"]}, {"label": ["Naam"]}]
    assert [first(line, "key") for line in with_keys(lines, "label")] == ["naam-2", "naam", "naam-3"]


@pytest.mark.parametrize("key", ["A B", "x" * 51, "<b>", "a--b", "-a", "é"])
def test_a_key_that_was_tampered_with_is_made_anew(key):
    assert first(with_keys([{"label": ["Naam"], "key": [key]}], "label")[0], "key") == "naam"


@pytest.mark.parametrize("total", ["", "-1", "x", "1e9", "²", "99999999999999999999"])
def test_a_count_that_cannot_be_right_is_none(total):
    assert read_lines(QueryDict(f"questions-count={total}"), "questions") == []


def test_no_form_grows_without_end():
    assert len(read_lines(QueryDict("questions-count=999"), "questions")) == MOST
    lines, at = moved([{}] * MOST, Move("add", "questions", 0))
    assert (len(lines), at) == (MOST, MOST - 1)


@pytest.mark.parametrize(
    ("do", "move"),
    [
        ("add:questions", Move("add", "questions", 0)),
        ("up:parts:3", Move("up", "parts", 3)),
        ("remove:approvals:0", Move("remove", "approvals", 0)),
        ("save", None),
        ("", None),
        ("up:secrets:1", None),
        ("up:parts:9999", None),
        ("explode:parts:1", None),
    ],
)
def test_what_a_button_asks(do, move):
    assert read_move(do, ("approvals", "questions", "parts")) == move
