"""The telephone menu. Pure: which choice a question falls under, what is wrong with a menu, and what changes.

A choice stands for products and categories. What no choice names falls under the choice of general information, the
one with `is_rest`; the caller gets somebody who passes the question on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from routing.findings import Finding, fault

MOST, DEEPEST = 6, 2
KEYS = "123456789"
Path = tuple[str, ...]


def gettext_noop(text: str) -> str:
    """Mark a message for translation; this module knows no settings."""
    return text


@dataclass(frozen=True)
class Topic:
    """A product that people call about, and what was decided about it."""

    product: str
    name: str
    category: str
    answered_by: str
    carried_out_by: str


@dataclass(frozen=True)
class Option:
    """One choice: the key, what is said, whom one gets. One with `options` under it asks on instead."""

    key: str
    text_nl: str = ""
    text_en: str = ""
    answered_by: str = ""
    products: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    is_rest: bool = False
    options: tuple[Option, ...] = ()
    pk: int | None = None


class Fault(NamedTuple):
    """What is wrong, and at which choice; nothing for the menu as a whole."""

    path: Path
    finding: Finding


SAME_KEY = gettext_noop("Key {key} in the menu of phase {phase} is used twice: callers reach only one of the two.")
NO_KEY = gettext_noop("“{key}” in the menu of phase {phase} is no key to choose with: use 1 to 9.")
TOO_MANY = gettext_noop("The menu of phase {phase} has {count} choices next to each other. Callers remember {most}.")
TOO_DEEP = gettext_noop("Choice {key} in the menu of phase {phase} is deeper than {most} levels.")
TWO_RESTS = gettext_noop("In the menu of phase {phase} more than one choice is for general information.")
UNCOVERED = gettext_noop("Who calls about “{product}” finds no choice for it in the menu of phase {phase}.")
OTHERWISE = gettext_noop("Choice {key} of phase {phase} takes “{product}” to {unit}, but the rules say {other}.")
# Where a choice reaches nobody.
NOBODY_CHOSEN = gettext_noop("Choice {key} of phase {phase} reaches nobody: nobody was chosen.")
CLOSED = gettext_noop("Choice {key} of phase {phase} reaches nobody: {unit} is closed in this phase.")
NO_NUMBER = gettext_noop("Choice {key} of phase {phase} reaches nobody: {unit} has no number.")
NO_PEOPLE = gettext_noop("Choice {key} of phase {phase} reaches nobody: no one works at {unit}.")

DEAD_ENDS = (NOBODY_CHOSEN, CLOSED, NO_NUMBER, NO_PEOPLE)


def every(options: Iterable[Option], above: Path = ()) -> Iterator[tuple[Path, Option]]:
    """Go through all choices with the keys that lead to them, a choice before what is below it."""
    for option in options:
        path = (*above, option.key)
        yield path, option
        yield from every(option.options, path)


def path_for(options: Sequence[Option], product: str = "", category: str = "") -> Path:
    """Return the keys for a question: the choice that names its product, else its category, else general information.

    Nothing where the menu has no place for it.
    """
    found: dict[int, Path] = {}
    for path, option in every(options):
        if option.options:
            continue
        if product and product in option.products:
            return path
        if category and category in option.categories:
            found.setdefault(1, path)
        elif option.is_rest:
            found.setdefault(2, path)
    return found[min(found)] if found else ()


def at(options: Sequence[Option], keys: Path) -> Option | None:
    """Return the choice that these keys lead to."""
    found = None
    for key in keys:
        found = next((option for option in options if option.key == key), None)
        if found is None:
            return None
        options = found.options
    return found


Say = Callable[[str, Sequence[str]], tuple[str, str]]
GENERAL, MORE = "general", "more"


def generated(topics: Iterable[Topic], front_office: str, say: Say) -> tuple[Option, ...]:
    """Make a menu of who answers what: a choice for each unit, the ones with most products first.

    Never more than MOST next to each other nor deeper than DEEPEST. The last choice is general information, with the
    front office; what finds no place falls under it. `say` gives the words, Dutch and English, for a unit with the
    names of its products, for GENERAL and for MORE.
    """
    by_unit: dict[str, list[Topic]] = defaultdict(list)
    for topic in topics:
        if topic.answered_by != front_office:
            by_unit[topic.answered_by].append(topic)
    units = sorted(by_unit, key=lambda unit: (-len(by_unit[unit]), unit))
    direct = units if len(units) < MOST else units[: MOST - 2]
    options = [_of(unit, by_unit[unit], say) for unit in direct]
    if below := units[len(direct) :][:MOST]:
        nl, en = say(MORE, [])
        options.append(Option("", nl, en, options=_numbered(_of(unit, by_unit[unit], say) for unit in below)))
    nl, en = say(GENERAL, [])
    return _numbered([*options, Option("", nl, en, front_office, is_rest=True)])


def _of(unit: str, topics: Sequence[Topic], say: Say) -> Option:
    nl, en = say(unit, [topic.name for topic in topics])
    return Option("", nl, en, unit, frozenset(topic.product for topic in topics))


def _numbered(options: Iterable[Option]) -> tuple[Option, ...]:
    return tuple(replace(option, key=KEYS[place]) for place, option in enumerate(options))


def faults(
    options: Sequence[Option], topics: Iterable[Topic], unreachable: Mapping[str, str], phase: str = ""
) -> list[Fault]:
    """Say what is wrong with the menu of a phase. `unreachable` has the units where nobody picks up, each with why."""
    found = [*_shape(options), *_ends(options, unreachable)]
    if sum(option.is_rest for _path, option in every(options)) > 1:
        found.append(_fault((), TWO_RESTS))
    for topic in topics:
        path = path_for(options, topic.product, topic.category)
        option = at(options, path)
        if option is None:
            found.append(_fault((), UNCOVERED, product=topic.product))
        elif _contradicts(option, topic):
            who = {"unit": option.answered_by, "other": topic.answered_by}
            found.append(_fault(path, OTHERWISE, key=spoken(path), product=topic.product, **who))
    return [one._replace(finding=replace(one.finding, fill=(*one.finding.fill, ("phase", phase)))) for one in found]


def spoken(path: Path) -> str:
    """Write the keys of a choice: `6` or `6-1`."""
    return "-".join(path)


def _contradicts(option: Option, topic: Topic) -> bool:
    """General information passes on what it gets. Who does the work may be called: that is switching through."""
    named = topic.product in option.products or topic.category in option.categories
    return named and bool(option.answered_by) and option.answered_by not in (topic.answered_by, topic.carried_out_by)


def _shape(options: Sequence[Option], above: Path = ()) -> Iterator[Fault]:
    if len(options) > MOST:
        yield _fault(above, TOO_MANY, count=str(len(options)), most=str(MOST))
    seen = set()
    for option in options:
        path = (*above, option.key)
        if option.key not in KEYS or len(option.key) != 1:
            yield _fault(path, NO_KEY, key=option.key)
        elif option.key in seen:
            yield _fault(path, SAME_KEY, key=spoken(path))
        seen.add(option.key)
        if len(path) > DEEPEST:
            yield _fault(path, TOO_DEEP, key=spoken(path), most=str(DEEPEST))
        yield from _shape(option.options, path)


def _ends(options: Sequence[Option], unreachable: Mapping[str, str]) -> Iterator[Fault]:
    for path, option in every(options):
        if option.options:
            continue
        why = unreachable.get(option.answered_by, "") if option.answered_by else NOBODY_CHOSEN
        if why:
            yield _fault(path, why, key=spoken(path), unit=option.answered_by)


def _fault(path: Path, text: str, **fill: str) -> Fault:
    return Fault(path, fault(text, **fill))


@dataclass(frozen=True)
class Change:
    """What is different at a key: what stood there, and what stands there now. None where there was or is nothing."""

    path: Path
    before: Option | None
    after: Option | None

    @property
    def is_other_person(self) -> bool:
        """Does somebody else pick up?"""
        return bool(self.before and self.after and self.before.answered_by != self.after.answered_by)

    @property
    def has_same_words(self) -> bool:
        """Do callers hear the same before and after?"""
        return bool(self.before and self.after and self.before.text_nl == self.after.text_nl)


def difference(before: Sequence[Option], after: Sequence[Option]) -> list[Change]:
    """Return at which keys something else is said or somebody else answers, in the order of the keys."""
    old, new = dict(every(before)), dict(every(after))
    return [
        Change(path, old.get(path), new.get(path))
        for path in sorted({*old, *new})
        if _said(old.get(path)) != _said(new.get(path))
    ]


def _said(option: Option | None) -> tuple | None:
    return (option.text_nl, option.text_en, option.answered_by, bool(option.options)) if option else None
