"""The dialplan: read as an exchange reads it, and called.

Debian's stable release has no package of Asterisk; a reader of its own says here whether each line is one, whether each
step leads somewhere, and who rings for whoever presses these keys at that moment.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

import pytest

from organisation.calendar import AMSTERDAM
from routing.dialplan import DAYS, MONTHS, Exchange, dialplan
from routing.menus import Option

Plan = dict[str, dict[str, list[tuple[str, str]]]]
OFFICE = {day: [(time(8), time(17, 30))] for day in range(5)}
OPTIONS = (
    Option("1", "reizen; ook naar -- overal", "travel", "reizen"),
    Option(
        "2", "gebouw", "building",
        options=(Option("1", "warm", "warm", "gebouw"), Option("2", "koud", "cold", "beveiliging")),
    ),
    Option("3", "de rest", "the rest", "balie", is_rest=True),
)  # fmt: skip
NUMBERS = {"reizen": "8200", "gebouw": "8300", "beveiliging": "8400", "balie": "8000"}
EXCHANGE = Exchange(
    phase=1,
    number="8000",
    options=OPTIONS,
    numbers=NUMBERS,
    hours=OFFICE,
    closed_on=(date(2026, 12, 25),),
    welcome="Welkom.",
    closed="Wij zijn dicht.",
    emergency="Brand? Toets 0.",
    emergency_number="8112",
)


def on(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=AMSTERDAM)


NOON, NIGHT, CHRISTMAS = on(24, 12), on(24, 22), on(25, 12, month=12)

APPS = {"Answer", "Set", "GotoIfTime", "Goto", "Background", "WaitExten", "Playback", "Dial", "Hangup"}
STEP = re.compile(r"(\w+)\((.*)\)")


def read(text: str) -> Plan:
    """Read a plan as Asterisk does; anything else than it knows is refused."""
    plan: Plan = {}
    context, steps = "", []
    for line in (line.split(" ;")[0].rstrip() for line in text.splitlines()):
        if not line or line.startswith(";"):
            continue
        if match := re.fullmatch(r"\[([\w-]+)\]", line):
            context = match[1]
            plan[context] = {}
        elif context == "globals":
            assert re.fullmatch(r"\w+=\S+", line), line
        elif match := re.fullmatch(r"exten => ([\d*+]+|[sit]),1,(.+)", line):
            assert match[1] not in plan[context], f"{context},{match[1]} twice"
            steps = plan[context].setdefault(match[1], [])
            steps.append(step(match[2]))
        else:
            match = re.fullmatch(r" same => n,(.+)", line)
            assert match, line
            steps.append(step(match[1]))
    return plan


def step(text: str) -> tuple[str, str]:
    match = STEP.fullmatch(text)
    assert match, text
    assert match[1] in APPS, text
    return match[1], match[2]


def targets(plan: Plan) -> list[str]:
    """Return the places that steps lead to and that aren't there."""
    lost = []
    for context, extensions in plan.items():
        for steps in extensions.values():
            for app, what in steps:
                if app in ("Goto", "GotoIfTime"):
                    *where, extension, priority = what.split("?")[-1].split(",")
                    place = where[0] if where else context
                    if extension not in plan.get(place, {}) or priority != "1":
                        lost.append(what)
    return lost


def fits(when: str, at: datetime) -> bool:
    hours, days, day, month = when.split(",")
    if hours != "*":
        first, last = hours.split("-")
        if not first <= f"{at:%H:%M}" <= last:
            return False
    return days in ("*", DAYS[at.weekday()]) and day in ("*", str(at.day)) and month in ("*", MONTHS[at.month - 1])


def call(plan: Plan, keys: str, at: datetime, *, answered: bool = True) -> list[str]:
    """Return what one hears and who rings, for whoever presses these keys in turn."""
    heard, pressed, place, extension = [], list(keys), "fbo-entrance", "8000"
    for _turn in range(60):
        for app, what in plan[place][extension]:
            if app == "Hangup" or (app == "Dial" and answered):
                return [*heard, what] if app == "Dial" else heard
            if app in ("Background", "Playback", "Set", "Dial"):
                heard.append(what)
            if app == "GotoIfTime" and not fits(what.split("?")[0], at):
                continue
            if app in ("Goto", "GotoIfTime"):
                *where, extension, _first = what.split("?")[-1].split(",")
                place = where[0] if where else place
                break
            if app == "WaitExten":
                key = pressed.pop(0) if pressed else "t"
                extension = key if key in plan[place] else "i"
                break
        else:
            return heard
    raise AssertionError("it never ends")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read(dialplan(EXCHANGE))


def test_every_step_leads_somewhere(plan):
    assert targets(plan) == []


@pytest.mark.parametrize(
    ("keys", "at", "rings"),
    [
        ("1", NOON, "8200"), ("21", NOON, "8300"), ("22", NOON, "8400"), ("3", NOON, "8000"),
        ("", NOON, "8000"), ("2", NOON, "8000"), ("0", NOON, "8112"), ("91", NOON, "8200"), ("*1", NOON, "8200"),
        ("0", NIGHT, "8112"), ("0", CHRISTMAS, "8112"),
    ],
)  # fmt: skip
def test_who_rings(plan, keys, at, rings):
    assert call(plan, keys, at)[-1] == f"${{FBO_DIAL}}/{rings},25"


@pytest.mark.parametrize("at", [NIGHT, CHRISTMAS, on(28, 12), on(24, 17, 30)])
def test_out_of_hours_one_hears_that_we_are_closed(plan, at):
    assert call(plan, "", at)[1] == "fbo/phase-1/closed"
    assert not any("FBO_DIAL" in what for what in call(plan, "", at))


def test_what_was_chosen_goes_along(plan):
    assert "__FBO_CHOICE=2-1" in call(plan, "21", NOON)


def test_who_is_not_answered_gets_general_information_once(plan):
    heard = call(plan, "1", NOON, answered=False)
    assert [what for what in heard if "FBO_DIAL" in what] == ["${FBO_DIAL}/8200,25", "${FBO_DIAL}/8000,25"]
    assert heard[-1] == "vm-nobodyavail"


def test_a_menu_of_one_choice_asks_nothing():
    plan = read(dialplan(Exchange(3, "8000", OPTIONS[2:], NUMBERS, OFFICE)))
    assert targets(plan) == []
    assert call(plan, "", NOON)[-1] == "${FBO_DIAL}/8000,25"
