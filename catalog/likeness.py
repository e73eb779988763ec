"""How much words look alike, counted in trigrams as PostgreSQL's pg_trgm does. Plain values in, numbers out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """Return it in small letters, without accents."""
    if text.isascii():
        return text.lower()
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


def words_similarity(one: str, other: str) -> float:
    """Say how alike two plain words are, from 0 to 1."""
    left, right = trigrams(one), trigrams(other)
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared)


def swapped(word: str) -> set[str]:
    """Return what the word may have been, had two neighbouring letters not changed places."""
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)} - {word}


def is_one_slip(one: str, other: str) -> bool:
    """Tell whether one letter is missing, added, wrong, or changed places with its neighbour."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) != len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 1 :] == long[at + 1 :] or long in swapped(short)
