"""Levels are given by heads and proposed by oneself; what was really done is written down as it happens."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from catalog.models import Category
from core.refusals import Refused
from organisation.models import User
from routing.access import require_steward
from routing.known import Level
from routing.models import Deed, KnowHow, TrainingLine
from routing.models.know_how import Way
from routing.people import answers_customers


@transaction.atomic
def set_level(
    *, by: User, person: User, category: Category, level: int, is_core: bool = False, shown_by: User | None = None
) -> KnowHow:
    """Say what somebody can do. A proposal of the person is answered by it. Refuses who answers no customers."""
    require_steward(by)
    _require_agent(person)
    row = _row(person, category)
    row.since = timezone.localdate()
    row.level, row.is_core, row.shown_by, row.proposed = Level(level), is_core, shown_by, Level.NOTHING
    return _saved(row, by)


@transaction.atomic
def propose_level(*, by: User, category: Category, level: int) -> KnowHow:
    """Say of oneself what one can do; a head confirms it. Refuses what one has already."""
    _require_agent(by)
    row = _row(by, category)
    if level <= row.level:
        text = gettext("You have this level already.")
        raise Refused(text, {"level": [text]})
    row.proposed = Level(level)
    return _saved(row, by)


@transaction.atomic
def plan_training(
    *, by: User, person: User, category: Category, goal: int, by_on: date, with_person: User | None = None
) -> TrainingLine:
    """Plan that somebody learns something. Refuses what is planned already, and a day that is past."""
    require_steward(by)
    _require_agent(person)
    if by_on < timezone.localdate():
        text = gettext("This day is past. Choose a later one.")
        raise Refused(text, {"by_on": [text]})
    row = TrainingLine(person=person, category=category, goal=Level(goal), by_on=by_on, with_person=with_person)
    row._history_user = by
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        text = gettext("This is planned already.")
        raise Refused(text, {"category": [text]}) from None
    return row


@transaction.atomic
def finish_training(line: TrainingLine, *, by: User) -> TrainingLine:
    """It was learnt. The level is given apart: who has been shown something need not be able to do it."""
    require_steward(by)
    line = TrainingLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.done_on is None:
        line.done_on, line._history_user = timezone.localdate(), by
        line.save(update_fields=["done_on"])
    return line


@transaction.atomic
def note_handled(*, person: User, category_id: int, ticket: int, on: date, is_right: bool) -> None:
    """Write down that somebody solved a question. Twice does no harm: it is one for each question."""
    values = {"category_id": category_id, "on": on, "is_right": is_right}
    Deed.objects.get_or_create(person=person, ticket=ticket, way=Way.HANDLED, defaults=values)


@transaction.atomic
def note_sent_back(*, person: User, category_id: int, ticket: int, on: date) -> None:
    """Write down that work came back which somebody had ordered."""
    values = {"category_id": category_id, "on": on}
    Deed.objects.get_or_create(person=person, ticket=ticket, way=Way.SENT_BACK, defaults=values)


@transaction.atomic
def note_not_right(*, ticket: int) -> None:
    """Write down that a question was opened again: nobody solved it at once."""
    Deed.objects.filter(ticket=ticket, is_right=True).update(is_right=False)


def _require_agent(person: User) -> None:
    if not answers_customers().filter(pk=person.pk).exists():
        raise PermissionDenied


def _row(person: User, category: Category) -> KnowHow:
    # The person is the lock: two heads at once make one row.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    found = KnowHow.objects.filter(person=person, category=category).first()
    return found or KnowHow(person=person, category=category, since=timezone.localdate())


def _saved(row: KnowHow, by: User) -> KnowHow:
    row._history_user = by
    row.save()
    return row
