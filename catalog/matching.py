"""How well a product answers what somebody typed. Plain values in, numbers out; the same on every database.

A word counts most in the name, then in a synonym, a keyword and the text. It may be another form of the word, a part
of a compound (`zaal` in `vergaderzaal`, `plafondlamp` for `lamp`) or, outside the text, mistyped.
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


def search_text(definition: Definition) -> str:
    """Return what a product is found by, in five lines: name, synonyms, keywords, text, and the stems of all."""
    text = f"{definition.summary} {definition.description}"
    lines = [_line([definition.name]), _line(definition.synonyms), _line(definition.keywords), _line([text])]
    every = dict.fromkeys(stem(word) for line in lines for word in words(line))
    return "\n".join([*lines, " ".join(every)])


@lru_cache(maxsize=4096)
def read(text: str) -> Searched:
    """Read what `search_text` wrote."""
    name, synonyms, keywords, rest = (text.split("\n") + [""] * 4)[:4]
    return Searched(
        name=tuple(name.split()),
        synonyms=tuple(tuple(phrase.split()) for phrase in synonyms.split(", ") if phrase),
        keywords=tuple(keywords.replace(",", " ").split()),
        text=tuple(dict.fromkeys(rest.split())),
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
    return max(_form(word, other), _mistyped(word, other))


@lru_cache(maxsize=50_000)
def _form(word: str, other: str) -> float:
    """The same word, another form of it, or a part of a compound."""
    if word == other:
        return EXACT
    mine, its = stem(word), stem(other)
    short, long = (mine, its) if len(mine) <= len(its) else (its, mine)
    if short == long:
        return SAME_STEM
    if len(short) < 3 or other in SMALL:
        return 0.0
    if len(word) >= 3 and other.startswith(word):
        return BEGINS
    if long == its:
        # A part of a compound in the catalogue.
        return ENDS if long.endswith(short) else (INSIDE if len(short) >= 5 and short in long else 0.0)
    # A compound that was typed, of which the catalogue knows the last part: a `fietsenhok` is no bicycle.
    return COMPOUND if len(short) >= 4 and long.endswith(short) else 0.0


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
