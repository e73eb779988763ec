"""The life of a ticket, a work order and an approval: which verb is possible when, and for whom.

Pure data. "who" names what someone must be to the object; `organisation.access.can` compares.
    requester  asked the question
    agent      answers customers at the front office (sees every question)
    head       of a ticket: heads the unit that has the lead; of an order: heads the unit that works on it
    lead       of an order: heads the unit that has the lead of its ticket
    worker     works in the order's unit, or heads it
    approver   was asked to agree, or deputises for who was
"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Rule 2: complaint, wish, information, incident (KWIS), or a request for a product."""

    COMPLAINT = "complaint", _("complaint")
    WISH = "wish", _("wish")
    INFORMATION = "information", _("information")
    INCIDENT = "incident", _("incident")
    REQUEST = "request", _("request")


class Urgency(TextChoices):
    LOW = "low", _("low")
    NORMAL = "normal", _("normal")
    HIGH = "high", _("high")


class Channel(TextChoices):
    PORTAL = "portal", _("portal")
    PHONE = "phone", _("phone")
    DESK = "desk", _("desk")
    EMAIL = "email", _("e-mail")
    API = "api", _("another system")


class State(TextChoices):
    NEW = "new", _("new")
    IN_PROGRESS = "in_progress", _("in progress")
    WAITING = "waiting", _("waiting")
    SOLVED = "solved", _("solved")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


class WaitingFor(TextChoices):
    NOTHING = "", "—"
    CUSTOMER = "customer", _("the customer")
    APPROVAL = "approval", _("approval")
    WORK = "work_order", _("the work")
    PARTNER = "partner", _("a partner")
    PARENT = "parent", _("the question it is a part of")


class Wakes(TextChoices):
    """What lets a question that is out of sight come back into it."""

    DATE = "date", _("on a date")
    CUSTOMER = "customer", _("when the customer says something")
    WORK = "work_order", _("when the work is done")


class OrderState(TextChoices):
    PLANNED = "planned", _("planned")
    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    DONE = "done", _("done")
    RETURNED = "returned", _("returned")
    CANCELLED = "cancelled", _("cancelled")


class ApprovalState(TextChoices):
    PLANNED = "planned", _("planned")
    ASKED = "asked", _("asked")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN = frozenset({State.NEW, State.IN_PROGRESS, State.WAITING})
ENDED = frozenset({State.CLOSED, State.CANCELLED})
ANY = frozenset(State)
OPEN_ORDER = frozenset({OrderState.PLANNED, OrderState.SENT, OrderState.ACCEPTED, OrderState.RETURNED})
OPEN_APPROVAL = frozenset({ApprovalState.PLANNED, ApprovalState.ASKED})


class Move(NamedTuple):
    """What a verb makes of each state it is possible in (more than one where the rules decide), and who may do it."""

    to: dict[str, frozenset[str]]
    who: frozenset[str]


def _stay(*states: str) -> dict[str, frozenset[str]]:
    return {state: frozenset({state}) for state in states}


def _go(target: str, *sources: str) -> dict[str, frozenset[str]]:
    return {source: frozenset({target}) for source in sources}


DESK = frozenset({"agent", "head"})
CUSTOMER = frozenset({"requester"})
BACK = frozenset({"worker", "head"})
# Who ordered the work may take it back, whichever unit has the lead.
ORDERING = frozenset({"agent", "lead"})
# Nobody does these by hand: they follow from what happens to orders and approvals.
SYSTEM: frozenset[str] = frozenset()

_OPEN = (State.NEW, State.IN_PROGRESS, State.WAITING)
_TAKEN_UP = _go(State.IN_PROGRESS, State.NEW) | _stay(State.IN_PROGRESS, State.WAITING)

