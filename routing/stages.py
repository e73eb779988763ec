"""What a phase says, in plain values: which units are closed, and what its front office takes itself. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from routing.decide import Question


@dataclass(frozen=True)
class Stage:
    """A phase. `number` is None where no phase has begun; one that is past can only come back."""

    number: int | None = None
    closed: Mapping[str, str] = field(default_factory=dict, hash=False)
    takes_kinds: Collection[str] = ()
    takes_types: Collection[str] = ()
    is_past: bool = False

    def placed(self, question: Question, front_office: str) -> Question:
        """Return the question with what this phase says about it."""
        return replace(
            question,
            front_office=front_office,
            phase=self.number,
            front_office_takes=self.takes(question),
            closed=self.closed,
        )

    def takes(self, question: Question) -> bool:
        """Does the front office answer such a question itself?"""
        return question.kind in self.takes_kinds or (bool(question.type) and question.type in self.takes_types)
