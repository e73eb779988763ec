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
from servicedesk.models import Ticket


class Verb(NamedTuple):
    """`right` is the verb of the lifecycle that one must have; `do` returns the question to go on with."""

    right: str
    form: type[Act]
    do: Callable[[Ticket, User, dict[str, Any]], Any]
    done: Promise


def _classify(ticket: Ticket, by: User, data: dict[str, Any]) -> Ticket:
    return services.classify(ticket, by=by, **data | {"kind": data["kind"] or None})


def _order(service: Callable[..., Any]) -> Callable[[Ticket, User, dict[str, Any]], Any]:
    def do(ticket: Ticket, by: User, data: dict[str, Any]) -> Ticket:
        service(data.pop("order"), by=by, **data)
        return ticket

    return do


def _plain(service: Callable[..., Any]) -> Callable[[Ticket, User, dict[str, Any]], Any]:
    """Return what hands the form's fields to `service` under their own names."""
    return lambda ticket, by, data: service(ticket, by=by, **data)


def _note(ticket: Ticket, by: User, data: dict[str, Any]) -> Ticket:
    return services.note(ticket, by=by, text=data["text"])


def _forward(ticket: Ticket, by: User, data: dict[str, Any]) -> Ticket:
    services.forward(ticket, by=by, **data)
    return ticket


VERBS: dict[str, Verb] = {
    "take": Verb("take", Act, _plain(services.take), _("This question is in your name now.")),
    "assign": Verb("assign", forms.Assign, _plain(services.assign), _("Your colleague has this question now.")),
    "answer": Verb("answer", forms.Reply, _plain(services.answer), _("The customer has your answer.")),
    "ask": Verb("ask", forms.Reply, _plain(services.ask), _("The customer has your question. We wait for the answer.")),
    "solve": Verb("solve", forms.Reply, _plain(services.solve), _("The customer has the answer. This is solved.")),
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
