"""Any menu that is made from decisions is one that callers can use; and what is wrong with one is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import menus
from routing.menus import DEEPEST, MOST, Option, Topic, difference, every, faults, generated, path_for

units = st.sampled_from(["balie", *(f"punt-{number}" for number in range(14))])
topics = st.lists(
    st.builds(Topic, st.uuids().map(str), st.just("Iets"), st.sampled_from("abc"), units, units),
    max_size=40,
    unique_by=lambda topic: topic.product,
)
often = settings(max_examples=150, derandomize=True, database=None, deadline=None)


def made(given: list[Topic]) -> tuple[Option, ...]:
    return generated(given, "balie", lambda what, names: (what, what))


@often
@given(topics)
def test_a_generated_menu_can_be_used(given):
    options = made(given)
    assert faults(options, given, {}) == []
    for path, option in every(options):
        assert len(path) <= DEEPEST
        assert len(option.options) <= MOST
    assert len(options) <= MOST


@often
@given(topics)
def test_who_is_put_through_gets_who_answers_or_general_information(given):
    options = made(given)
    for topic in given:
        option = menus.at(options, path_for(options, topic.product, topic.category))
        assert option is not None
        assert option.answered_by == topic.answered_by or option.is_rest
    assert menus.at(options, path_for(options, "onbekend", "onbekend")).is_rest


@often
@given(topics, topics)
def test_a_difference_names_what_differs_and_nothing_else(one, other):
    before, after = made(one), made(other)
    assert difference(before, before) == []
    for change in difference(before, after):
        assert menus.at(before, change.path) == change.before
        assert menus.at(after, change.path) == change.after


FINE = (
    Option("1", "reizen", "travel", "reizen", frozenset({"visum"})),
    Option("2", "de rest", "the rest", "balie", is_rest=True),
)
VISA = Topic("visum", "Visum", "reizen", "reizen", "reizen")


def found(options: tuple[Option, ...], about: tuple[Topic, ...] = (VISA,), **unreachable: str) -> list[str]:
    return [fault.finding.text for fault in faults(options, about, unreachable, "1")]


def test_a_menu_without_faults_has_none():
    assert found(FINE) == []


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ((*FINE, replace(FINE[0], products=frozenset())), menus.SAME_KEY),
        ((*FINE, Option("0", answered_by="balie")), menus.NO_KEY),
        (tuple(Option(str(key), answered_by="balie", is_rest=key == 7) for key in range(1, 8)), menus.TOO_MANY),
        ((*FINE, Option("3")), menus.NOBODY_CHOSEN),
        ((*FINE, Option("3", answered_by="balie", is_rest=True)), menus.TWO_RESTS),
        (FINE[:0], menus.UNCOVERED),
        ((replace(FINE[0], answered_by="post"), FINE[1]), menus.OTHERWISE),
        (
            (*FINE, Option("3", options=(Option("1", options=(Option("1", answered_by="balie"),)),))),
            menus.TOO_DEEP,
        ),
    ],
)
def test_what_is_wrong_is_found(options, text):
    assert found(options) == [text]


def test_a_unit_where_nobody_picks_up_is_found():
    assert found(FINE, reizen=menus.CLOSED) == [menus.CLOSED]


def test_who_does_the_work_may_be_called_at_once():
    abroad = replace(VISA, answered_by="balie", carried_out_by="bz")
    assert found((replace(FINE[0], answered_by="bz"), FINE[1]), (abroad,)) == []


def test_a_product_goes_before_its_category_and_that_before_general_information():
    options = (*FINE, Option("3", answered_by="post", categories=frozenset({"reizen"})))
    assert path_for(options, "visum", "reizen") == ("1",)
    assert path_for(options, "trein", "reizen") == ("3",)
    assert path_for(options, "stoel", "meubels") == ("2",)
