"""What can be done with a question at the desk: a form, the service behind it, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from servicedesk import services
from servicedesk.forms import desk as forms
from servicedesk.forms.acts import Act
from servicedesk.models import Batch, Held, Ticket
from servicedesk.views.desk.composer import draft_key

Do = Callable[[Ticket, User, Any], Any]
# What stays inside and touches the question alone: this can be undone.
UNDOABLE = frozenset({"take", "assign", "close", "classify", "snooze", "wake"})


class Verb(NamedTuple):
    """`right` is the verb of the lifecycle that one must have; `do` returns the question to go on with.

    Without `done` the page itself shows what was done: what is about to be sent stands at the end of the story.
    """

    right: str
    form: type[Act]
    do: Do
    done: Promise | str


def performed(name: str, ticket: Ticket, by: User, form: Any) -> tuple[Ticket, str]:
    """Do the verb; return the question to go on with, and the address that undoes it, empty where that can't be."""
    verb = VERBS[name]
    if name == "merge":
        batch: Batch | None = services.merge_all([ticket], by=by, **form.cleaned_data)
        return form.cleaned_data["into"], batch.get_undo_url() if batch else ""
    if name == "solve_parts":
        return ticket, reverse("desk:held", args=[verb.do(ticket, by, form).pk])
    if name not in UNDOABLE:
        return verb.do(ticket, by, form), ""
    goal, batch = services.undoable(ticket, by=by, verb=name, do=lambda one: verb.do(one, by, form))
    return goal, batch.get_undo_url() if batch else ""


def _plain(service: Callable[..., Any]) -> Do:
    """Return what hands the form's fields to `service` under their own names."""
    return lambda ticket, by, form: service(ticket, by=by, **form.cleaned_data)


def _reply(verb: str) -> Do:
    """Return what says something with its files: to the customer in a moment, inside at once. The draft is used."""

    def do(ticket: Ticket, by: User, form: Any) -> Ticket:
        data, files = form.cleaned_data, form.attachments
        said = {"by": by, "verb": verb, "text": data["text"], "files": files, "instead_of": data["instead_of"]}
        if verb == "note":
            services.reply(ticket, **said)
        else:
            services.hold([ticket], **said, seen=data["seen"])
        services.drop_draft(by=by, key=draft_key(ticket))
        return ticket

    return do


def _classify(ticket: Ticket, by: User, form: Any) -> Ticket:
    return services.classify(ticket, by=by, **form.cleaned_data | {"kind": form.cleaned_data["kind"] or None})


def _forward(ticket: Ticket, by: User, form: Any) -> Ticket:
    services.forward(ticket, by=by, **form.cleaned_data)
    return ticket


def _solve_parts(ticket: Ticket, by: User, form: Any) -> Held:
    """Let the same words wait for the customers of the parts."""
    return services.hold(form.cleaned_data["parts"], by=by, verb="solve", text=form.cleaned_data["text"])


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
    "answer": Verb("answer", forms.Reply, _reply("answer"), ""),
    "ask": Verb("ask", forms.Reply, _reply("ask"), ""),
    "solve": Verb("solve", forms.Reply, _reply("solve"), ""),
    "note": Verb("note", forms.Reply, _reply("note"), _("Your note is kept. The customer doesn't see it.")),
    "classify": Verb("classify", forms.Classify, _classify, _("The details are kept.")),
    "forward": Verb("forward", forms.Forward, _forward, _("The work has been ordered. You keep the lead.")),
    "close": Verb("close", Act, _plain(services.close), _("This question is closed.")),
    "reopen": Verb("reopen", forms.Reopen, _plain(services.reopen), _("This question is open again.")),
    "cancel": Verb("cancel", forms.Cancel, _plain(services.cancel), _("This question is stopped.")),
    "merge": Verb("merge", forms.Merge, _plain(services.merge), _("The questions are one now. It goes on here.")),
    "link": Verb("link", forms.Link, _plain(services.link), _("The two questions are linked.")),
    "unlink": Verb("link", forms.Unlink, _plain(services.unlink), _("The link has been taken away.")),
    "split": Verb("split", forms.Split, _plain(services.split), _("This is a question of its own now.")),
    "solve_parts": Verb("link", forms.SolveParts, _solve_parts, _("The parts get this answer in a moment.")),
    "snooze": Verb("snooze", forms.Snooze, _plain(services.snooze), _("Out of sight. It comes back by itself.")),
    "wake": Verb("wake", Act, _plain(services.wake), _("This question is back in the queues.")),
    "resend": Verb("forward", forms.Resend, _order(services.resend), _("The work order has been sent again.")),
    "cancel_order": Verb(
        "forward", forms.CancelOrder, _order(services.cancel_order), _("The work order has been taken back.")
    ),
}
# The right on the work order itself that these ask for, besides the one on its question.
ORDER_VERBS = {"resend": "resend", "cancel_order": "cancel"}
# What the composer does, by its buttons: one form for all of them.
REPLIES = ("answer", "ask", "solve", "note")
