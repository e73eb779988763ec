"""Who is calling: people by name, number, e-mail, room or extension, also where a letter is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models.functions import Greatest

from catalog.likeness import words as words_in
from catalog.matching import quality
from organisation.models import User, UserQuerySet

# So many are compared by letter; two names that share less of their trigrams are never the same with a slip in it.
COMPARED, NEAR = 60, 0.3
# From here on a name is taken for the one that was meant.
ALIKE = 0.45


def callers(by: User, words: str, limit: int = 8) -> list[User]:
    """Return whom the words may mean, best first. Two queries where nobody is called just so, else one."""
    people = User.objects.visible_to(by).select_related("department", "location")
    sought = words_in(words)[:6]
    if not sought:
        return []
    exact = list(people.found_by(words)[:COMPARED])
    found = exact or _alike(people, sought)
    return sorted(found, key=lambda one: (-_worth(sought, one, words), one.name, one.pk))[:limit]


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
        near = [TrigramWordSimilarity(word, "name") for word in sought]
        best = Greatest(*near) if len(near) > 1 else near[0]
        rows = people.alias(near=best).filter(near__gte=NEAR).order_by("-near", "pk")[:COMPARED]
        return [one for one in rows if _likeness(sought, words_in(one.name)) >= ALIKE]
    names = User.objects.filter(pk__in=people.values("pk")).values_list("pk", "name")
    scored = [(_likeness(sought, words_in(name)), pk) for pk, name in names]
    chosen = [pk for score, pk in sorted(scored, reverse=True)[:COMPARED] if score >= ALIKE]
    return list(people.filter(pk__in=chosen))
