"""Who answers a question and who carries it out. Pure: plain values in, a decision with its reasons out.

Total (every question gets a decision) and deterministic. The last resort is the catalogue's own units, and for a
question without a product the front office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


def gettext_noop(text: str) -> str:
    """Mark a message for translation; this module knows no settings."""
    return text


@dataclass(frozen=True)
class Question:
    """What is known of a question when it comes in. Codes; empty where unknown."""

    kind: str = ""
    product: str = ""
    product_name: str = ""
    owner: str = ""
    executing: str = ""
    via_front_office: bool = True
    customer_group: str = ""
    location: str = ""
    channel: str = ""
    urgency: str = "normal"
    front_office: str = "servicedesk"


@dataclass(frozen=True)
class Reason:
    """Why: an English msgid and what to fill in."""

    text: str
    fill: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text.format(**dict(self.fill))

    def to_json(self) -> list:
        return [self.text, dict(self.fill)]


@dataclass(frozen=True)
class Decision:
    """Unit codes, and why. `rule_version` 0 means that the catalogue decided."""

    answered_by: str
    carried_out_by: str
    via_front_office: bool
    reasons: tuple[Reason, ...]
    rule_version: int = 0

    @property
    def explanation(self) -> list[str]:
        return [str(reason) for reason in self.reasons]


BY_OWNER = gettext_noop("“{product}” is in the catalogue under {unit}, so {unit} answers the customer.")
BY_FRONT_OFFICE = gettext_noop("No product was chosen, so the front office {unit} answers and finds out who can help.")
WORK_ELSEWHERE = gettext_noop(
    "The work itself is done by {unit}. {lead} stays responsible until the customer has an answer."
)
WORK_HERE = gettext_noop("The work is done there as well.")
STRAIGHT = gettext_noop("It goes straight to {unit}, without the front office in between.")


def decide(question: Question, rules: Sequence = ()) -> Decision:
    """Return who answers and who works, with the reasons. `rules` come with the phases; none exist yet."""
    if not question.owner:
        lead = question.front_office
        return Decision(lead, lead, True, (_because(BY_FRONT_OFFICE, unit=lead),))
    executing = question.executing or question.owner
    reasons = [_because(BY_OWNER, product=question.product_name or question.product, unit=question.owner)]
    if not question.via_front_office:
        reasons.append(_because(STRAIGHT, unit=executing))
    elif executing == question.owner:
        reasons.append(_because(WORK_HERE))
    else:
        reasons.append(_because(WORK_ELSEWHERE, unit=executing, lead=question.owner))
    return Decision(question.owner, executing, question.via_front_office, tuple(reasons))


def _because(text: str, **fill: str) -> Reason:
    return Reason(text, tuple(fill.items()))
