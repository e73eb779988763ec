"""Leaving out of a text whom it was written by and to. Plain values in and out; somebody still reads it afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A telephone number or extension, a number of a question or order, a room such as B30 4.12.
NUMBER = re.compile(r"\b[MW]-\d+\b|(?<![\w.])(?:\+?\d[\d \-()]{6,}\d|0\d{3,})(?![\w.])", re.IGNORECASE)
PLACE = re.compile(
    r"\b(?:kamer|room|toestel|extension|tst\.?)\s+[A-Z]?\d[\w.\-]*|\b[A-Z]\d{2}\s+\d{1,2}[.\-]\d{1,3}\b", re.IGNORECASE
)
GREETING = re.compile(
    r"(?:beste|geachte|dag|hallo|goedemorgen|goedemiddag|dear|hello|hi)\b[^\n.!?]{0,60}[,!]?", re.IGNORECASE
)
CLOSING = re.compile(
    r"\n\s*(?:met vriendelijke groet|vriendelijke groet|hartelijke groet|groet|mvg|kind regards|best regards|regards)"
    r"(?:en)?\b.*",
    re.IGNORECASE | re.DOTALL,
)
SHORTEST_NAME = 3
GAP = "…"


def without_person(text: str, *, names: Iterable[str], secrets: Iterable[str] = ()) -> str:
    """Return `text` without these names and their parts, secrets as they are written, addresses, numbers and rooms.

    A greeting at its beginning and all from the closing words on go as well.
    """
    lines = text.replace("\r\n", "\n").strip().split("\n")
    if GREETING.fullmatch(lines[0].strip()):
        lines = lines[1:]
    text = CLOSING.sub("", "\n" + "\n".join(lines))
    for pattern in (MAIL, PLACE, NUMBER):
        text = pattern.sub(GAP, text)
    parts = {part for name in names for part in [name, *name.split()] if len(part) >= SHORTEST_NAME}
    parts |= {secret for secret in secrets if len(secret) >= SHORTEST_NAME}
    for part in sorted(parts, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", GAP, text, flags=re.IGNORECASE)
    return re.sub(rf"{GAP}(?:[ ,]*{GAP})+", GAP, text).strip()
