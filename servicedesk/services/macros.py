"""Doing what a macro says: all of it or nothing, with one way back."""

from __future__ import annotations

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.models import User
from servicedesk.models import Batch, Check, Held, Macro, Ticket
from servicedesk.models.library import Says
from servicedesk.placeholders import PLACE
from servicedesk.services.batches import keep_row, rehearse
from servicedesk.services.checks import begin_list
from servicedesk.services.conversation import note, take
from servicedesk.services.ending import solve
from servicedesk.services.ground import lock, lock_quietly
from servicedesk.services.held import hold
from servicedesk.services.intake import classify
from servicedesk.services.orders import forward
from servicedesk.texts import words_of


class Ran(NamedTuple):
    """`held` are the words that go out in a moment; without a batch it can't be undone in one go."""

    held: Held | None
    batch: Batch | None


@transaction.atomic
def run_macro(ticket: Ticket, *, by: User, macro: Macro, seen: int | None = None) -> Ran:
    """Do all steps of `macro`, in the order of its sentence. Refuses the whole where one step is refused."""
    if not Macro.objects.visible_to(by).in_use().filter(pk=macro.pk).exists():
        raise PermissionDenied
    before = lock(ticket, "note", by=by, seen=seen)
    steps = _inside(before, by, macro)
    # As it is now: what was changed may be named in the words.
    held = _say(lock_quietly(before), by, macro) if macro.says else None
    if not macro.is_undoable:
        return Ran(held, None)
    batch = Batch.objects.create(by=by, verb="macro", at=timezone.now())
    keep_row(batch, before, steps=0, held=[held.pk] if held else [], checks=[step.pk for step in steps])
    return Ran(held, batch)


def _inside(ticket: Ticket, by: User, macro: Macro) -> list[Check]:
    """Do what the customer doesn't read; return the steps that were put on the question."""
    values = {"kind": macro.kind or None, "product": macro.product, "urgency": macro.urgency or None}
    if any(values.values()):
        classify(ticket, by=by, **values)  # type: ignore[arg-type]
    if macro.takes:
        take(ticket, by=by)
    steps: list[Check] = []
    wanted = macro.check_list
    if wanted and not ticket.checks.filter(title=wanted.name).exists():
        steps = begin_list(lock_quietly(ticket), by=by, title=wanted.name, steps=wanted.steps)
    if macro.note and macro.is_undoable:
        note(ticket, by=by, text=macro.note)
    if macro.forward_to:
        forward(ticket, by=by, unit=macro.forward_to, note=macro.note)
    return steps


def _say(ticket: Ticket, by: User, macro: Macro) -> Held:
    """Let the words wait for a moment. Refuses now what would come back: a place that is empty, work that goes on."""
    text = words_of(macro, ticket, by=by)
    if empty := PLACE.findall(text):
        raise Refused(gettext("For this question we can't fill in: %(names)s.") % {"names": ", ".join(empty)})
    if macro.says == Says.SOLVE:
        refused = rehearse([ticket], by=by, do=lambda one: solve(one, by=by, text=text)).refused
        if refused:
            raise Refused(refused[0].text)
    return hold([ticket], by=by, verb=macro.says, text=text)