TICKET_MOVES: dict[str, Move] = {
    "classify": Move(_stay(*_OPEN), DESK),
    # Taking over a colleague's question is allowed: people go home.
    "take": Move(_TAKEN_UP, DESK),
    "assign": Move(_TAKEN_UP, DESK),
    "ask": Move(_go(State.WAITING, *_OPEN), DESK),
    "answer": Move(_TAKEN_UP, DESK),
    "note": Move(_stay(*State), DESK | {"worker"}),
    # What the customer was asked for sets the question going again; anything else leaves it where it is.
    "remark": Move(
        _stay(State.NEW, State.IN_PROGRESS, State.SOLVED)
        | {State.WAITING: frozenset({State.WAITING, State.IN_PROGRESS})},
        CUSTOMER,
    ),
    "attach": Move(_stay(*_OPEN, State.SOLVED), DESK | CUSTOMER | {"worker"}),
    "forward": Move(_go(State.WAITING, *_OPEN), DESK),
    # From NEW as well: answered at first contact (rule 4).
    "solve": Move(_go(State.SOLVED, *_OPEN), DESK),
    "close": Move(_go(State.CLOSED, State.SOLVED), DESK | CUSTOMER),
    # The customer may reject a solution, so neither SOLVED nor CLOSED is an end.
    "reopen": Move(_go(State.IN_PROGRESS, State.SOLVED, State.CLOSED), DESK | CUSTOMER),
    "cancel": Move(_go(State.CANCELLED, *_OPEN), DESK | CUSTOMER),
    "merge": Move(_go(State.CLOSED, *_OPEN), DESK),
    "link": Move(_stay(*State), DESK),
    # Whether a colleague who was named in a note may read along.
    "share": Move(_stay(*State), DESK),
    # It registers a question for somebody else, which is for agents.
    "split": Move(_stay(*State), frozenset({"agent"})),
    # Out of sight of the queues for a while; the promise stays, and so does the state.
    "snooze": Move(_stay(*_OPEN), DESK),
    "wake": Move(_stay(*_OPEN), DESK),
    # A part waits for the whole, unless it waits for something of its own already.
    "await_parent": Move(_go(State.WAITING, State.NEW, State.IN_PROGRESS), SYSTEM),
    "parent_moved": Move({State.WAITING: frozenset({State.IN_PROGRESS})}, SYSTEM),
    "await_approval": Move(_go(State.WAITING, *_OPEN), SYSTEM),
    "approved": Move({State.WAITING: frozenset({State.WAITING, State.IN_PROGRESS})}, SYSTEM),
    # A superior's no ends the question; the customer reads why and may ask anew.
    "refused": Move(_go(State.CANCELLED, *_OPEN), SYSTEM),
    "work_moved": Move(
        {
            # Work comes back to the front office when the last order is done or one is returned (rule 10), and leaves
            # it again when a returned one is sent again. What is merged into a new question brings its orders along.
            State.NEW: frozenset({State.WAITING}),
            State.WAITING: frozenset({State.WAITING, State.IN_PROGRESS}),
            State.IN_PROGRESS: frozenset({State.WAITING, State.IN_PROGRESS}),
        },
        SYSTEM,
    ),
}

ORDER_MOVES: dict[str, Move] = {
    # The unit closed: who took its place has not accepted it yet.
    "hand_over": Move(
        _go(OrderState.SENT, OrderState.SENT, OrderState.ACCEPTED) | _stay(OrderState.PLANNED, OrderState.RETURNED),
        SYSTEM,
    ),
    "release": Move(_go(OrderState.SENT, OrderState.PLANNED), SYSTEM),
    "accept": Move(_go(OrderState.ACCEPTED, OrderState.SENT), BACK),
    "note": Move(_stay(*OrderState), BACK | ORDERING),
    # From SENT too: small jobs are done before anyone accepts them.
    "complete": Move(_go(OrderState.DONE, OrderState.SENT, OrderState.ACCEPTED), BACK),
    "return": Move(_go(OrderState.RETURNED, OrderState.SENT, OrderState.ACCEPTED), BACK),
    "resend": Move(_go(OrderState.SENT, OrderState.RETURNED), ORDERING),
    "cancel": Move(
        _go(OrderState.CANCELLED, OrderState.PLANNED, OrderState.SENT, OrderState.ACCEPTED, OrderState.RETURNED),
        ORDERING,
    ),
}

APPROVAL_MOVES: dict[str, Move] = {
    "request": Move(_go(ApprovalState.ASKED, ApprovalState.PLANNED), SYSTEM),
    "approve": Move(_go(ApprovalState.APPROVED, ApprovalState.ASKED), frozenset({"approver"})),
    "refuse": Move(_go(ApprovalState.REFUSED, ApprovalState.ASKED), frozenset({"approver"})),
    "withdraw": Move(_go(ApprovalState.WITHDRAWN, ApprovalState.PLANNED, ApprovalState.ASKED), SYSTEM),
}


def verbs_from(moves: dict[str, Move], state: str) -> list[str]:
    """Return the verbs that `state` allows a person, in the order of the table."""
    return [verb for verb, move in moves.items() if state in move.to and move.who]
