"""How a question stands, in the customer's words: one line from received to done. Plain values in, words out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext

from servicedesk.lifecycle import ApprovalState, OrderState, State, WaitingFor
from servicedesk.models import Ticket

DONE, NOW, WAIT, TODO = "done", "now", "wait", "todo"


@dataclass(frozen=True)
class Facts:
    """What the line is drawn from. Names as they are shown; empty where there is nobody."""

    state: str
    waiting_for: str = ""
    lead: str = ""
    holder: str = ""
    workers: tuple[str, ...] = ()
    approver: str = ""

    @property
    def who(self) -> str:
        """Who answers the customer: a person where there is one, else the unit."""
        return self.holder or self.lead


class Step(NamedTuple):
    """One dot on the line; `state` is done, now, wait (for somebody else) or todo."""

    name: str
    words: str
    state: str


def facts_of(ticket: Ticket) -> Facts:
    """Read the facts from a ticket with its units, orders and approvals fetched before."""
    orders = [order for order in ticket.work_orders.all() if order.state in (OrderState.SENT, OrderState.ACCEPTED)]
    asked = [str(step.approver) for step in ticket.approvals.all() if step.state == ApprovalState.ASKED]
    return Facts(
        state=ticket.state,
        waiting_for=ticket.waiting_for,
        lead=str(ticket.lead_unit),
        holder=str(ticket.assignee or ""),
        workers=tuple(dict.fromkeys(str(order.unit) for order in orders)),
        approver=asked[0] if asked else "",
    )


def steps(facts: Facts) -> list[Step]:
    """Return the four steps: received, looked at, worked on, done."""
    received = Step(gettext("Received"), gettext("We have your question"), DONE)
    if facts.state == State.CANCELLED:
        return [received, Step(gettext("Stopped"), gettext("We do nothing more with it"), DONE)]
    return [received, _looked_at(facts), _worked_on(facts), _done(facts)]


def pips(line: Sequence[Step]) -> tuple[list[str], int]:
    """Return the small form of the line: a class for each dot, and the number of the step that it has come to."""
    classes = {DONE: "on", NOW: "on", WAIT: "wait", TODO: ""}
    reached = max((number for number, step in enumerate(line, start=1) if step.state != TODO), default=1)
    return [classes[step.state] for step in line], reached


def sentence(facts: Facts, by: str, answer_by: str, *, late: bool = False) -> str:
    """Say in one sentence how it stands. `by` and `answer_by` say in words when it is ready and when one hears."""
    if facts.state in _ENDED:
        return _ended(facts.state)
    if facts.waiting_for == WaitingFor.CUSTOMER:
        return gettext("We need an answer from you. After that we go on at once.")
    if facts.waiting_for == WaitingFor.APPROVAL:
        return gettext("%(name)s still has to agree. You don't have to do anything.") % {"name": facts.approver}
    if late:
        return gettext("We are late. %(name)s goes on with it, and you hear from us.") % {"name": facts.who}
    if facts.state == State.NEW:
        return gettext("%(name)s looks at your question. You hear from us by %(when)s at the latest.") % {
            "name": facts.lead,
            "when": answer_by,
        }
    busy = ", ".join(facts.workers) or facts.who
    return gettext("%(name)s is working on it. It is ready by %(when)s at the latest.") % {"name": busy, "when": by}


_ENDED = (State.SOLVED, State.CLOSED, State.CANCELLED)


def _ended(state: str) -> str:
    if state == State.SOLVED:
        return gettext("This is done. Is it not right yet? Tell us, then we go on with it.")
    if state == State.CLOSED:
        return gettext("This is done and closed.")
    return gettext("We stopped with this. Below you read why.")


def _looked_at(facts: Facts) -> Step:
    if facts.waiting_for == WaitingFor.APPROVAL:
        return Step(gettext("Approval"), gettext("%(name)s has to agree") % {"name": facts.approver}, WAIT)
    if facts.state == State.NEW:
        return Step(gettext("Being looked at"), gettext("By %(name)s") % {"name": facts.lead}, NOW)
    return Step(gettext("Looked at"), gettext("By %(name)s") % {"name": facts.who}, DONE)


def _worked_on(facts: Facts) -> Step:
    name = gettext("Being worked on")
    if facts.state == State.NEW or facts.waiting_for == WaitingFor.APPROVAL:
        return Step(name, "", TODO)
    if facts.waiting_for == WaitingFor.CUSTOMER:
        return Step(name, gettext("We need an answer from you"), WAIT)
    if facts.state in (State.SOLVED, State.CLOSED):
        return Step(gettext("Worked on"), "", DONE)
    busy = ", ".join(facts.workers) or facts.who
    return Step(name, gettext("By %(name)s") % {"name": busy}, NOW)


def _done(facts: Facts) -> Step:
    if facts.state == State.CLOSED:
        return Step(gettext("Done"), "", DONE)
    if facts.state == State.SOLVED:
        return Step(gettext("Done"), gettext("Tell us if it is not right yet"), NOW)
    return Step(gettext("Done"), gettext("We ask you if it is right"), TODO)
