"""What can be done with a question that asks something first: a button each, whose form is fetched when it unfolds.

A page has a dozen of them, of which one uses at most one. Without script the button leads to the page with that form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.forms import BaseForm
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.forms.intake import IntakeForm
from organisation.models import Unit, User
from servicedesk.forms.desk import open_parts
from servicedesk.lifecycle import State
from servicedesk.models import Ticket, WorkOrder
from servicedesk.outlook import Outlook, outlook
from servicedesk.views.desk.verbs import ORDER_VERBS, VERBS


class Asks(NamedTuple):
    """The words on the button that unfolds, and on the one that sends."""

    label: Promise
    go: Promise
    chord: str = ""
    danger: bool = False


# In the order of the screen. The answers to the product's questions have a form of their own.
ASKS = {
    "solve_parts": Asks(_("Solve the parts too"), _("Send this to the parts"), "solve-parts"),
    "forward": Asks(_("Pass on"), _("Order the work"), "forward"),
    "assign": Asks(_("To a colleague"), _("Give to this colleague"), "assign"),
    "reopen": Asks(_("Open again"), _("Open this question again"), "reopen"),
    "merge": Asks(_("Merge"), _("Let it go on in the other"), "merge"),
    "split": Asks(_("Split"), _("Make a question of it"), "split"),
    "snooze": Asks(_("Snooze"), _("Put out of sight"), "snooze"),
    "cancel": Asks(_("Stop"), _("Stop this question"), "cancel", danger=True),
    "link": Asks(_("Link another question"), _("Link"), "link"),
    "answers": Asks(_("Complete or change the answers"), _("Keep the answers"), "answers"),
    "classify": Asks(_("Change kind, product or place"), _("Keep the details"), "classify"),
    "resend": Asks(_("Send again"), _("Send again"), "resend"),
    "cancel_order": Asks(_("Take back"), _("Take back"), "cancel-order"),
}
# These float over the page, under their button; the others unfold where they stand.
FLOATING = ("solve_parts", "forward", "assign", "reopen", "merge", "split", "snooze", "cancel")


class Fold(NamedTuple):
    """One of them. `key` names it on the page; `seen` is the version that was on the screen; closed without `form`."""

    key: str
    verb: str
    asks: Asks
    ticket: Ticket
    seen: int
    order: WorkOrder | None = None
    form: Any = None
    ahead: Outlook | None = None

    @property
    def floats(self) -> bool:
        return self.verb in FLOATING

    @property
    def action(self) -> str:
        return reverse("desk:act", args=[self.ticket.pk, self.verb])

    @property
    def address(self) -> str:
        """Where the form is fetched from."""
        query = urlencode({"act": self.key, "seen": self.seen})
        return f"{self.ticket.get_desk_url()}?{query}"


def folds_of(ticket: Ticket, user: User, verbs: list[str], bound: Mapping[str, BaseForm], opened: str) -> list[Fold]:
    """Return what is possible now. With its form: what is `opened`, and those that came back (`bound`, by key)."""
    found = []
    for key, order in _possible(ticket, user, verbs, bound):
        verb = key.partition("-")[0]
        fold = Fold(key, verb, ASKS[verb], ticket, order.version if order else ticket.version, order)
        found.append(with_form(fold, user, bound.get(key)) if key in bound or key == opened else fold)
    return found


def with_form(fold: Fold, user: User, form: Any = None) -> Fold:
    """Return it unfolded: with the form that came back, or a fresh one."""
    ticket = fold.ticket
    if form is None and fold.verb == "answers":
        about = ticket.requester or user
        form = IntakeForm(questions=ticket.questions, user=about, complete=False, answers=ticket.answers)
    elif form is None:
        form = VERBS[fold.verb].form(thing=ticket, user=user, name=fold.key)
    if fold.verb != "forward":
        return fold._replace(form=form)
    units = list(Unit.objects.all())
    field = form.fields["unit"]
    field.choices = [("", field.empty_label), *((unit.pk, unit.name) for unit in units)]
    return fold._replace(form=form, ahead=outlook(ticket, {unit.code: unit for unit in units}))


def _is_asked(verb: str, ticket: Ticket, user: User) -> bool:
    """Is there something for it to be about?"""
    if verb == "answers":
        return bool(ticket.questions)
    return verb != "solve_parts" or (ticket.state in (State.SOLVED, State.CLOSED) and open_parts(ticket, user).exists())


def _possible(
    ticket: Ticket, user: User, verbs: list[str], bound: Mapping[str, BaseForm]
) -> list[tuple[str, WorkOrder | None]]:
    """Return the keys of what can be done, with the order it is about; also of what came back after a colleague."""
    found: list[tuple[str, WorkOrder | None]] = []
    for verb in ASKS:
        if verb in ORDER_VERBS:
            continue
        right = "classify" if verb == "answers" else VERBS[verb].right
        if verb in bound or (right in verbs and _is_asked(verb, ticket, user)):
            found.append((verb, None))
    for order in ticket.work_orders.all():
        can = order.verbs_for(user)
        keys = [f"{name}-{order.pk}" for name, right in ORDER_VERBS.items() if right in can]
        came_back = [key for name in ORDER_VERBS if (key := f"{name}-{order.pk}") in bound and key not in keys]
        found += [(key, order) for key in [*keys, *came_back]]
    return found
