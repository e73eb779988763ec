"""What can be done with a question at the desk: a form, the service behind it, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from servicedesk import services
from servicedesk.forms import desk as forms
from servicedesk.forms.acts import Act
from servicedesk.models import Batch, Ticket

Do = Callable[[Ticket, User, Any], Any]
# What stays inside and touches the question alone: this can be undone.
UNDOABLE = frozenset({"take", "assign", "close", "classify"})


class Verb(NamedTuple):
    """`right` is the verb of the lifecycle that one must have; `do` returns the question to go on with."""

    right: str
    form: type[Act]
    do: Do
    done: Promise


def performed(name: str, ticket: Ticket, by: User, form: Any) -> tuple[Ticket, str]:
    """Do the verb; return the question to go on with, and the address that undoes it, empty where that can't be."""
    verb = VERBS[name]
    if name == "merge":
        batch: Batch | None = services.merge_all([ticket], by=by, **form.cleaned_data)
        return form.cleaned_data["into"], batch.get_undo_url() if batch else ""
    if name not in UNDOABLE:
        return verb.do(ticket, by, form), ""
    goal, batch = services.undoable(ticket, by=by, verb=name, do=lambda one: verb.do(one, by, form))
    return goal, batch.get_undo_url() if batch else ""


def _plain(service: Callable[..., Any]) -> Do:
    """Return what hands the form's fields to `service` under their own names."""
    return lambda ticket, by, form: service(ticket, by=by, **form.cleaned_data)


def _said(service: Callable[..., Any]) -> Do:
    """Return what lets `service` say the words, and adds the files for the customer."""

    def do(ticket: Ticket, by: User, form: Any) -> Ticket:
        text, seen = form.cleaned_data["text"], form.cleaned_data["seen"]
        if service is not services.answer or text.strip() or not form.attachments:
            service(ticket, by=by, text=text, seen=seen)
        return services.attach(ticket, by=by, files=form.attachments) if form.attachments else ticket

    return do


def _note(ticket: Ticket, by: User, form: Any) -> Ticket:
    if form.cleaned_data["text"].strip() or not form.attachments:
        services.note(ticket, by=by, text=form.cleaned_data["text"])
    return services.attach(ticket, by=by, files=form.attachments, public=False) if form.attachments else ticket


def _classify(ticket: Ticket, by: User, form: Any) -> Ticket:
    return services.classify(ticket, by=by, **form.cleaned_data | {"kind": form.cleaned_data["kind"] or None})


def _forward(ticket: Ticket, by: User, form: Any) -> Ticket:
    services.forward(ticket, by=by, **form.cleaned_data)
    return ticket


def _order(service: Callable[..., Any]) -> Do:
    """Return what does something with the work order that the form names."""

    def do(ticket: Ticket, by: User, form: Any) -> Ticket:
        data = dict(form.cleaned_data)
        service(data.pop("order"), by=by, **data)
        return ticket

    return do


VERBS: dict[str, Verb] = {
    "take": Verb("take", Act, _plain(services.take), _("This question is in your name now.")),
    "assign": Verb("assign", forms.Assign, _plain(services.assign), _("Your colleague has this question now.")),
    "answer": Verb("answer", forms.Reply, _said(services.answer), _("The customer has your answer.")),
    "ask": Verb("ask", forms.Reply, _said(services.ask), _("The customer has your question. We wait for the answer.")),
    "solve": Verb("solve", forms.Reply, _said(services.solve), _("The customer has the answer. This is solved.")),
    "note": Verb("note", forms.Reply, _note, _("Your note is kept. The customer doesn't see it.")),
    "classify": Verb("classify", forms.Classify, _classify, _("The details are kept.")),
    "forward": Verb("forward", forms.Forward, _forward, _("The work has been ordered. You keep the lead.")),
    "close": Verb("close", Act, _plain(services.close), _("This question is closed.")),
    "reopen": Verb("reopen", forms.Reopen, _plain(services.reopen), _("This question is open again.")),
    "cancel": Verb("cancel", forms.Cancel, _plain(services.cancel), _("This question is stopped.")),
    "merge": Verb("merge", forms.Merge, _plain(services.merge), _("The questions are one now. It goes on here.")),
    "link": Verb("link", forms.Link, _plain(services.link), _("The two questions are linked.")),
    "resend": Verb("forward", forms.Resend, _order(services.resend), _("The work order has been sent again.")),
    "cancel_order": Verb(
        "forward", forms.CancelOrder, _order(services.cancel_order), _("The work order has been taken back.")
    ),
}
# The right on the work order itself that these ask for, besides the one on its question.
ORDER_VERBS = {"resend": "resend", "cancel_order": "cancel"}
# What the composer does, by its buttons: one form for all of them.
REPLIES = ("answer", "ask", "solve", "note")
