"""A product in words: what an editor writes, a customer reads and a ticket keeps. Plain values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from catalog.intake import KINDS, Question, gettext_noop

APPROVERS = ("manager", "unit_head", "person")


@dataclass(frozen=True)
class Part:
    """One order inside a composite product; starts when all parts in `after` are done (rule 6).

    With `only_if` (key of a question, its answer) it is ordered when that was the answer, with `except_if` when not.
    """

    key: str
    name: str
    unit: str
    lead_days: int = 1
    after: tuple[str, ...] = ()
    only_if: tuple[str, str] | None = None
    except_if: tuple[str, str] | None = None

    @classmethod
    def from_dict(cls, data: Mapping) -> Part:
        return cls(
            key=data["key"],
            name=data["name"],
            unit=data["unit"],
            lead_days=data.get("lead_days", 1),
            after=tuple(data.get("after") or ()),
            only_if=_pair(data.get("only_if")),
            except_if=_pair(data.get("except_if")),
        )

    def is_wanted(self, answers: Mapping[str, object]) -> bool:
        """Do these answers ask for it?"""

        def holds(condition: tuple[str, str]) -> bool:
            return str(answers.get(condition[0], "")) == condition[1]

        return not (self.only_if and not holds(self.only_if)) and not (self.except_if and holds(self.except_if))


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
        known["parts"] = tuple(Part.from_dict(part) for part in data.get("parts") or ())
        return cls(**known)

    def to_dict(self) -> dict:
        """Return it as JSON can hold it."""
        data = asdict(self)
        data["price"] = str(self.price) if self.price is not None else None
        for question in data["questions"]:
            question["shown_if"] = _condition(question["shown_if"])
        for part in data["parts"]:
            part["only_if"], part["except_if"] = _condition(part["only_if"]), _condition(part["except_if"])
        return data

    @property
    def carried_out_by(self) -> str:
        """The unit code that does the work."""
        return self.executing or self.owner


def _pair(condition: Mapping | None) -> tuple[str, str] | None:
    return (condition["key"], condition["value"]) if condition else None


def _condition(pair: tuple[str, str] | None) -> dict | None:
    return {"key": pair[0], "value": pair[1]} if pair else None


def wanted(parts: Sequence[Part], answers: Mapping[str, object]) -> list[Part]:
    """Return the parts that these answers ask for; none waits for one that isn't wanted."""
    kept = [part for part in parts if part.is_wanted(answers)]
    keys = {part.key for part in kept}
    return [replace(part, after=tuple(key for key in part.after if key in keys)) for part in kept]


def released(parts: Sequence[Part], finished: set[str]) -> list[str]:
    """Return the keys of the parts that may start: not finished themselves, all they wait for is."""
    return [p.key for p in parts if p.key not in finished and set(p.after) <= finished]


def lead_days(definition: Definition, answers: Mapping[str, object] | None = None) -> int | None:
    """Working days promised: the longest path through the parts, or the product's own lead time if that is longer.

    With `answers`, through the parts that they ask for.
    """
    if not definition.parts:
        return definition.lead_days
    ready: dict[str, int] = {}
    waiting = list(definition.parts) if answers is None else wanted(definition.parts, answers)
    while waiting:
        able = [part for part in waiting if set(part.after) <= ready.keys()]
        if not able:
            break
        for part in able:
            ready[part.key] = part.lead_days + max((ready[key] for key in part.after), default=0)
        waiting = [part for part in waiting if part.key not in ready]
    return max(max(ready.values(), default=0), definition.lead_days or 0)


@dataclass(frozen=True)
class Problem:
    """Why a product can't be published, as an English msgid. `place` is a field, or `questions.2.label`."""

    place: str
    text: str


def problems(definition: Definition, units: set[str]) -> list[Problem]:
    """Return why this can't be published; empty when it can."""
    found = []
    for field in ("name", "summary"):
        if not getattr(definition, field).strip():
            found.append(Problem(field, gettext_noop("Give the product a name and a summary.")))
    if not definition.groups:
        found.append(Problem("groups", gettext_noop("Choose at least one customer group that may ask for it.")))
    if definition.owner not in units:
        found.append(Problem("owner", gettext_noop("Choose the unit that owns it and answers the customer.")))
    if definition.executing and definition.executing not in units:
        found.append(Problem("executing", gettext_noop("Choose the unit that does the work.")))
    if not definition.via_front_office and not definition.direct_note.strip():
        text = gettext_noop("Say what the customer reads when it goes straight to the partner.")
        found.append(Problem("direct_note", text))
    found += _approval_problems(definition.approvals, units)
    return found + _question_problems(definition.questions) + _part_problems(definition, units)


def _approval_problems(steps: Sequence[ApprovalStep], units: set[str]) -> list[Problem]:
    found = []
    for number, step in enumerate(steps):
        if step.by not in APPROVERS:
            found.append(Problem(f"approvals.{number}.by", gettext_noop("Choose who must agree.")))
        if step.by == "unit_head" and step.unit not in units:
            found.append(Problem(f"approvals.{number}.unit", gettext_noop("Choose the unit whose head must agree.")))
        if step.by == "person" and not step.person:
            found.append(Problem(f"approvals.{number}.person", gettext_noop("Say who must agree.")))
    return found


def _question_problems(questions: Sequence[Question]) -> list[Problem]:
    found = []
    earlier: dict[str, Question] = {}
    for number, question in enumerate(questions):
        place = f"questions.{number}"
        if question.key in earlier:
            found.append(Problem(f"{place}.label", gettext_noop("Two questions have the same key.")))
        if question.kind not in KINDS or not question.label.strip():
            found.append(Problem(f"{place}.label", gettext_noop("Each question needs a text and a kind.")))
        if question.kind == "choice" and len(set(question.choices)) < 2:
            found.append(Problem(f"{place}.choices", gettext_noop("A choice question needs at least two answers.")))
        if question.shown_if:
            fault = _condition_problem(question.shown_if, earlier)
            found += [Problem(f"{place}.shown_if", fault)] if fault else []
        earlier[question.key] = question
    return found


def _condition_problem(condition: tuple[str, str], earlier: Mapping[str, Question]) -> str:
    asked = earlier.get(condition[0])
    if asked is None:
        return gettext_noop("This depends on a question that isn't there, or that comes later.")
    possible = {"yes_no": ("yes", "no"), "choice": asked.choices}.get(asked.kind)
    if possible is not None and condition[1] not in possible:
        return gettext_noop("This depends on an answer that the question doesn't have.")
    return ""


def _part_problems(definition: Definition, units: set[str]) -> list[Problem]:
    found = []
    parts = definition.parts
    keys = [part.key for part in parts]
    questions = {question.key: question for question in definition.questions}
    for number, part in enumerate(parts):
        if part.key in keys[:number]:
            found.append(Problem(f"parts.{number}.name", gettext_noop("Two parts have the same key.")))
        if part.unit not in units:
            found.append(Problem(f"parts.{number}.unit", gettext_noop("Each part needs a unit that does it.")))
        for field in ("only_if", "except_if"):
            condition = getattr(part, field)
            fault = _condition_problem(condition, questions) if condition else ""
            found += [Problem(f"parts.{number}.{field}", fault)] if fault else []
    finished: set[str] = set()
    while able := released(parts, finished):
        finished |= set(able)
    text = gettext_noop("The parts wait for each other, or for a part that isn't there.")
    return found + [Problem(f"parts.{n}.after", text) for n, part in enumerate(parts) if part.key not in finished]
