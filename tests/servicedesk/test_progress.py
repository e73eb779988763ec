"""The line that a question walks, in the customer's words. No database."""

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from servicedesk.lifecycle import State, WaitingFor
from servicedesk.progress import DONE, NOW, STOP, TODO, WAIT, Course, answer, sign, steps

ZONE = ZoneInfo("Europe/Amsterdam")
# Tuesday 13 November 2007, 14:10 on the clock.
AT = datetime(2007, 11, 13, 13, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def course(state="new", waiting_for="", **values) -> Course:
    values.setdefault("opened_at", AT - timedelta(hours=4))
    values.setdefault("respond_by", AT + timedelta(hours=1))
    values.setdefault("resolve_by", datetime(2007, 11, 15, 16, 0, tzinfo=UTC))
    values.setdefault("lead", "Service desk")
    return Course(state=state, waiting_for=waiting_for, **values)


def shape(one: Course) -> str:
    return " ".join(step.state for step in steps(one))


def said(one: Course) -> str:
    return str(answer(one, now=AT, zone=ZONE))


@pytest.mark.parametrize(
    ("one", "line", "sentence"),
    [
        (
            course(),
            f"{DONE} {NOW} {TODO} {TODO}",
            "We have your question. It is ready Thursday 15 November at 17:00 at the latest.",
        ),
        (
            course("waiting", "approval", approver="Marco Visser"),
            f"{DONE} {WAIT} {TODO} {TODO}",
            "Marco Visser still has to agree. You don't have to do anything.",
        ),
        (
            course("in_progress", holder="Marieke Haan", agreed_by="Marco Visser"),
            f"{DONE} {DONE} {NOW} {TODO}",
            "Marieke Haan is working on this. It is ready Thursday 15 November at 17:00 at the latest.",
        ),
        (
            course("waiting", "work_order", workers="Facility team"),
            f"{DONE} {DONE} {NOW} {TODO}",
            "We have passed the work on to Facility team. It is ready Thursday 15 November at 17:00 at the latest.",
        ),
        (
            course("waiting", "partner", workers="Albron", accepted=True),
            f"{DONE} {DONE} {NOW} {TODO}",
            "Albron took on the work. It is ready Thursday 15 November at 17:00 at the latest.",
        ),
        (
            course("waiting", "customer", holder="Marieke Haan"),
            f"{DONE} {DONE} {WAIT} {TODO}",
            "We need an answer from you before we can go on.",
        ),
        (course("solved"), f"{DONE} {DONE} {DONE} {NOW}", "We think that this is solved. Tell us if it isn't."),
        (course("closed", closed_at=AT), f"{DONE} {DONE} {DONE} {DONE}", "This was finished today at 14:10."),
        (course("cancelled", closed_at=AT), f"{DONE} {STOP}", "This was stopped today at 14:10."),
        (
            course("cancelled", closed_at=AT, refused_by="Marco Visser"),
            f"{DONE} {STOP} {STOP}",
            "Marco Visser did not agree, so this has been stopped.",
        ),
        (
            course("closed", closed_at=AT, merged_into="M-10482"),
            f"{DONE} {DONE}",
            "This goes on in M-10482, together with your other question.",
        ),
    ],
)
def test_the_line_and_the_sentence_of_each_course(one, line, sentence):
    assert (shape(one), said(one)) == (line, sentence)


def test_a_broken_promise_is_said_first():
    late = course("in_progress", holder="Marieke Haan", resolve_by=AT - timedelta(days=1))
    assert said(late) == "We are late: this had to be ready yesterday at 14:10. Marieke Haan is working on it."


@pytest.mark.parametrize("waiting_for", ["customer", "approval"])
def test_we_are_not_late_while_others_have_to_act(waiting_for):
    one = course("waiting", waiting_for, approver="Marco", resolve_by=AT - timedelta(days=1))
    assert "late" not in said(one)


@pytest.mark.parametrize(
    ("state", "waiting_for", "approver"), list(product(State.values, WaitingFor.values, ["", "Marco"]))
)
def test_every_course_has_one_line_that_only_goes_forward(state, waiting_for, approver):
    one = course(state, waiting_for, approver=approver, closed_at=AT)
    states = [step.state for step in steps(one)]
    assert states[0] == DONE
    going_on = [index for index, step in enumerate(states) if step in (NOW, WAIT)]
    assert len(going_on) <= 1
    if going_on:
        assert set(states[: going_on[0]]) == {DONE}
        assert set(states[going_on[0] + 1 :]) <= {TODO}
    assert bool(going_on) == (state not in ("closed", "cancelled"))
    assert said(one)
    assert sign(one).label


@pytest.mark.parametrize("channel", ["portal", "phone", "desk", "email", "api", "pigeon"])
def test_it_says_how_it_came_in(channel):
    assert steps(course(channel=channel))[0].words


def test_a_name_with_a_percent_sign_is_just_a_name():
    assert "100% Schoon" in said(course("waiting", "partner", workers="100% Schoon"))
