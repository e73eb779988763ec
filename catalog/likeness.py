"""How much words look alike, counted in trigrams as PostgreSQL's pg_trgm does. Plain values in, numbers out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """Return it in small letters, without accents."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in apart if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    """Return the words in it, plain."""
    return WORD.findall(plain(text))


@lru_cache(maxsize=20_000)
def trigrams(word: str) -> frozenset[str]:
    """Return the trigrams of one plain word: two blanks before it, one after."""
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def similarity(one: str, other: str) -> float:
    """Say how alike two texts are, from 0 to 1: shared trigrams as a part of all."""
    left: frozenset[str] = frozenset().union(*map(trigrams, words(one)))
    right: frozenset[str] = frozenset().union(*map(trigrams, words(other)))
    return len(left & right) / len(left | right) if left and right else 0.0
