"""What differs between two sets of rules, and what that does to each product in each phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from routing.asking import rules_of
from routing.checking import House, sweep
from routing.decide import Decision
from routing.models import RoutingRule, RuleSet
from routing.sentences import Labels, Told, told_rule
from routing.wording import Names


@dataclass(frozen=True)
class Differences:
    """Rules in words: only in the new set, only in the old one, in both under one name but otherwise, elsewhere."""

    added: list[Told]
    removed: list[Told]
    changed: list[tuple[Told, Told]]
    moved: list[tuple[Told, Told]]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved)


@dataclass(frozen=True)
class Turnabout:
    """A product that is answered or done by another than before, in a phase (empty where there are none)."""

    product: str
    phase: str
    before: str
    after: str


def differences(old: Sequence[RoutingRule], new: Sequence[RoutingRule], labels: Labels) -> Differences:
    """Compare two sets. Rules that say the same are the same; else those with the same name are."""
    before, after = ([told_rule(rule, labels) for rule in rules] for rules in (old, new))
    same = _pairs(before, after, lambda told: (told.name, told.when, told.then))
    used = {id(one) for pair in same for one in pair}
    rest = ([one for one in side if id(one) not in used] for side in (before, after))
    gone, fresh = rest
    changed = _pairs(gone, fresh, lambda told: told.name)
    used = {id(one) for pair in changed for one in pair}
    return Differences(
        added=[one for one in fresh if id(one) not in used],
        removed=[one for one in gone if id(one) not in used],
        changed=changed,
        moved=_moved(same),
    )


def turnabouts(old: RuleSet | None, new: RuleSet, house: House, names: Names) -> list[Turnabout]:
    """Return what goes otherwise for each published product in each phase that isn't past."""
    before, after = sweep(rules_of(old), house), sweep(rules_of(new), house)
    return [
        Turnabout(
            product=names["product"].get(product, product),
            phase="" if stage.number is None else str(stage.number),
            before=_who(was, names),
            after=_who(will, names),
        )
        for product, decisions in after.items()
        for stage, was, will in zip(house.stages, before[product], decisions, strict=True)
        if not stage.is_past and _what(was) != _what(will)
    ]


def _what(decision: Decision) -> tuple:
    return (
        decision.answered_by, decision.carried_out_by, decision.via_front_office, decision.skill, decision.approval,
    )  # fmt: skip


def _who(decision: Decision, names: Names) -> str:
    units = [names["unit"].get(code, code) for code in (decision.answered_by, decision.carried_out_by)]
    text = " → ".join(dict.fromkeys(units))
    return f"{text} ({names['category'].get(decision.skill, decision.skill)})" if decision.skill else text


def _pairs(before: list[Told], after: list[Told], key: object) -> list[tuple[Told, Told]]:
    """Pair off what is alike, in order; each once."""
    waiting: dict = {}
    for one in before:
        waiting.setdefault(key(one), []).append(one)  # type: ignore[operator]
    found = []
    for one in after:
        if alike := waiting.get(key(one)):  # type: ignore[operator]
            found.append((alike.pop(0), one))
    return found


def _moved(same: list[tuple[Told, Told]]) -> list[tuple[Told, Told]]:
    """Keep those that stand in another order among what both have."""
    was = [old.pk for old, _new in sorted(same, key=lambda pair: pair[0].number)]
    will = [old.pk for old, _new in sorted(same, key=lambda pair: pair[1].number)]
    matcher = SequenceMatcher(None, was, will, autojunk=False)
    kept = {pk for block in matcher.get_matching_blocks() for pk in was[block.a : block.a + block.size]}
    return [pair for pair in same if pair[0].pk not in kept]
