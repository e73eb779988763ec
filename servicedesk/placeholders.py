"""Filling in what differs in a text that is ready: `{{ klant }}` and a few more. Plain values; nothing else is run."""

from __future__ import annotations

import re
from collections.abc import Mapping

KNOWN = ("klant", "nummer", "onderwerp", "datum", "klaar", "agent")
PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def unknown(text: str) -> list[str]:
    """Return the names between double braces that nobody can fill in, each once."""
    return [name for name in dict.fromkeys(PLACE.findall(text)) if name not in KNOWN]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with the places filled in; what isn't known stays, so that the writer sees it."""
    return PLACE.sub(lambda found: values.get(found[1]) or found[0], text)
