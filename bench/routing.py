"""Deciding who answers: a million questions over 500 rules, in one process on one core."""

from __future__ import annotations

from itertools import islice
from random import Random
from time import process_time
from typing import Any

from routing.decide import Question, Rule, Rules, decide

QUESTIONS, RULES, DIFFERENT = 1_000_000, 500, 20_000
PROMISE = 30.0
CODES = {
    "product": [f"product-{number}" for number in range(200)],
    "category": [f"shelf-{number}" for number in range(12)],
    "kind": ["complaint", "wish", "information", "incident", "request"],
    "customer_group": [f"group-{number}" for number in range(6)],
    "department": [f"department-{number}" for number in range(40)],
    "location": [f"building-{number}" for number in range(10)],
    "channel": ["portal", "phone", "desk", "email", "api"],
    "urgency": ["low", "normal", "high"],
    "phase": ["1", "2", "3"],
}
UNITS = [f"unit-{number}" for number in range(25)]


def routing() -> dict[str, float]:
    """who answers and who works, with the reasons, over 500 rules"""
    chance = Random(8000)  # noqa: S311
    rules = Rules([_rule(number, chance) for number in range(1, RULES + 1)], version=1)
    questions = [_question(chance) for _number in range(DIFFERENT)]
    began = process_time()
    for _round in range(QUESTIONS // DIFFERENT):
        for question in questions:
            decide(question, rules)
    seconds = process_time() - began
    by_rule = sum(bool(rules.deciding(question)) for question in islice(questions, 1000))
    return {
        "questions": QUESTIONS,
        "rules": RULES,
        "seconds": round(seconds, 1),
        "microseconds_each": round(seconds * 1e6 / QUESTIONS, 1),
        "decided_by_a_rule": by_rule / 1000,
        "promise_seconds": PROMISE,
    }


def show(figures: dict[str, float]) -> None:
    """Print them as a line."""
    kept = "kept" if figures["seconds"] < figures["promise_seconds"] else "NOT KEPT"
    print(
        f"{figures['questions']:,} decisions over {figures['rules']} rules: {figures['seconds']} s of CPU, "
        f"{figures['microseconds_each']} µs each; {figures['decided_by_a_rule']:.0%} met a rule. "
        f"Promise: {figures['promise_seconds']:.0f} s, {kept}."
    )


def _rule(number: int, chance: Random) -> Rule:
    names = chance.sample(sorted(CODES), chance.randint(1, 3))
    when = {name: frozenset(chance.sample(CODES[name], chance.randint(1, 2))) for name in names}
    return Rule(
        number,
        f"Rule {number}",
        when,
        answered_by=chance.choice(["", *UNITS]),
        carried_out_by=chance.choice(UNITS),
        skill=chance.choice(["", "", *CODES["category"]]),
    )


def _question(chance: Random) -> Question:
    one: dict[str, Any] = {name: chance.choice(codes) for name, codes in CODES.items() if name != "phase"}
    owner, works = chance.choice(UNITS), chance.choice(UNITS)
    closed = {UNITS[0]: UNITS[1]}
    return Question(**one, type="standard", owner=owner, executing=works, phase=chance.randint(1, 3), closed=closed)
