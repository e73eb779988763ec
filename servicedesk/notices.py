"""Who hears of which event, and what for (rule 9). Never about one's own doing, but for the confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from organisation.models import Unit, User
from servicedesk.mentions import may_read, mentioned
from servicedesk.models import Approval, Event, Notice, Ticket

REQUESTER, HOLDER, APPROVER, WORKERS, ASSIGNED = "requester", "holder", "approver", "workers", "assigned"
MENTIONED, WATCHING = "mentioned", "watching"

# verb → who hears of it → what for. "holder" is who has the question: the assignee, else the agents of the lead unit.
TELLS: dict[str, dict[str, str]] = {
    "opened": {REQUESTER: "received"},
    # A question that went round us: one letter, that it was received and where to ask the next time.
    "opened elsewhere": {REQUESTER: "referred"},
    "ask": {REQUESTER: "question", WATCHING: "watched"},
    "answer": {REQUESTER: "answer", WATCHING: "watched"},
    "approval_asked": {APPROVER: "approve"},
    "all_approved": {REQUESTER: "approved", HOLDER: "approved"},
    "refused": {REQUESTER: "refused", HOLDER: "refused"},
    "forward": {REQUESTER: "under_way", WATCHING: "watched"},
    "order_sent": {WORKERS: "work"},
    "order_resent": {WORKERS: "work"},
    "order_cancelled": {WORKERS: "work_cancelled"},
    "order_returned": {HOLDER: "returned", WATCHING: "watched"},
    "order_done": {HOLDER: "work_done", WATCHING: "watched"},
    "order_note": {HOLDER: "work_note"},
    "remark": {HOLDER: "remark", WATCHING: "watched"},
    "reopen": {HOLDER: "reopened", REQUESTER: "reopened", WATCHING: "watched"},
    "solve": {REQUESTER: "done", WATCHING: "watched"},
    "cancel": {HOLDER: "cancelled", REQUESTER: "cancelled", WATCHING: "watched"},
    "merge": {REQUESTER: "merged", WATCHING: "watched"},
    "unmerged": {REQUESTER: "unmerged"},
    "assign": {ASSIGNED: "assigned"},
    "not_sent": {ASSIGNED: "not_sent"},
    "access_given": {ASSIGNED: "let_in"},
    "note": {MENTIONED: "mentioned", WATCHING: "watched"},
    "close": {WATCHING: "watched"},
    "wake": {HOLDER: "woke"},
    "parent_ended": {HOLDER: "parent_ended"},
}
# The rest is read on the page: it doesn't ask for anything.
MAILED = frozenset(
    {
        "received",
        "referred",
        "question",
        "answer",
        "approve",
        "approved",
        "refused",
        "work",
        "done",
        "cancelled",
        "merged",
        "unmerged",
        "assigned",
        "let_in",
    }
)
WORDS = {
    "received": gettext_noop("We have received your question."),
    "referred": gettext_noop("We have received your question. Next time you can ask us at once."),
    "question": gettext_noop("%(name)s needs an answer from you."),
    "answer": gettext_noop("%(name)s wrote you a message."),
    "approve": gettext_noop("Your approval is asked."),
    "approved": gettext_noop("Everyone who had to agree has agreed."),
    "refused": gettext_noop("%(name)s did not agree."),
    "under_way": gettext_noop("%(name)s passed your question on to who can do it."),
    "work": gettext_noop("There is work for you: %(order)s."),
    "work_cancelled": gettext_noop("Work order %(order)s was taken back."),
    "returned": gettext_noop("%(name)s gave back work order %(order)s."),
    "work_done": gettext_noop("%(name)s completed work order %(order)s."),
    "work_note": gettext_noop("%(name)s wrote a note about work order %(order)s."),
    "remark": gettext_noop("%(name)s added something."),
    "reopened": gettext_noop("%(name)s opened this question again."),
    "done": gettext_noop("Your question is done."),
    "cancelled": gettext_noop("%(name)s withdrew this question."),
    "merged": gettext_noop("Your question goes on in another one."),
    "unmerged": gettext_noop("Your question goes on by itself again."),
    "not_sent": gettext_noop("What you wrote was not sent. You find it in the reply box of this question."),
    "assigned": gettext_noop("%(name)s put this question in your name."),
    "mentioned": gettext_noop("%(name)s mentioned you in a note."),
    "let_in": gettext_noop("%(name)s lets you read a question in which you were mentioned."),
    "parent_ended": gettext_noop("The question that this one waited for has ended."),
    "woke": gettext_noop("A question that was snoozed is back."),
    "watched": gettext_noop("Something happened with a question that you follow."),
}
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
    verb = "opened elsewhere" if event.verb == "opened" and "asked" in event.data else event.verb
    for whom, purpose in TELLS.get(verb, {}).items():
        for person in _people(event, whom):
            if person.is_active and (person.pk != event.actor_id or purpose == CONFIRMATION):
                found.setdefault(person.pk, Telling(person, purpose))
    return list(found.values())


def told_unit(event: Event) -> Unit | None:
    """Return the unit whose mailbox hears of `event`: the one that must do something."""
    if event.verb not in ("order_sent", "order_resent") or event.work_order is None:
        return None
    return event.work_order.unit


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
    if whom == MENTIONED:
        return may_read(mentioned(event.text), ticket)
    if whom == WATCHING:
        return _watching(event)
    if whom == ASSIGNED:
        return User.objects.filter(pk=event.data.get("to_id"))
    return []


def _watching(event: Event) -> Iterable[User]:
    """Return who follows the ticket and may read this: who lost sight of it since hears nothing."""
    people = [watch.person for watch in event.ticket.watches.select_related("person")[:MOST]]
    if not event.public:
        return may_read(people, event.ticket)
    return [person for person in people if Ticket.objects.visible_to(person).filter(pk=event.ticket_id).exists()]


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


def purpose_words(notice: Notice) -> str:
    """Say in one sentence why somebody was told."""
    event = notice.event
    words = WORDS[notice.purpose]
    return gettext(words) % {
        "name": event.actor or gettext("The front office"),
        "order": event.work_order.number if event.work_order else "",
    }
