"""A product in words: what an editor writes, a customer reads and a ticket keeps. Plain values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from catalog.intake import KINDS, Question, gettext_noop


@dataclass(frozen=True)
class Part:
    """One order inside a composite product; starts when all parts in `after` are done (rule 6)."""

    key: str
    name: str
    unit: str
    lead_days: int = 1
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class ApprovalStep:
    """Who must agree: the requester's manager, the head of a unit, or a person. Steps come one after another."""

    by: str
    unit: str | None = None
    person: str | None = None


@dataclass(frozen=True)
class Definition:
    """All there is to say about a product. `lead_days` are working days; no `executing` means the owner itself."""

    code: str
    name: str
    summary: str = ""
    description: str = ""
    category: str = ""
    type: str = "standard"
    kind: str = "request"
    icon: str = "list"
    lead_days: int | None = None
    lead_text: str = ""
    conditions: str = ""
    price: Decimal | None = None
    charge_unit: str = ""
    groups: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    self_service: bool = False
    face_to_face: bool = False
    via_front_office: bool = True
    direct_note: str = ""
    approvals: tuple[ApprovalStep, ...] = ()
    owner: str = ""
    executing: str | None = None
    cut: str = ""
    synonyms: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    parts: tuple[Part, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping) -> Definition:
        """Read what `to_dict` wrote. Unknown keys are left out, missing ones get their defaults."""
        known = {key: data[key] for key in cls.__dataclass_fields__ if key in data}
        for key in ("groups", "locations", "synonyms", "keywords"):
            known[key] = tuple(data.get(key) or ())
        known["price"] = Decimal(data["price"]) if data.get("price") else None
        known["approvals"] = tuple(ApprovalStep(**step) for step in data.get("approvals") or ())
        known["questions"] = tuple(Question.from_dict(question) for question in data.get("questions") or ())
        known["parts"] = tuple(
            Part(**{**part, "after": tuple(part.get("after") or ())}) for part in data.get("parts") or ()
        )
        return cls(**known)

    def to_dict(self) -> dict:
        """Return it as JSON can hold it."""
        data = asdict(self)
        data["price"] = str(self.price) if self.price is not None else None
        for question in data["questions"]:
            if question["shown_if"]:
                key, value = question["shown_if"]
                question["shown_if"] = {"key": key, "value": value}
        return data

    @property
    def carried_out_by(self) -> str:
        """The unit code that does the work."""
        return self.executing or self.owner


def released(parts: Sequence[Part], finished: set[str]) -> list[str]:
    """Return the keys of the parts that may start: not finished themselves, all they wait for is."""
    return [p.key for p in parts if p.key not in finished and set(p.after) <= finished]


def lead_days(definition: Definition) -> int | None:
    """Working days promised: the longest path through the parts, or the product's own lead time if that is longer."""
    if not definition.parts:
        return definition.lead_days
    ready: dict[str, int] = {}
    waiting = list(definition.parts)
    while waiting:
        able = [part for part in waiting if set(part.after) <= ready.keys()]
        if not able:
            break
        for part in able:
            ready[part.key] = part.lead_days + max((ready[key] for key in part.after), default=0)
        waiting = [part for part in waiting if part.key not in ready]
    return max(max(ready.values(), default=0), definition.lead_days or 0)


def problems(definition: Definition, units: set[str]) -> list[str]:
    """Return why this can't be published, as English msgids; empty when it can."""
    found = []
    if not definition.name.strip() or not definition.summary.strip():
        found.append(gettext_noop("Give the product a name and a summary."))
    if not definition.groups:
        found.append(gettext_noop("Choose at least one customer group that may ask for it."))
    if definition.owner not in units or definition.carried_out_by not in units:
        found.append(gettext_noop("Choose the unit that owns it and the unit that does the work."))
    if not definition.via_front_office and not definition.direct_note.strip():
        found.append(gettext_noop("Say what the customer reads when it goes straight to the partner."))
    return found + _question_problems(definition.questions) + _part_problems(definition.parts, units)


def _question_problems(questions: Sequence[Question]) -> list[str]:
    found = []
    earlier: set[str] = set()
    for question in questions:
        if question.key in earlier:
            found.append(gettext_noop("Two questions have the same key."))
        if question.kind not in KINDS or not question.label.strip():
            found.append(gettext_noop("Each question needs a text and a kind."))
        if question.kind == "choice" and len(question.choices) < 2:
            found.append(gettext_noop("A choice question needs at least two answers."))
        if question.shown_if and question.shown_if[0] not in earlier:
            found.append(gettext_noop("A question can only depend on an earlier one."))
        earlier.add(question.key)
    return list(dict.fromkeys(found))


def _part_problems(parts: Sequence[Part], units: set[str]) -> list[str]:
    found = []
    keys = [part.key for part in parts]
    if len(keys) != len(set(keys)):
        found.append(gettext_noop("Two parts have the same key."))
    if any(part.unit not in units for part in parts):
        found.append(gettext_noop("Each part needs a unit that does it."))
    finished: set[str] = set()
    while able := released(parts, finished):
        finished |= set(able)
    if finished != set(keys):
        found.append(gettext_noop("The parts wait for each other, or for a part that isn't there."))
    return found
