"""The log in words: what each event says, and whether it is speech, an internal note or a plain fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core import wording
from organisation.models import User
from servicedesk.lifecycle import Kind, Urgency, Wakes
from servicedesk.models import Event, Ticket
from servicedesk.models.tickets import LinkKind

# How an entry looks: a bubble that the customer sees, a dashed note that stays inside, a single line.
SAY, NOTE, FACT = "say", "note", "fact"

LINES = {
    "opened": _("%(name)s registered this question."),
    "take": _("%(name)s took on this question."),
    "assign": _("%(name)s put this question in the name of %(to)s."),
    "ask": _("%(name)s asked the customer something."),
    "answer": _("%(name)s answered."),
    "note": _("%(name)s wrote a note."),
    "remark": _("%(name)s added something."),
    "forward": _("%(name)s passed the work on to %(units)s."),
    "order_sent": _("Work order %(order)s went to %(unit)s."),
    "order_accepted": _("%(name)s of %(unit)s took on work order %(order)s."),
    "order_note": _("%(name)s wrote a note about work order %(order)s."),
    "order_returned": _("%(name)s of %(unit)s gave back work order %(order)s."),
    "order_resent": _("%(name)s sent work order %(order)s to %(unit)s again."),
    "order_done": _("%(name)s of %(unit)s completed work order %(order)s."),
    "order_cancelled": _("%(name)s took back work order %(order)s from %(unit)s."),
    "approval_asked": _("%(approver)s was asked to agree."),
    "approved": _("%(name)s agreed."),
    "all_approved": _("Everybody who was asked has agreed."),
    "refused": _("%(name)s did not agree."),
    "no_approver": _("Nobody could be found to agree, so the front office decides."),
    "solve": _("%(name)s gave the answer."),
    "close": _("%(name)s closed this question."),
    "reopen": _("%(name)s opened this question again."),
    "cancel": _("%(name)s stopped this question."),
    "outage": _("%(name)s put this question under the outage “%(outage)s”."),
    "merge": _("%(name)s let this question go on in %(into)s."),
    "not_sent": _("What %(to)s wrote was not sent, because something had changed."),
    "unlink": _("%(name)s took away the link with %(other)s."),
    "part": _("%(name)s made question %(number)s a part of this one."),
    "parent_ended": _("Question %(number)s, which this one is a part of, has ended."),
    "split": _("%(name)s made a question of its own of a part of this: %(into)s."),
    "split_from": _("%(name)s made this question of a part of %(number)s."),
    "wake": _("%(name)s brought this question back into the queues."),
    "merged": _("%(name)s added question %(number)s to this one."),
    "list": _("%(name)s put the check-list “%(title)s” on this question."),
    "tick": _("%(name)s ticked off “%(step)s”."),
    "untick": _("%(name)s took the tick away from “%(step)s”."),
    "access_given": _("%(name)s lets %(to)s read this question."),
    "access_refused": _("%(name)s does not let %(to)s read this question."),
    "access_taken": _("%(name)s no longer lets %(to)s read this question."),
    "unmerged": _("%(name)s undid that: this question goes on by itself again."),
    "undone": _("%(name)s undid the last step."),
}
# Who wrote it down is not said of a question that a unit was asked directly.
ASKED_ELSEWHERE = _("%(asked)s was asked this directly and passed it on.")
BY_DEPUTY = {
    "approved": _("%(name)s agreed on behalf of %(deputy_for)s."),
    "refused": _("%(name)s did not agree, on behalf of %(deputy_for)s."),
}
LINKED = {
    LinkKind.RELATED: _("%(name)s noted that this has to do with %(other)s."),
    LinkKind.DUPLICATE: _("%(name)s noted that this is the same as %(other)s."),
    LinkKind.CAUSED_BY: _("%(name)s noted that this is caused by %(other)s."),
    LinkKind.PART_OF: _("%(name)s noted that this is a part of %(other)s."),
}
# What "classify" may have changed, besides what is named with its new value.
CHANGES = {
    "answers": _("the answers"),
    "location_id": _("the building"),
    "room": _("the room"),
}
# What somebody wrote says it all: above it stands only the name.
PLAIN = frozenset({"opened", "answer", "remark", "note"})


@dataclass(frozen=True)
class Entry:
    """One event as a story shows it. `text` is what somebody wrote; empty for a plain fact."""

    event: Event
    sort: str
    line: str
    text: str
    speaker: User | None
    from_customer: bool

    @property
    def headline(self) -> str:
        """What stands above the words: a name where that is enough, else the whole sentence."""
        named = self.speaker and self.event.verb in PLAIN and "asked" not in self.event.data
        return str(self.speaker) if named else self.line


def story(ticket: Ticket, events: Iterable[Event]) -> list[Entry]:
    """Return the events of `ticket` as they are shown. Their actors should have been fetched."""
    return [entry(event, ticket) for event in events]


def entry(event: Event, ticket: Ticket) -> Entry:
    """Return one event as it is shown. What an agent wrote down of a call is what the customer said."""
    speaker = (ticket.requester or event.actor) if event.verb == "opened" else event.actor
    mine = speaker is not None and speaker.pk == ticket.requester_id
    return Entry(event, sort(event), line(event), event.text, speaker, mine)


def sort(event: Event) -> str:
    """Say how an event looks: words for the customer, words that stay inside, or a fact."""
    if not event.text:
        return FACT
    return SAY if event.public else NOTE


def line(event: Event) -> str:
    """Say in one whole sentence what happened, without what was written. Any verb gets a sentence."""
    if event.verb == "attach":
        return _added(event)
    if event.verb == "classify":
        return _classified(event)
    if event.verb == "snooze":
        return _snoozed(event)
    if event.verb == "handed_over":
        return _went_over(event)
    return str(_sentence(event)) % _filled(event)


def until_when(wakes_on: str, until: datetime | None) -> str:
    """Say for how long a question is out of sight."""
    day = wording.promise(until, now=timezone.now(), zone=timezone.get_current_timezone()) if until else ""
    if not wakes_on or wakes_on == Wakes.DATE:
        return gettext("until %(day)s") % {"day": day}
    if wakes_on == Wakes.CUSTOMER:
        words = gettext("until the customer says something, or %(day)s at the latest")
        return words % {"day": day} if day else gettext("until the customer says something")
    words = gettext("until the work is done, or %(day)s at the latest")
    return words % {"day": day} if day else gettext("until the work is done")


def _snoozed(event: Event) -> str:
    changed = event.data.get("set", {})
    until = changed.get("asleep_until")
    words = until_when(changed.get("wakes_on", ""), datetime.fromisoformat(until) if until else None)
    return gettext("%(name)s snoozed this question %(until)s.") % {"name": _actor(event), "until": words}


def _went_over(event: Event) -> str:
    """Say who took what over from a unit that closed, and in which phase."""
    data = event.data
    said = []
    if "to" in data:
        said.append(gettext("%(from)s closed in phase %(phase)s; this question went over to %(to)s.") % data)
    if "work_to" in data:
        said.append(gettext("The work on it goes from %(work_from)s to %(work_to)s.") % data)
    for one in data.get("orders", ()):
        said.append(gettext("Work order %(order)s went over from %(from)s to %(to)s.") % one)
    return " ".join(said)


def _sentence(event: Event) -> Any:
    if event.verb == "link":
        return LINKED.get(event.data.get("kind", ""), LINKED[LinkKind.RELATED])
    if event.verb == "opened" and "asked" in event.data:
        return ASKED_ELSEWHERE
    if "deputy_for" in event.data and event.verb in BY_DEPUTY:
        return BY_DEPUTY[event.verb]
    return LINES.get(event.verb, _("%(name)s did something with this question."))


def _filled(event: Event) -> dict[str, str]:
    keys = (
        "to",
        "units",
        "unit",
        "approver",
        "into",
        "number",
        "other",
        "deputy_for",
        "outage",
        "title",
        "step",
        "asked",
    )
    filled = {key: str(event.data.get(key, "")) for key in keys}
    return filled | {"name": _actor(event), "order": f"W-{event.work_order_id or ''}"}


def _actor(event: Event) -> str:
    return str(event.actor) if event.actor else gettext("The service desk")


def _added(event: Event) -> str:
    files = event.data.get("files") or []
    many = ngettext("%(name)s added the file %(files)s.", "%(name)s added the files %(files)s.", len(files))
    return many % {"name": _actor(event), "files": ", ".join(files)}


def _classified(event: Event) -> str:
    changed = event.data.get("set", {})
    what = [
        _named(changed, "kind", Kind, _("the kind is now %(value)s")),
        gettext("it is about “%(product)s”") % {"product": event.data.get("product", "")}
        if "product_id" in changed
        else "",
        _named(changed, "urgency", Urgency, _("the urgency is now %(value)s")),
        *[str(words) for key, words in CHANGES.items() if key in changed],
    ]
    named = ", ".join(filter(None, what))
    if not named:
        return gettext("%(name)s looked through the details and left them as they are.") % {"name": _actor(event)}
    said = gettext("%(name)s changed the details: %(what)s.") % {"name": _actor(event), "what": named}
    return said + _new_date(changed)


def _named(changed: dict, field: str, choices: type[TextChoices], words: Any) -> str:
    value = changed.get(field)
    return str(words) % {"value": choices(value).label} if value in choices.values else ""


def _new_date(changed: dict) -> str:
    if "resolve_by" not in changed:
        return ""
    promised = wording.promise(
        datetime.fromisoformat(changed["resolve_by"]), now=timezone.now(), zone=timezone.get_current_timezone()
    )
    return " " + gettext("We now promise %(date)s.") % {"date": promised}
