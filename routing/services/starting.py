"""Letting a phase begin: now or by itself later, everywhere or at one place, forward or back."""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from catalog import services as catalog
from catalog.models import Product
from core.refusals import Refused
from organisation.models import Location, User
from routing.access import may_override, require_steward
from routing.models import Phase, PhaseStart, StartState
from routing.readiness import readiness

logger = logging.getLogger(__name__)


class NotReady(Refused):
    """Something must be so first. `open` names each."""

    def __init__(self, phase: Phase, still_open: list[str]) -> None:
        words = gettext("%(phase)s can't start yet. Still open: %(open)s.")
        super().__init__(words % {"phase": phase, "open": "; ".join(still_open)}, {"preconditions": still_open})


@transaction.atomic
def start_phase(
    phase: Phase, *, by: User, at: datetime | None = None, location: Location | None = None, override: str = ""
) -> PhaseStart:
    """Let a phase begin, now or at `at`. Refuses what isn't ready, by name, unless a head gives a reason.

    A start that is planned is looked at when its moment comes. Going back to a lower number always asks for a reason.
    """
    require_steward(by)
    phase, now, reason = _lock(phase), timezone.now(), override.strip()
    if reason and not may_override(by):
        raise PermissionDenied
    is_later = at is not None and at > now
    moment = at if at is not None and is_later else now
    if _is_back(phase, moment, location):
        if not may_override(by):
            raise PermissionDenied
        if not reason:
            text = gettext("Give the reason for going back.")
            raise Refused(text, {"override": [text]})
    start = PhaseStart(
        phase=phase, location=location, planned_at=moment, planned_by=by, override_reason=reason, created_at=now
    )
    if is_later:
        _refuse_the_same_moment(start)
        return _saved(start)
    _begin(start, now)
    return start


@transaction.atomic
def withdraw_start(start: PhaseStart, *, by: User) -> PhaseStart:
    """Take back a start that is planned. Refuses one that has begun, was refused or withdrawn."""
    require_steward(by)
    _lock(start.phase)
    start = PhaseStart.objects.select_for_update(of=("self",), no_key=True).get(pk=start.pk)
    if start.state != StartState.PLANNED:
        raise Refused(gettext("This start is not planned any more."))
    start.state = StartState.WITHDRAWN
    start.save(update_fields=["state"])
    return start


def start_due(at: datetime | None = None) -> int:
    """Begin what was planned for before now, each in a transaction of its own; return how many were tried."""
    now = at or timezone.now()
    due = PhaseStart.objects.filter(state=StartState.PLANNED, planned_at__lte=now).order_by("planned_at", "pk")
    tried = 0
    for pk in list(due.values_list("pk", flat=True)):
        tried += 1
        try:
            _start_one(pk, now)
        except Exception:  # one that fails must not keep the others waiting; it is tried again
            logger.exception("the planned start %s failed", pk)
    return tried


@transaction.atomic
def _start_one(pk: int, now: datetime) -> None:
    """Whoever has the row decides, once: late, twice or after a worker died, the next one finds it decided."""
    phase = _lock(PhaseStart.objects.select_related("phase").get(pk=pk).phase)
    start = PhaseStart.objects.select_for_update(of=("self",)).get(pk=pk)
    if start.state != StartState.PLANNED or start.planned_at > now:
        return
    start.phase = phase
    try:
        with transaction.atomic():
            _begin(start, now)
    except Refused as refusal:
        start.state, start.started_at = StartState.REFUSED, None
        start.still_open = refusal.errors.get("preconditions") or [refusal.text]
        start.save(update_fields=["state", "started_at", "still_open"])


def _begin(start: PhaseStart, now: datetime) -> None:
    """Let it be in force from now on. Raises what stands in the way."""
    phase, before = start.phase, PhaseStart.objects.in_force(now, start.location)
    if _is_here(phase, now, start.location):
        raise Refused(gettext("%(phase)s is in force there already.") % {"phase": phase})
    going_back = before is not None and before.phase.number > phase.number
    still_open = [] if going_back else [item.precondition.text for item in readiness(phase).open]
    if still_open and not start.override_reason:
        raise NotReady(phase, still_open)
    start.state, start.started_at, start.still_open = StartState.STARTED, now, still_open
    _saved(start)
    if start.location is None:
        _change_offer(phase, before.phase if before else None, by=start.planned_by)


def _change_offer(phase: Phase, before: Phase | None, *, by: User | None) -> None:
    """Offer what this phase and those before it introduce; on the way back, take away what came after."""
    if before is not None and before.number > phase.number:
        for product in Product.objects.filter(
            introduced_in__number__gt=phase.number, introduced_in__number__lte=before.number
        ).distinct():
            catalog.retire(product, by=by)
    for product in Product.objects.filter(introduced_in__number__lte=phase.number).distinct():
        catalog.introduce(product, by=by)


def _is_here(phase: Phase, now: datetime, location: Location | None) -> bool:
    """Is it in force at this place already? For the whole house: there, and nowhere another one."""
    last = PhaseStart.objects.in_force(now, location)
    if last is None or last.phase_id != phase.pk:
        return False
    if location is not None:
        return True
    apart = PhaseStart.objects.started().filter(location__isnull=False, started_at__gte=last.started_at)
    return not apart.exclude(phase=phase).exists()


def _is_back(phase: Phase, moment: datetime, location: Location | None) -> bool:
    last = PhaseStart.objects.in_force(moment, location)
    return last is not None and last.phase.number > phase.number


def _refuse_the_same_moment(start: PhaseStart) -> None:
    same = PhaseStart.objects.filter(
        planned_at=start.planned_at, location=start.location, state__in=(StartState.PLANNED, StartState.STARTED)
    )
    if other := same.select_related("phase").first():
        text = gettext("%(phase)s is planned there for the same moment.") % {"phase": other.phase}
        raise Refused(text, {"at": [text]})


def _saved(start: PhaseStart) -> PhaseStart:
    try:
        with transaction.atomic():
            start.save()
    except IntegrityError:
        text = gettext("Another start is planned there for the same moment.")
        raise Refused(text, {"at": [text]}) from None
    return start


def _lock(phase: Phase) -> Phase:
    """Return the phase as it is now; all are locked, in order, so that one start is decided at a time."""
    return next(row for row in Phase.objects.select_for_update(no_key=True).order_by("number") if row.pk == phase.pk)
