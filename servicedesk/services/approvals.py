"""Signatures: asked one step after another, given by who was asked or a deputy (rule 5)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from catalog.definition import ApprovalStep
from organisation.models import Unit, UnitKind, User
from servicedesk.lifecycle import ApprovalState, State, WaitingFor
from servicedesk.models import Approval, Ticket
from servicedesk.services.ground import kept, lock_approval, move, record, said


def request_approvals(ticket: Ticket, *, by: User | None) -> None:
    """Ask for the first signature that the product or a rule wants. The question is filed whatever happens to it."""
    definition = ticket.product_version.as_definition if ticket.product_version else None
    steps = definition.approvals if definition else ()
    if not steps and ticket.must_be_approved:
        steps = (ApprovalStep(by="manager"),)
    if not steps or ticket.approvals.exists():
        return
    found = [_approver(step, ticket) for step in steps]
    approvers = list(dict.fromkeys(person for person in found if person is not None))
    if not approvers:
        record(ticket, "no_approver", by=None)
        return
    Approval.objects.bulk_create(
        Approval(ticket=ticket, step=number, approver=person) for number, person in enumerate(approvers, start=1)
    )
    _ask_next(ticket, by=by)


@transaction.atomic
def approve(approval: Approval, *, by: User, comment: str = "") -> Ticket:
    """Agree. The next step is asked, or the question goes on. Refuses a second decision."""
    ticket, approval = lock_approval(approval, "approve", by=by)
    _decide(approval, ApprovalState.APPROVED, by, kept(comment, "comment"))
    record(ticket, "approved", by=by, public=True, text=approval.comment, step=approval.step, **_for_whom(approval, by))
    _ask_next(ticket, by=by)
    return ticket


@transaction.atomic
def refuse(approval: Approval, *, by: User, comment: str) -> Ticket:
    """Say no; the question ends and the requester reads why. Refuses an empty comment."""
    ticket, approval = lock_approval(approval, "refuse", by=by)
    comment = said(comment, gettext("Say why, so that your colleague knows."), "comment")
    _decide(approval, ApprovalState.REFUSED, by, comment)
    withdraw_approvals(ticket)
    move(ticket, "refused")
    record(ticket, "refused", by=by, public=True, text=comment, step=approval.step, **_for_whom(approval, by))
    return ticket


def withdraw_approvals(ticket: Ticket) -> None:
    """Nobody has to decide any more."""
    ticket.approvals.open().update(state=ApprovalState.WITHDRAWN)


def _ask_next(ticket: Ticket, *, by: User | None) -> None:
    step = ticket.approvals.filter(state=ApprovalState.PLANNED).order_by("step").first()
    if step is None:
        # Else it waits for something else, or the customer has answered meanwhile; the last signature is told anyway.
        if ticket.state == State.WAITING and ticket.waiting_for == WaitingFor.APPROVAL:
            move(ticket, "approved", State.IN_PROGRESS)
        record(ticket, "all_approved", by=None)
        return
    step.state, step.asked_at = ApprovalState.ASKED, timezone.now()
    step.save(update_fields=["state", "asked_at"])
    if ticket.state != State.WAITING:
        move(ticket, "await_approval", waiting_for=WaitingFor.APPROVAL)
    record(ticket, "approval_asked", by=by, public=True, approver=step.approver.name, approval=step.pk)


def _decide(approval: Approval, state: str, by: User, comment: str) -> None:
    approval.state, approval.comment = state, comment
    approval.decided_by, approval.decided_at = by, timezone.now()
    approval.save(update_fields=["state", "comment", "decided_by", "decided_at"])


def _for_whom(approval: Approval, by: User) -> dict:
    return {} if approval.approver_id == by.pk else {"deputy_for": approval.approver.name}


def _approver(step: ApprovalStep, ticket: Ticket) -> User | None:
    """Return who signs: never the requester; where a manager or head is missing, the head of the unit that leads."""
    requester = ticket.requester
    wanted = {
        "manager": requester.manager if requester else None,
        "unit_head": _head(step.unit) if step.unit else ticket.lead_unit.head,
        "person": User.objects.filter(username=step.person).first() if step.person else None,
    }.get(step.by)
    for person in (wanted, ticket.lead_unit.head, _front_office_head()):
        if person is not None and person.is_active and person != requester:
            return person
    return None


def _head(code: str) -> User | None:
    unit = Unit.objects.select_related("head").filter(code=code).first()
    return unit.head if unit else None


def _front_office_head() -> User | None:
    unit = Unit.objects.select_related("head").filter(kind=UnitKind.FRONT_OFFICE, head__isnull=False).first()
    return unit.head if unit else None
