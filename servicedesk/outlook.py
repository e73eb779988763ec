"""What is known of a question, and what passing it on would do. Reads only what was fetched, decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from catalog.dates import shown_date
from catalog.definition import lead_days, wanted
from catalog.intake import asked, missing
from core import wording
from organisation.models import Location, Unit, User
from servicedesk.deadlines import RESOLVE_DAYS
from servicedesk.lifecycle import OPEN_APPROVAL, OrderState
from servicedesk.models import Attachment, Ticket


class Answered(NamedTuple):
    """A question of the intake with its answer as one reads it; `needed` where a required one is missing."""

    label: str
    value: str
    file: Attachment | None = None
    needed: bool = False


class Ahead(NamedTuple):
    """One work order that passing on would make."""

    task: str
    unit: str
    after: str


class Outlook(NamedTuple):
    """What passing on would order, and what stands in its way."""

    orders: list[Ahead]
    obstacles: list[str]


def answered(ticket: Ticket, files: Iterable[Attachment]) -> list[Answered]:
    """Return the questions that apply with their answers, in two queries at most (names of places and people)."""
    questions = asked(ticket.questions, ticket.answers)
    names = _names(ticket)
    by_id = {str(file.pk): file for file in files}
    needed = {question.key for question in missing(ticket.questions, ticket.answers)}
    rows = []
    for question in questions:
        value = ticket.answers.get(question.key, "")
        file = by_id.get(value) if question.kind == "file" else None
        shown = file.name if file else _shown(question.kind, value, names)
        rows.append(Answered(question.label, shown, file, question.key in needed))
    return rows


def outlook(ticket: Ticket, units: Mapping[str, Unit]) -> Outlook:
    """Return what passing on would do; `units` by code, orders and approvals prefetched."""
    return Outlook(_ahead(ticket, units), _obstacles(ticket))


def why_date(ticket: Ticket) -> list[str]:
    """Say how the promised moment came about, in the order of the calculation."""
    now, zone = timezone.now(), timezone.get_current_timezone()
    return [
        _agreed(ticket),
        gettext("It came in %(opened)s, so it must be ready by %(promised)s.")
        % {
            "opened": wording.promise(ticket.opened_at, now=now, zone=zone),
            "promised": wording.promise(ticket.resolve_by, now=now, zone=zone),
        },
        gettext("A first answer was promised by %(moment)s.")
        % {"moment": wording.promise(ticket.respond_by, now=now, zone=zone)},
        gettext("The house works Monday to Friday from 8:00 to 17:30, and not on public holidays."),
    ]


def _agreed(ticket: Ticket) -> str:
    definition = ticket.product_version.as_definition if ticket.product_version else None
    days = lead_days(definition, ticket.answers) if definition else None
    if definition and days is not None:
        words = ngettext(
            "For “%(product)s” %(days)d working day is agreed.",
            "For “%(product)s” %(days)d working days are agreed.",
            days,
        )
        return words % {"product": definition.name, "days": days}
    days = RESOLVE_DAYS[ticket.urgency]
    words = ngettext(
        "No time is agreed for this. With urgency %(urgency)s it takes %(days)d working day at most.",
        "No time is agreed for this. With urgency %(urgency)s it takes %(days)d working days at most.",
        days,
    )
    return words % {"urgency": ticket.get_urgency_display(), "days": days}


def _ahead(ticket: Ticket, units: Mapping[str, Unit]) -> list[Ahead]:
    parts = wanted(ticket.product_version.as_definition.parts, ticket.answers) if ticket.product_version else []
    ordered = {order.part for order in ticket.work_orders.all() if order.state != OrderState.CANCELLED}
    left = [part for part in parts if part.key not in ordered]
    if not left:
        return [Ahead(ticket.subject, ticket.executing_unit.name, "")]
    names = {part.key: part.name for part in parts}
    return [
        Ahead(
            part.name,
            units[part.unit].name if part.unit in units else ticket.executing_unit.name,
            ", ".join(names[key] for key in part.after if key in names),
        )
        for part in left
    ]


def _obstacles(ticket: Ticket) -> list[str]:
    found = [] if ticket.kind else [gettext("Choose what kind of question this is.")]
    needed = missing(ticket.questions, ticket.answers)
    found += [gettext("“%(label)s” has no answer yet.") % {"label": question.label} for question in needed]
    waiting = [step for step in ticket.approvals.all() if step.state in OPEN_APPROVAL]
    return found + [gettext("%(name)s still has to agree.") % {"name": step.approver} for step in waiting[:1]]


def _names(ticket: Ticket) -> dict[str, dict[str, str]]:
    given: dict[str, list[str]] = {"location": [], "person": []}
    for question in ticket.questions:
        if question.kind in given and ticket.answers.get(question.key):
            given[question.kind].append(ticket.answers[question.key])
    places = Location.objects.filter(code__in=given["location"]) if given["location"] else []
    people = User.objects.filter(username__in=given["person"]) if given["person"] else []
    return {"location": {one.code: str(one) for one in places}, "person": {one.username: str(one) for one in people}}


def _shown(kind: str, value: str, names: Mapping[str, Mapping[str, str]]) -> str:
    if kind == "date":
        return shown_date(value)
    if kind == "yes_no":
        return {"yes": gettext("Yes"), "no": gettext("No")}.get(value, value)
    return names.get(kind, {}).get(value, value)
