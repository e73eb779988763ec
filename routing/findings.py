"""What a check finds. Pure: a finding is a sentence and what to fill in, so that it can be said in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FAULT, WARNING = "fault", "warning"


@dataclass(frozen=True)
class Finding:
    """A fault must be mended first; a warning is worth knowing.

    `text` is an English msgid; where there is nothing to fill in it may be a sentence in the reader's language already.
    What is filled in under a name in KIND_OF is the code of a thing of that kind.
    `rules` are the numbers of the rules that it is about.
    """

    severity: str
    text: str
    fill: tuple[tuple[str, str], ...] = ()
    rules: tuple[int, ...] = ()

    @property
    def is_fault(self) -> bool:
        return self.severity == FAULT

    def __str__(self) -> str:
        return self.text.format(**dict(self.fill)) if self.fill else self.text


def fault(text: str, *rules: int, **fill: str) -> Finding:
    """Return a finding that has to be mended."""
    return Finding(FAULT, text, tuple(fill.items()), rules)


def warning(text: str, *rules: int, **fill: str) -> Finding:
    """Return a finding that is worth knowing."""
    return Finding(WARNING, text, tuple(fill.items()), rules)


def filled(fill: tuple[tuple[str, str], ...], names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return what to fill in, with each code by its name: `names` has for each kind of thing the names by code."""
    return {key: names.get(KIND_OF.get(key, ""), {}).get(value, value) for key, value in fill}


# Of which kind of thing the codes are that stand under these names in a sentence.
KIND_OF = {
    "unit": "unit",
    "closed": "unit",
    "lead": "unit",
    "other": "unit",
    "successor": "unit",
    "product": "product",
    "skill": "category",
    "condition": "condition",
    "outcome": "outcome",
}
