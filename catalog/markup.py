"""The little that people can write besides words: paragraphs, lists and links. Plain values in and out, no HTML."""

from __future__ import annotations

import re
from typing import NamedTuple

# `[words](address)`, or an address by itself that stands on its own.
LINK = re.compile(r"\[([^\]\n]{1,200})\]\(([^)\s]{1,500})\)|(https?://[^\s<>()]{3,500}[^\s<>().,;:!?])")
SAFE = re.compile(r"(?:https?://|mailto:|tel:|/(?!/))", re.IGNORECASE)
ITEM = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s+(.+)")


class Piece(NamedTuple):
    """Some words, and where they lead to; nowhere for plain ones."""

    text: str
    href: str = ""


class Block(NamedTuple):
    """A paragraph (its lines) or a list (its items)."""

    is_list: bool
    lines: tuple[tuple[Piece, ...], ...]


def blocks(text: str) -> list[Block]:
    """Read a text: an empty line ends a paragraph, a line that begins with `- ` or `1. ` is an item of a list."""
    found: list[tuple[bool, list[str]]] = []
    fresh = True
    for line in text.replace("\r\n", "\n").split("\n"):
        if not line.strip():
            fresh = True
            continue
        item = ITEM.fullmatch(line)
        kind, words = bool(item), (item.group(1) if item else line).strip()
        if fresh or not found or found[-1][0] != kind:
            found.append((kind, []))
        found[-1][1].append(words)
        fresh = False
    return [Block(kind, tuple(pieces(line) for line in lines)) for kind, lines in found]


def pieces(line: str) -> tuple[Piece, ...]:
    """Split a line into words and links. What doesn't lead to somewhere safe stays as it was written."""
    found, at = [], 0
    for match in LINK.finditer(line):
        words, address, bare = match.groups()
        if bare is None and not SAFE.match(address):
            continue
        if match.start() > at:
            found.append(Piece(line[at : match.start()]))
        found.append(Piece(bare or words, bare or address))
        at = match.end()
    if at < len(line):
        found.append(Piece(line[at:]))
    return tuple(found)
