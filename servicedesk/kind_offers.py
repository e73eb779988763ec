"""A kind of question among what a few typed words may be about: for what no product is about."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext

from catalog.likeness import words
from catalog.matching import read, score, wanted
from organisation.models import User
from servicedesk.lifecycle import Kind
from servicedesk.offered import Filling, Offer, Sought

# An offer is numbered by where its kind stands in the list.
KINDS = tuple(Kind)
# What is known of the thing itself goes before its kind; that one complains or wishes something is said by this alone.
WORTH: Mapping[str, float] = {Kind.COMPLAINT: 1.0, Kind.WISH: 1.0}
ELSE = 0.7


def kinds(sought: Sought, limit: int) -> list[Offer]:
    """Offer the kinds that are called as the words are. No query."""
    typed = wanted(sought.words)
    worth = {kind: WORTH.get(kind, ELSE) * score(typed, read(" ".join(words(str(kind.label))), "")) for kind in KINDS}
    found = sorted((kind for kind in KINDS if worth[kind]), key=lambda kind: -worth[kind])[:limit]
    detail = gettext("Only the customer's own words")
    return [Offer("kind", KINDS.index(kind), called(kind), detail, "question", worth[kind]) for kind in found]


def called(kind: str) -> str:
    """Return what a question of this kind is called as long as nothing else is known of it."""
    return gettext("%(kind)s, without a product") % {"kind": capfirst(str(Kind(kind).label))}


def fill_kind(pk: int, by: User, customer: User | None) -> Filling | None:
    """Fill in the kind and nothing else; the subject follows from the customer's words."""
    return Filling(kind=KINDS[pk]) if pk < len(KINDS) else None
