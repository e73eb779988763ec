"""The reply box: what was being written, what came back, and what is about to go out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from organisation.models import User
from servicedesk.forms.desk import Reply
from servicedesk.models import Attachment, Draft, HeldFor, Ticket
from servicedesk.models.held import HeldState
from servicedesk.queues import desk_tickets, home_queue

# So much that came back is put in the box at once.
MOST = 5


class Composer(NamedTuple):
    """`waiting` is what goes out in a moment; `reply_to` is customer or note."""

    form: Reply | None
    waiting: list[HeldFor]
    reply_to: str


def draft_key(ticket: Ticket) -> str:
    return f"ticket-{ticket.pk}"


def composer(ticket: Ticket, user: User, verbs: list[str], *, bound: Any = None, to: str = "") -> Composer:
    """Return the box with what belongs in it: what came back (`bound`), else what was taken back and the draft."""
    rows = HeldFor.objects.visible_to(user).filter(ticket=ticket).shown().order_by("pk")
    shown = list(rows.select_related("held").prefetch_related("held__files"))
    waiting = [row for row in shown if row.state == HeldState.WAITING]
    default = "customer" if "answer" in verbs else "note"
    if bound is not None or not {"answer", "note"} & set(verbs):
        return Composer(bound, waiting, to or default)
    draft = Draft.objects.visible_to(user).filter(key=draft_key(ticket)).first()
    fields = draft.fields if draft else {}
    returned = [row for row in shown if row.state == HeldState.RETURNED][-MOST:]
    form = _filled(ticket, user, returned, fields)
    # What came back was meant for the customer.
    kept_to = "customer" if returned and "answer" in verbs else str(fields.get("to", ""))
    return Composer(form, waiting, kept_to or default)


def next_of_queue(ticket: Ticket, user: User, now: datetime) -> Ticket | None:
    """Return the question to go on with: the first of the own ones, else of the queue that one begins with."""
    tickets = desk_tickets(user).open().exclude(pk=ticket.pk).order_by("resolve_by", "pk").only("subject")
    own = tickets.awake().filter(assignee=user.pk, state__in=["new", "in_progress"]).first()
    return own or home_queue(user).keep(tickets, user, now).first()


def _filled(ticket: Ticket, user: User, returned: list[HeldFor], fields: Any) -> Reply:
    form = Reply(thing=ticket, user=user, name="reply")
    # A draft that was begun with what came back has those words in it already.
    known = set(str(fields.get("instead_of", "")).split(","))
    texts = [row.held.text for row in returned if str(row.pk) not in known]
    form.initial["text"] = "\n\n".join(filter(None, [*texts, str(fields.get("text", ""))]))
    form.initial["instead_of"] = ",".join(str(row.pk) for row in returned)
    files: list[Attachment] = [file for row in returned for file in row.held.files.all() if file.ticket_id is None]
    form.bring(files)
    return form
