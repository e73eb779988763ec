"""Who is calling: people by name, number, e-mail, room or extension, also where a letter is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.postgres.search import TrigramBase
from django.db import connection

from catalog.likeness import words as words_in
from catalog.matching import quality
from organisation import telephone
from organisation.models import User, UserQuerySet
from servicedesk.ringing import who_calls

# So many are compared by letter.
COMPARED = 60
# From here on a name is taken for the one that was meant.
ALIKE = 0.45


class WordDistance(TrigramBase):
    """How far a column is from a word, in the form for which PostgreSQL has an index: the column on the left."""

    function = ""
    arg_joiner = " <->> "


def callers(by: User, words: str, limit: int = 8) -> list[User]:
    """Return whom the words may mean, best first. Two queries where nobody is called just so, else one."""
    people = User.objects.visible_to(by).select_related("department", "location")
    sought = words_in(words)[:6]
    if not sought:
        return []
    number = telephone.normal(words)
    if number.startswith("+"):
        return _called(number, by, limit)
    exact = list(people.found_by(words)[:COMPARED])
    found = exact or _alike(people, sought)
    return sorted(found, key=lambda one: (-_worth(sought, one, words), one.name, one.pk))[:limit]


def _called(number: str, by: User, limit: int) -> list[User]:
    """Return whose number it is, each with `is_maybe` where that isn't sure."""
    found = who_calls(number, by)
    for person in found.people:
        person.is_maybe = found.is_maybe  # type: ignore[attr-defined]
    return list(found.people[:limit])


def _worth(sought: Sequence[str], person: User, words: str) -> float:
    """Say how well somebody answers: the very number or address first, then whose name begins like it."""
    typed = words.strip().lower()
    if typed in (person.extension.lower(), person.email.lower(), person.username.lower(), person.room.lower()):
        return 2.0
    return _likeness(sought, words_in(person.name))


def _likeness(sought: Sequence[str], names: Iterable[str]) -> float:
    names = list(names)
    return sum(max((quality(word, name) for name in names), default=0.0) for word in sought) / len(sought)


def _alike(people: UserQuerySet, sought: Sequence[str]) -> list[User]:
    """Return those of whom each word looks like a name. PostgreSQL compares trigrams; elsewhere every name is read."""
    if connection.vendor == "postgresql":
        # The longest word says most; names at the same distance are as good as each other here.
        near = people.order_by(WordDistance("name", max(sought, key=len)))[:COMPARED]
        return [one for one in near if _likeness(sought, words_in(one.name)) >= ALIKE]
    names = User.objects.filter(pk__in=people.values("pk")).values_list("pk", "name")
    scored = [(_likeness(sought, words_in(name)), pk) for pk, name in names]
    chosen = [pk for score, pk in sorted(scored, reverse=True)[:COMPARED] if score >= ALIKE]
    return list(people.filter(pk__in=chosen))
