"""Finding what one needs in the catalogue with the words one has for it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramWordSimilarity
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Greatest

from catalog.likeness import swapped
from catalog.matching import SHORTEST_END, least, read, score, stem, wanted
from catalog.models import Product, ProductQuerySet
from organisation.models import User

# Two words that share less than this part of their trigrams are never the same word with a slip in it.
NEAR = 0.24


def search_products(user: User, words: str, limit: int = 20) -> list[Product]:
    """Return the products that answer `words`, best first: for agents of all that is published, else what one can have.

    Two queries. PostgreSQL brings the words of what comes near, and what they are worth is decided the same way on
    every database; then only what is shown is fetched whole.
    """
    sought = wanted(words)
    if not sought:
        return []
    offered = Product.objects.published() if user.standing.is_agent else Product.objects.offered_to(user)
    near = _near(offered, sought).values_list("pk", "name", "search_names", "search_text")
    scored = [(score(sought, read(names, text)), name, pk) for pk, name, names, text in near]
    enough = least(value for value, _name, _pk in scored)
    scored.sort(key=lambda found: (-round(found[0], 6), found[1]))
    best = [pk for value, _name, pk in scored if value >= enough][:limit]
    products = Product.objects.for_display().in_bulk(best)
    return [products[pk] for pk in best]


def _near(products: ProductQuerySet, sought: Sequence[str]) -> ProductQuerySet:
    """Leave out what can't match. PostgreSQL finds whose text has a word by an index, and compares names by trigrams;
    elsewhere all rows are looked at.
    """
    if connection.vendor != "postgresql":
        return products
    vector = SearchVector("search_text", config="dutch") + SearchVector("search_text", config="simple")
    query = SearchQuery(" | ".join(sorted(_terms(sought))), config="simple", search_type="raw")
    in_text = Product.objects.alias(vector=vector).filter(vector=query)
    forms = sorted({form for word in sought for form in (word, stem(word))})
    alike = [TrigramWordSimilarity(form, "search_names") for form in forms]
    near = Greatest(*alike) if len(alike) > 1 else alike[0]
    return products.alias(near=near).filter(Q(pk__in=in_text.values("pk")) | Q(near__gte=NEAR))


def _terms(sought: Sequence[str]) -> set[str]:
    """Return what full text looks for: stems, beginnings, ends of compounds, and words with two letters turned back."""
    stems = {stem(word) for word in sought}
    ends = {term[at:] for term in stems for at in range(len(term) - SHORTEST_END + 1)}
    turned = {stem(other) for word in sought for other in swapped(word)}
    begins = {f"'{word}':*" for word in sought if len(word) >= 3}
    return begins | {f"'{term}'" for term in {*sought, *stems, *ends, *turned}}
