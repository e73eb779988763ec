"""What the API can do to a ticket or a work order: for each verb what it takes, and the service that does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext
from rest_framework import serializers

from catalog.models import Product
from core.inputs import Answer, Choice, Coded, Input, Number, Text, YesNo
from core.refusals import Refused
from organisation.models import Location, Unit, User
from servicedesk import services
from servicedesk.lifecycle import Kind, Urgency, Wakes
from servicedesk.models import Event, Ticket, WorkOrder
from servicedesk.models.tickets import LinkKind
from servicedesk.serializers import LONG, refuse_unasked


class ActionInput(Input):
    """An action and the version it was based on; where that is an older one, nothing is done."""

    seen = Number(required=False, help_text="The version you saw. If somebody changed it since: 409 with what changed.")


def named(verb: str) -> Choice:
    """Return the field that says which action it is."""
    return Choice([verb])


class Numbered(Coded):
    """The number of a ticket; becomes the ticket."""

    def find(self, rows: Any, code: str) -> Ticket | None:
        return rows.numbered(code).first()


class ClassifyInput(ActionInput):
    action = named("classify")
    kind = Choice(Kind.values)
    product = Coded(lambda user: Product.objects.visible_to(user).for_display(), required=False)
    answers = serializers.DictField(child=Answer(), required=False)
    urgency = Choice(Urgency.values, required=False)
    location = Coded(lambda user: Location.objects.all(), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        refuse_unasked(attrs.get("product") or self.context["thing"].product, attrs.get("answers", {}))
        return attrs


class TakeInput(ActionInput):
    action = named("take")


class AssignInput(ActionInput):
    action = named("assign")
    user = Coded(lambda user: User.objects.visible_to(user), by="username", source="to", help_text="A username.")


class AskInput(ActionInput):
    action = named("ask")
    text = Text(max_length=LONG)


class AnswerInput(ActionInput):
    action = named("answer")
    text = Text(max_length=LONG)


class ForwardInput(ActionInput):
    action = named("forward")
    unit = Coded(lambda user: Unit.objects.all(), required=False, help_text="Unless told, the unit that carries out.")
    note = Text(max_length=LONG, required=False, allow_blank=True)


class NoteInput(ActionInput):
    action = named("note")
    text = Text(max_length=LONG)
    public = YesNo(default=False)


class SolveInput(ActionInput):
    action = named("solve")
    text = Text(max_length=LONG)


class CloseInput(ActionInput):
    action = named("close")


class ReopenInput(ActionInput):
    action = named("reopen")
    text = Text(max_length=LONG)


class CancelInput(ActionInput):
    action = named("cancel")
    text = Text(max_length=LONG)


class MergeInput(ActionInput):
    action = named("merge")
    into = Numbered(lambda user: Ticket.objects.visible_to(user), help_text="The number of a ticket, such as M-10482.")


class LinkInput(ActionInput):
    action = named("link")
    other = Numbered(lambda user: Ticket.objects.visible_to(user), help_text="The number of a ticket, such as M-10482.")
    kind = Choice(LinkKind.values, default=LinkKind.RELATED, help_text="With `part_of` it waits until the other ends.")


class SplitInput(ActionInput):
    action = named("split")
    subject = Text(max_length=200)
    event = Number(
        required=False, max_value=2**63 - 1, help_text="The `id` of the message; unless told, what was asked at first."
    )


class SnoozeInput(ActionInput):
    action = named("snooze")
    wakes_on = Choice(Wakes.values, required=False)
    until = serializers.DateTimeField(required=False, help_text="At the latest then; needed with `date`.")


class WakeInput(ActionInput):
    action = named("wake")


class RemarkInput(ActionInput):
    action = named("remark")
    text = Text(max_length=LONG)


class AcceptInput(ActionInput):
    action = named("accept")


class OrderNoteInput(ActionInput):
    action = named("note")
    text = Text(max_length=LONG)


class ReturnInput(ActionInput):
    action = named("return")
    reason = Text(max_length=LONG)


class CompleteInput(ActionInput):
    action = named("complete")
    result = Text(max_length=LONG)


class Action(NamedTuple):
    """What it takes, and who does it: called with the thing, `by`, and what was sent."""

    takes: type[ActionInput]
    do: Callable[..., Any]


def _note(ticket: Ticket, *, by: User, seen: int | None = None, **said: Any) -> Ticket:
    # A note overrules nothing, so it needs no fresh look.
    return services.note(ticket, by=by, **said)


def _remark(ticket: Ticket, *, by: User, text: str, seen: int | None = None) -> Ticket:
    return services.remark(ticket, by=by, text=text)


def _split(ticket: Ticket, *, by: User, subject: str, event: int | None = None, seen: int | None = None) -> Ticket:
    events = Event.objects.visible_to(by).filter(ticket=ticket)
    said = (events.filter(pk=event) if event else events.filter(verb="opened")).first()
    if said is None:
        text = gettext("Choose one of the messages of this question.")
        raise Refused(text, {"event": [text]})
    return services.split(ticket, by=by, event=said, subject=subject, seen=seen)


def _note_order(order: WorkOrder, *, by: User, text: str, seen: int | None = None) -> WorkOrder:
    return services.note_order(order, by=by, text=text)


TICKET_ACTIONS = {
    "classify": Action(ClassifyInput, services.classify),
    "take": Action(TakeInput, services.take),
    "assign": Action(AssignInput, services.assign),
    "ask": Action(AskInput, services.ask),
    "answer": Action(AnswerInput, services.answer),
    "forward": Action(ForwardInput, services.forward),
    "note": Action(NoteInput, _note),
    "solve": Action(SolveInput, services.solve),
    "close": Action(CloseInput, services.close),
    "reopen": Action(ReopenInput, services.reopen),
    "cancel": Action(CancelInput, services.cancel),
    "merge": Action(MergeInput, services.merge),
    "link": Action(LinkInput, services.link),
    "split": Action(SplitInput, _split),
    "snooze": Action(SnoozeInput, services.snooze),
    "wake": Action(WakeInput, services.wake),
    "remark": Action(RemarkInput, _remark),
}
ORDER_ACTIONS = {
    "accept": Action(AcceptInput, services.accept),
    "note": Action(OrderNoteInput, _note_order),
    "return": Action(ReturnInput, services.return_order),
    "complete": Action(CompleteInput, services.complete),
}
