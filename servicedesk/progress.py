"""The one line that a question walks, from received to done, as its customer reads it. Plain values in, words out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple

from django.utils.translation import gettext, pgettext

from core import wording

# How far along a step is.
DONE, NOW, WAIT, TODO, STOP = "done", "now", "wait", "todo", "stop"


@dataclass(frozen=True)
class Course:
    """What there is to know of how a question stands. Names are empty where nobody or nothing is meant."""

    state: str
    opened_at: datetime
    respond_by: datetime
    resolve_by: datetime
    waiting_for: str = ""
    channel: str = "portal"
    lead: str = ""
    holder: str = ""
    workers: str = ""
    accepted: bool = False
    approver: str = ""
    agreed_by: str = ""
    refused_by: str = ""
    merged_into: str = ""
    responded_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in ("new", "in_progress", "waiting")

    @property
    def waits_for_agreement(self) -> bool:
        return self.is_open and bool(self.approver)

    @property
    def who(self) -> str:
        """Whom the customer may call about it: a colleague of the lead unit, else the unit."""
        return self.holder or self.lead


class Step(NamedTuple):
    """One stop of the line. `state` is one of done, now, wait, todo, stop; `at` is when it was reached."""

    name: str
    words: str
    state: str
    at: datetime | None = None


class Sign(NamedTuple):
    """The pill: what the `state` tag takes."""

    tone: str
    icon: str
    label: str


class Answer(NamedTuple):
    """The sentence that a customer came for, in three pieces: the date in the middle is printed firmly."""

    before: str
    date: str = ""
    after: str = ""

    def __str__(self) -> str:
        return "".join(self)


def steps(course: Course) -> list[Step]:
    """Return the line: what is done, at most one that is now or waits, and what is to come; or where it stopped."""
    begin = Step(gettext("Received"), _received(course.channel), DONE, course.opened_at)
    if course.merged_into:
        words = gettext("It goes on in %(number)s") % {"number": course.merged_into}
        return [begin, Step(gettext("Put together"), words, DONE, course.closed_at)]
    if course.state == "cancelled":
        return [begin, *_refusal(course), Step(gettext("Stopped"), "", STOP, course.closed_at)]
    return [begin, _looked_at(course), _being_done(course), _end(course)]


def sign(course: Course) -> Sign:
    """Return the pill of a question in the words of the portal."""
    if course.merged_into:
        return Sign("done", "merge", pgettext("state of a question", "Put together"))
    if course.state == "waiting" and course.waiting_for == "customer":
        return Sign("waiting", "pause", pgettext("state of a question", "Your turn"))
    if course.state == "waiting" and course.waiting_for == "approval":
        return Sign("waiting", "pause", pgettext("state of a question", "Waits for agreement"))
    return {
        "new": Sign("new", "new", pgettext("state of a question", "Received")),
        "solved": Sign("done", "check", pgettext("state of a question", "Solved")),
        "closed": Sign("done", "check", pgettext("state of a question", "Finished")),
        "cancelled": Sign("later", "close", pgettext("state of a question", "Stopped")),
    }.get(course.state, Sign("progress", "progress", pgettext("state of a question", "In progress")))


def answer(course: Course, *, now: datetime, zone: tzinfo) -> Answer:
    """Say in one sentence when it is ready, or what has to happen first."""
    text, date = _sentence(course, now)
    names = {
        "who": course.who,
        "workers": course.workers or course.lead,
        "approver": course.approver,
        "refused_by": course.refused_by,
        "number": course.merged_into,
    }
    before, _mark, after = text.partition("%(date)s")
    said = wording.promise(date, now=now, zone=zone) if date else ""
    return Answer(before % names, said, after % names)


def _sentence(course: Course, now: datetime) -> tuple[str, datetime | None]:
    """Return what is to be said, and the date that goes into it."""
    if not course.is_open:
        return _ended(course)
    if course.waiting_for == "customer":
        return gettext("We need an answer from you before we can go on."), None
    if course.waits_for_agreement:
        return gettext("%(approver)s still has to agree. You don't have to do anything."), None
    if course.resolve_by < now:
        return gettext("We are late: this had to be ready %(date)s. %(who)s is working on it."), course.resolve_by
    return _under_way(course), course.resolve_by


def _under_way(course: Course) -> str:
    if course.state == "new":
        return gettext("We have your question. It is ready %(date)s at the latest.")
    if course.state == "in_progress" or course.waiting_for == "parent":
        return gettext("%(who)s is working on this. It is ready %(date)s at the latest.")
    if course.accepted:
        return gettext("%(workers)s took on the work. It is ready %(date)s at the latest.")
    return gettext("We have passed the work on to %(workers)s. It is ready %(date)s at the latest.")


def _ended(course: Course) -> tuple[str, datetime | None]:
    if course.merged_into:
        return gettext("This goes on in %(number)s, together with your other question."), None
    if course.state == "solved":
        return gettext("We think that this is solved. Tell us if it isn't."), None
    if course.refused_by:
        return gettext("%(refused_by)s did not agree, so this has been stopped."), None
    if course.state == "cancelled":
        return gettext("This was stopped %(date)s."), course.closed_at
    return gettext("This was finished %(date)s."), course.closed_at


def _received(channel: str) -> str:
    return {
        "portal": gettext("You asked it here"),
        "phone": gettext("You called us"),
        "desk": gettext("You came by"),
        "email": gettext("You sent us an e-mail"),
    }.get(channel, gettext("It came in through another system"))


def _refusal(course: Course) -> list[Step]:
    if not course.refused_by:
        return []
    return [Step(gettext("Agreement"), gettext("%(name)s did not agree") % {"name": course.refused_by}, STOP)]


def _looked_at(course: Course) -> Step:
    if course.waits_for_agreement:
        return Step(gettext("Agreement"), gettext("%(name)s still has to agree") % {"name": course.approver}, WAIT)
    if course.state == "new":
        return Step(gettext("Looked at"), gettext("%(unit)s reads your question") % {"unit": course.lead}, NOW)
    if course.agreed_by:
        return Step(gettext("Agreement"), gettext("%(name)s agreed") % {"name": course.agreed_by}, DONE)
    return Step(gettext("Looked at"), gettext("By %(name)s") % {"name": course.who}, DONE, course.responded_at)


def _being_done(course: Course) -> Step:
    name = gettext("Being done")
    if course.waits_for_agreement or course.state == "new":
        return Step(name, "", TODO)
    if not course.is_open:
        return Step(name, gettext("By %(name)s") % {"name": course.workers or course.who}, DONE)
    if course.waiting_for == "customer":
        return Step(name, gettext("We need an answer from you"), WAIT)
    if course.state == "in_progress" or course.waiting_for == "parent":
        return Step(name, gettext("%(name)s is working on it") % {"name": course.who}, NOW)
    took = gettext("%(name)s took on the work") if course.accepted else gettext("The work is with %(name)s")
    return Step(name, took % {"name": course.workers or course.lead}, NOW)


def _end(course: Course) -> Step:
    if course.state == "solved":
        return Step(gettext("Solved"), gettext("Tell us if it isn't right"), NOW, course.solved_at)
    if course.state == "closed":
        return Step(gettext("Finished"), "", DONE, course.closed_at)
    return Step(gettext("Ready"), gettext("You hear it from us"), TODO)
