"""Finding what one needs in the catalogue with the words one has for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramWordSimilarity
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest

from catalog.likeness import swapped
from catalog.matching import SHORTEST_END, least, read, score, stem, wanted
from catalog.models import Answer, Product
from organisation.models import User

# Two words that share less than this part of their trigrams are never the same word with a slip in it.
NEAR = 0.24


def search_products(user: User, words: str, limit: int = 20) -> list[Product]:
    """Return the products that answer `words`, best first: for agents of all that is published, else what one can have.

    Two queries: what answers, and then only what is shown fetched whole.
    """
    offered = Product.objects.published() if user.standing.is_agent else Product.objects.offered_to(user)
    best = [found.pk for found in best_of(offered, words, limit)]
    products = Product.objects.for_display().in_bulk(best)
    return [products[pk] for pk in best]


def search_answers(user: User, words: str, limit: int = 8) -> list[Answer]:
    """Return the published answers that fit `words`, best first, of those `user` may read. Two queries."""
    best = [found.pk for found in best_of(Answer.objects.visible_to(user).published(), words, limit)]
    answers = Answer.objects.for_display().in_bulk(best)
    return [answers[pk] for pk in best]


class Found(NamedTuple):
    """A row that answers the words, and how well: see `catalog.matching.score`."""

    score: float
    name: str
    pk: int


def best_of(rows: QuerySet, words: str, limit: int) -> list[Found]:
    """Return what answers `words` in `rows`, best first, in one query; nothing for no words.

    For any model with `name`, and with `search_names` and `search_text` as `catalog.matching` writes them. PostgreSQL
    brings what comes near, and what it is worth is decided the same way on every database.
    """
    sought = wanted(words)
    if not sought:
        return []
    near = _near(rows, sought).values_list("pk", "name", "search_names", "search_text")
    scored = [Found(score(sought, read(names, text)), name, pk) for pk, name, names, text in near]
    enough = least(found.score for found in scored)
    scored.sort(key=lambda found: (-round(found.score, 6), found.name))
    return [found for found in scored if found.score >= enough][:limit]


def best_rows(rows: QuerySet, words: str, limit: int) -> list[Any]:
    """Return the rows themselves that answer the words, best first, in one query: for where few are near."""
    sought = wanted(words)
    if not sought:
        return []
    scored = [(score(sought, read(row.search_names, row.search_text)), row) for row in _near(rows, sought)]
    enough = least(worth for worth, _row in scored)
    scored.sort(key=lambda one: (-round(one[0], 6), one[1].name))
    return [row for worth, row in scored if worth >= enough][:limit]


def _near(rows: QuerySet, sought: Sequence[str]) -> QuerySet:
    """Leave out what can't match. PostgreSQL finds whose text has a word by an index, and compares names by trigrams;
    elsewhere all rows are looked at.
    """
    if connection.vendor != "postgresql":
        return rows
    vector = SearchVector("search_text", config="dutch") + SearchVector("search_text", config="simple")
    query = SearchQuery(" | ".join(sorted(_terms(sought))), config="simple", search_type="raw")
    in_text = rows.model._default_manager.alias(vector=vector).filter(vector=query)
    forms = sorted({form for word in sought for form in (word, stem(word))})
    alike = [TrigramWordSimilarity(form, "search_names") for form in forms]
    near = Greatest(*alike) if len(alike) > 1 else alike[0]
    return rows.alias(near=near).filter(Q(pk__in=in_text.values("pk")) | Q(near__gte=NEAR))


def _terms(sought: Sequence[str]) -> set[str]:
    """Return what full text looks for: stems, beginnings, ends of compounds, and words with two letters turned back."""
    stems = {stem(word) for word in sought}
    ends = {term[at:] for term in stems for at in range(len(term) - SHORTEST_END + 1)}
    turned = {stem(other) for word in sought for other in swapped(word)}
    begins = {f"'{word}':*" for word in sought if len(word) >= 3}
    return begins | {f"'{term}'" for term in {*sought, *stems, *ends, *turned}}
