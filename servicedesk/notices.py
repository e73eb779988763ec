"""Who hears of which event, and what for (rule 9). Never about one's own doing, but for the confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from organisation.models import Unit, User
from servicedesk.models import Approval, Event

REQUESTER, HOLDER, APPROVER, WORKERS, ASSIGNED = "requester", "holder", "approver", "workers", "assigned"

# verb → who hears of it → what for. "holder" is who has the question: the assignee, else the agents of the lead unit.
TELLS: dict[str, dict[str, str]] = {
    "opened": {REQUESTER: "received"},
    "ask": {REQUESTER: "question"},
    "answer": {REQUESTER: "answer"},
    "approval_asked": {APPROVER: "approve"},
    "all_approved": {REQUESTER: "approved", HOLDER: "approved"},
    "refused": {REQUESTER: "refused", HOLDER: "refused"},
    "forward": {REQUESTER: "under_way"},
    "order_sent": {WORKERS: "work"},
    "order_resent": {WORKERS: "work"},
    "order_cancelled": {WORKERS: "work_cancelled"},
    "order_returned": {HOLDER: "returned"},
    "order_done": {HOLDER: "work_done"},
    "order_note": {HOLDER: "work_note"},
    "remark": {HOLDER: "remark"},
    "reopen": {HOLDER: "reopened", REQUESTER: "reopened"},
    "solve": {REQUESTER: "done"},
    "cancel": {HOLDER: "cancelled", REQUESTER: "cancelled"},
    "merge": {REQUESTER: "merged"},
    "assign": {ASSIGNED: "assigned"},
}
# The rest is read on the page: it doesn't ask for anything.
MAILED = frozenset(
    {
        "received",
        "question",
        "answer",
        "approve",
        "approved",
        "refused",
        "work",
        "done",
        "cancelled",
        "merged",
        "assigned",
    }
)
CONFIRMATION = "received"
# A question in nobody's name is told to so many agents at most; the queue shows it to all.
MOST = 50


class Telling(NamedTuple):
    """One person hears of it; `purpose` says what for."""

    person: User
    purpose: str


def tellings(event: Event) -> list[Telling]:
    """Return who hears of `event`, each person once, the requester first; who did it gets a confirmation at most."""
    found: dict[int, Telling] = {}
    for whom, purpose in TELLS.get(event.verb, {}).items():
        for person in _people(event, whom):
            if person.is_active and (person.pk != event.actor_id or purpose == CONFIRMATION):
                found.setdefault(person.pk, Telling(person, purpose))
    return list(found.values())


def told_unit(event: Event) -> Unit | None:
    """Return the unit whose mailbox hears of `event`: the one that must do something."""
    told = event.verb in ("order_sent", "order_resent") and event.work_order
    return event.work_order.unit if told else None


def _people(event: Event, whom: str) -> Iterable[User]:
    ticket = event.ticket
    if whom == REQUESTER:
        return [ticket.requester] if ticket.requester else []
    if whom == HOLDER:
        return [ticket.assignee] if ticket.assignee else _members(ticket.lead_unit_id, ["agent", "head"])
    if whom == APPROVER:
        return _approvers(event)
    if whom == WORKERS and event.work_order:
        accepted = event.work_order.accepted_by
        return [accepted] if accepted else _members(event.work_order.unit_id, ["worker"])
    if whom == ASSIGNED:
        return User.objects.filter(pk=event.data.get("to_id"))
    return []


def _members(unit: int, roles: list[str]) -> Iterable[User]:
    return User.objects.filter(is_active=True, memberships__unit=unit, memberships__role__in=roles).distinct()[:MOST]


def _approvers(event: Event) -> Iterable[User]:
    """Who was asked, and who deputises today."""
    approval = Approval.objects.filter(pk=event.data.get("approval")).first()
    if approval is None:
        return []
    today = timezone.localdate()
    deputy = Q(
        stands_in_for__person=approval.approver_id,
        stands_in_for__starts_on__lte=today,
        stands_in_for__ends_on__gte=today,
    )
    people = User.objects.filter(Q(pk=approval.approver_id) | deputy).exclude(pk=event.ticket.requester_id)
    return people.distinct()
