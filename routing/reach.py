"""Which questions each rule gets to decide, when those before it have had their turn. Pure.

A set of questions is a box: for each thing that can be asked, a whole number whose bits are its values. What a rule
fits is one box; what is left of it after other rules is a few smaller ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from routing.decide import CONDITIONS, OUTCOMES, Rule

Box = tuple[int, ...]
ABOUT = ("product", "category", "type")
APART = tuple(name for name in CONDITIONS if name not in ABOUT)
# Beyond so many pieces a rule counts as one that gets its turn.
PIECES = 2000
# A product that comes later: it has a category and a type, and no rule names it.
LATER = "\0later"


class World:
    """All there is to ask: the products with their category and type, and the codes of everything else."""

    def __init__(self, products: Mapping[str, tuple[str, str]], codes: Mapping[str, Iterable[str]]) -> None:
        known = [(code, category, kind) for code, (category, kind) in products.items()]
        later = [(LATER, *one) for one in product(sorted(codes.get("category", ())), sorted(codes.get("type", ())))]
        self.subjects = [*known, *later, ("", "", "")]
        # A question always has an urgency; anything else may be unknown.
        self.values = {name: [*sorted(codes.get(name, ())), *([] if name == "urgency" else [""])] for name in APART}
        self._bits = {name: {code: 1 << at for at, code in enumerate(codes)} for name, codes in self.values.items()}

    def box(self, rule: Rule) -> Box:
        """Return the questions that the rule fits."""
        return (self._subjects(rule), *(self._codes(rule, name) for name in APART))

    def has(self, box: Box, name: str, code: str) -> bool:
        """Is there a question with this code in the box?"""
        return bool(box[1 + APART.index(name)] & self._bits[name].get(code, 0))

    def _subjects(self, rule: Rule) -> int:
        asked = [(at, rule.when[name]) for at, name in enumerate(ABOUT) if name in rule.when]
        return sum(
            1 << place
            for place, subject in enumerate(self.subjects)
            if all(subject[at] in codes for at, codes in asked)
        )

    def _codes(self, rule: Rule, name: str) -> int:
        bits = self._bits[name]
        if name not in rule.when:
            return (1 << len(bits)) - 1
        return sum(bits.get(code, 0) for code in set(rule.when[name]))


@dataclass
class Turn:
    """What is left for a rule to decide about one thing, and the places of the rules that took something away."""

    left: list[Box]
    taken_by: list[int] = field(default_factory=list)


def turns(rules: Sequence[Rule], world: World) -> list[dict[str, Turn]]:
    """Return for each rule, for each of OUTCOMES that it names, what is left for it to decide."""
    boxes = [world.box(rule) for rule in rules]
    earlier: dict[str, list[int]] = {outcome: [] for outcome in OUTCOMES}
    found = []
    for place, rule in enumerate(rules):
        mine = {}
        for outcome in OUTCOMES:
            if rule.names(outcome):
                mine[outcome] = _left(boxes, place, earlier[outcome])
                earlier[outcome].append(place)
        found.append(mine)
    return found


def meet(one: Box, other: Box) -> bool:
    """Is there a question in both?"""
    return all(a & b for a, b in zip(one, other, strict=True))


def within(one: Box, other: Box) -> bool:
    """Is every question of `one` in `other`?"""
    return all(not a & ~b for a, b in zip(one, other, strict=True))


def _left(boxes: Sequence[Box], place: int, earlier: Sequence[int]) -> Turn:
    turn = Turn([boxes[place]] if all(boxes[place]) else [])
    for other in earlier:
        if not meet(boxes[place], boxes[other]):
            continue
        pieces = [piece for box in turn.left for piece in _without(box, boxes[other])]
        if pieces != turn.left:
            turn.taken_by.append(other)
        if len(pieces) > PIECES:
            break
        turn.left = pieces
        if not pieces:
            break
    return turn


def _without(box: Box, other: Box) -> list[Box]:
    """Return the questions of `box` that aren't in `other`, as boxes that don't meet."""
    if not meet(box, other):
        return [box]
    pieces = []
    for at, (mine, theirs) in enumerate(zip(box, other, strict=True)):
        if rest := mine & ~theirs:
            pieces.append((*box[:at], rest, *box[at + 1 :]))
        box = (*box[:at], mine & theirs, *box[at + 1 :])
    return pieces
