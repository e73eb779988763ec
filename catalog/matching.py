"""How well a product answers what somebody typed. Plain values in, numbers out; the same on every database.

A word counts most in the name, then in a synonym, a keyword and the text. It may be another form of the word, or a
compound of which the end is known (`plafondlamp` for `lamp`); in what a product is called also a part of a compound
(`zaal` for `vergaderzaal`), or mistyped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from catalog.definition import Definition
from catalog.likeness import is_one_slip, words, words_similarity

NAME, SYNONYM, KEYWORD, TEXT = 1.0, 0.9, 0.7, 0.4
EXACT, SAME_STEM, BEGINS, ENDS, COMPOUND, INSIDE = 1.0, 0.95, 0.8, 0.75, 0.6, 0.5
# Below this two words have nothing to do with each other.
ALIKE = 0.45
MISTYPED = 0.7
PHRASE = 0.5
ENOUGH = 0.22
# What is far worse than the best is left out.
NEAR_THE_BEST = 0.4
MOST_WORDS = 8
LONGEST_WORD = 40
SHORTEST_END = 4
SMALL = frozenset(
    words(
        "aan als bij dat de den die dit dus een en er ga graag haar had heb heeft hem het hier hij hoe ik in is je kan "
        "kun kunnen me mee met mij mijn moet naar niet nog of om onze ons op over te toe tot u uit uw van voor waar "
        "want was wat we weer welke wij wil willen wordt zijn zo zou the a an i my is it to for of"
    )
)


@dataclass(frozen=True)
class Searched:
    """The words of a product, by where they stand."""

    name: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]
    keywords: tuple[str, ...]
    text: tuple[str, ...]


def search_names(definition: Definition) -> str:
    """Return what a product is called, in plain words on four lines: name, synonyms, keywords, the stems of all."""
    lines = [_line([definition.name]), _line(definition.synonyms), _line(definition.keywords)]
    every = dict.fromkeys(stem(word) for line in lines for word in words(line))
    return "\n".join([*lines, " ".join(every)])


def search_text(definition: Definition) -> str:
    """Return all that a product is found by, each word once. Plain words only."""
    said = (definition.name, *definition.synonyms, *definition.keywords, definition.summary, definition.description)
    return " ".join(dict.fromkeys(word for text in said for word in words(text)))


@lru_cache(maxsize=4096)
def read(names: str, text: str) -> Searched:
    """Read what `search_names` and `search_text` wrote."""
    name, synonyms, keywords = (names.split("\n") + [""] * 3)[:3]
    return Searched(
        name=tuple(name.split()),
        synonyms=tuple(tuple(phrase.split()) for phrase in synonyms.split(", ") if phrase),
        keywords=tuple(keywords.replace(",", " ").split()),
        text=tuple(text.split()),
    )


def wanted(typed: str) -> tuple[str, ...]:
    """Return the words that matter in what somebody typed; small words only where there is nothing else."""
    found = [word[:LONGEST_WORD] for word in dict.fromkeys(words(typed[:500]))]
    return tuple([word for word in found if word not in SMALL] or found)[:MOST_WORDS]


def score(sought: Sequence[str], product: Searched) -> float:
    """Say how well a product answers: 0 for not at all, 1 for each word in the name, up to 1.5 for the very phrase."""
    if not sought:
        return 0.0
    total = sum(_best(word, product) for word in sought) / len(sought)
    total += PHRASE * _phrase(sought, product)
    return total if total >= ENOUGH else 0.0


def least(scores: Iterable[float]) -> float:
    """Return the score below which a product is left out, given the scores of all."""
    return max(ENOUGH, NEAR_THE_BEST * max(scores, default=0.0))


def _line(phrases: Iterable[str]) -> str:
    return ", ".join(" ".join(words(phrase)) for phrase in phrases)


def _best(word: str, product: Searched) -> float:
    """The best place where a word stands decides."""
    synonyms = {part for phrase in product.synonyms for part in phrase}
    places = (
        NAME * _among(word, product.name),
        SYNONYM * _among(word, synonyms),
        KEYWORD * _among(word, product.keywords),
        TEXT * max((_form(word, other) for other in product.text), default=0.0),
    )
    return max(places)


def _among(word: str, others: Iterable[str]) -> float:
    return max((quality(word, other) for other in others), default=0.0)


def _phrase(sought: Sequence[str], product: Searched) -> float:
    """Say whether this is, word by word, the name or a synonym."""
    phrases = [(NAME, product.name), *((SYNONYM, phrase) for phrase in product.synonyms)]
    return max(weight * _covered(sought, phrase) for weight, phrase in phrases)


def _covered(sought: Sequence[str], phrase: Sequence[str]) -> float:
    main = [word for word in phrase if word not in SMALL] or list(phrase)
    if not main or not sought:
        return 0.0
    there = sum(_among(word, sought) for word in main) / len(main)
    back = sum(_among(word, main) for word in sought) / len(sought)
    return there * back


@lru_cache(maxsize=50_000)
def quality(word: str, other: str) -> float:
    """Say how far `word`, as typed, means `other`: 1 for the same, 0 for nothing to do with it."""
    return max(_form(word, other), _part(word, other), _mistyped(word, other))


@lru_cache(maxsize=50_000)
def _form(word: str, other: str) -> float:
    """The same word, another form or the beginning of it, or a compound with it."""
    if word == other:
        return EXACT
    mine, its = stem(word), stem(other)
    if mine == its:
        return SAME_STEM
    if other in SMALL:
        return 0.0
    if len(word) >= 3 and other.startswith(word):
        return BEGINS
    # Of a compound only the end counts: a `fietsenhok` is no bicycle.
    return COMPOUND if len(its) >= SHORTEST_END and mine.endswith(its) else 0.0


def _part(word: str, other: str) -> float:
    """A part of a compound in the catalogue."""
    mine, its = stem(word), stem(other)
    if len(mine) < 3 or len(mine) >= len(its):
        return 0.0
    return ENDS if its.endswith(mine) else (INSIDE if len(mine) >= 5 and mine in its else 0.0)


def _mistyped(word: str, other: str) -> float:
    short, long = sorted((len(word), len(other)))
    # Words of such different lengths can't share enough trigrams.
    if short < 4 or short + 1 < ALIKE * (long + 1):
        return 0.0
    if is_one_slip(word, other):
        return MISTYPED + 0.1 * (len(word) > 5)
    alike = words_similarity(word, other)
    return alike if alike >= ALIKE else 0.0


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a Dutch word, as PostgreSQL's `dutch` makes it."""
    # A stemmer keeps state, so that two threads can't share one.
    return snowballstemmer.stemmer("dutch_porter").stemWord(word)


@lru_cache(maxsize=20_000)
def english_stem(word: str) -> str:
    """Return the stem of an English word, as PostgreSQL's `english` makes it."""
    return snowballstemmer.stemmer("english").stemWord(word)
