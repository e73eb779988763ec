"""Whom a customer means with a name, typed without a list to choose from."""

from __future__ import annotations

from django.db.models import Q

from catalog.likeness import similarity
from organisation.models import User

ALIKE = 0.3
MOST = 5


def meant(text: str) -> tuple[User | None, list[User]]:
    """Return the colleague whose username, e-mail or full name this is; else nobody, and whom it may have been."""
    text = " ".join(text.split())
    exact = Q(username__iexact=text) | Q(email__iexact=text) | Q(name__iexact=text)
    found = list(User.objects.filter(exact, is_active=True).select_related("department")[: MOST + 1])
    # A username is nobody else's, whatever others are called.
    named = [user for user in found if user.username.lower() == text.lower()] or found
    if len(named) == 1:
        return named[0], []
    return None, named[:MOST] or _alike(text)


def _alike(text: str) -> list[User]:
    """Return the colleagues whose name looks most like `text`, or who have it as one of their names."""
    names = User.objects.filter(is_active=True).values_list("pk", "name")
    scored = sorted(((_score(text, name), pk) for pk, name in names), reverse=True)
    chosen = [pk for score, pk in scored[:MOST] if score >= ALIKE]
    people = User.objects.select_related("department").in_bulk(chosen)
    return [people[pk] for pk in chosen]


def _score(text: str, name: str) -> float:
    parts = [name, *name.split()]
    return max(similarity(text, part) for part in parts)
