"""Planning who is on duty: heads and stewards name people, members swap their own days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from core.refusals import Refused, Stale
from organisation.models import Unit, User
from routing.duty import days_of_month, gaps, is_working_day, pattern
from routing.models import DutyFeed, DutyTurn, Roster, RosterMonth
from routing.models.duty import first_of_month, new_secret

NAMED = 5


@transaction.atomic
def keep_roster(unit: Unit, *, by: User, since: date | None = None) -> Roster:
    """Let a unit answer by turns from a day on; a unit that does so already stays as it is."""
    roster = Roster(unit=unit, since=since or timezone.localdate())
    if not roster.is_planned_by(by):
        raise PermissionDenied
    known = Roster.objects.filter(unit=unit).first()
    if known is not None:
        return known
    roster._history_user = by
    roster.save()
    return roster


@transaction.atomic
def plan(roster: Roster, *, by: User, days: Mapping[date, User | None], seen: int | None = None) -> Roster:
    """Name for each of these days who is on duty, or nobody. Refuses a closed day, a stranger, and a gap that is made.

    A month that was said to be complete stays complete: there nobody can be taken off without somebody else.
    """
    roster = _locked(roster, by, seen)
    _can_plan(roster, by)
    members = set(roster.unit.memberships.values_list("user", flat=True))
    complete = set(roster.months.values_list("month", flat=True))
    for day, person in sorted(days.items()):
        if person is None:
            if first_of_month(day) in complete:
                text = gettext("This month is complete: name somebody else for %(day)s, don't leave it empty.")
                raise _refused(text % {"day": _said(day)}, day)
            _take_off(roster, day, by)
            continue
        _can_stand(day, person, members)
        _put_on(roster, day, person, by)
    return _changed(roster, by)


@transaction.atomic
def fill(roster: Roster, month: date, *, by: User, people: Sequence[User], seen: int | None = None) -> Roster:
    """Deal the days of a month that have nobody over these people, in turn."""
    roster = _locked(roster, by, seen)
    _can_plan(roster, by)
    if not people:
        text = gettext("Choose who takes turns.")
        raise Refused(text, {"people": [text]})
    members = set(roster.unit.memberships.values_list("user", flat=True))
    by_pk = {person.pk: person for person in people}
    today = timezone.localdate()
    days = [day for day in days_of_month(month) if day >= today]
    taken = set(roster.turns.filter(day__in=days).values_list("day", flat=True))
    for day, pk in pattern(days, list(by_pk), taken):
        _can_stand(day, by_pk[pk], members)
        _put_on(roster, day, by_pk[pk], by)
    return _changed(roster, by)


@transaction.atomic
def swap(roster: Roster, *, by: User, one: date, other: date, seen: int | None = None) -> Roster:
    """Let two people change days. Members swap a day of their own; who plans swaps any two. Not what is past."""
    roster = _locked(roster, by, seen)
    turns = {turn.day: turn for turn in roster.turns.filter(day__in=(one, other)).select_related("person")}
    if one == other or len(turns) < 2:
        text = gettext("Choose two days on which somebody is on duty.")
        raise Refused(text, {"other": [text]})
    if min(turns) < timezone.localdate():
        text = gettext("A day that is past can't be swapped.")
        raise Refused(text, {"one" if one < other else "other": [text]})
    own = by.pk in {turn.person_id for turn in turns.values()}
    if not roster.is_planned_by(by) and not (own and roster.has_member(by)):
        raise PermissionDenied
    first, second = turns[one], turns[other]
    first.person, second.person = second.person, first.person
    for turn in (first, second):
        turn._history_user = by
        turn.save(update_fields=["person"])
    return _changed(roster, by)


@transaction.atomic
def complete_month(roster: Roster, month: date, *, by: User, seen: int | None = None) -> RosterMonth:
    """Say that a month is complete. Refused by name of each working day that has nobody."""
    roster = _locked(roster, by, seen)
    _can_plan(roster, by)
    days = days_of_month(month)
    missing = gaps(roster, days[0], days[-1])
    if missing:
        named = ", ".join(_said(day) for day in missing[:NAMED])
        if len(missing) > NAMED:
            named = gettext("%(days)s and %(count)d more") % {"days": named, "count": len(missing) - NAMED}
        raise Refused(gettext("Nobody is on duty yet on %(days)s.") % {"days": named})
    values = {"completed_by": by, "completed_at": timezone.now()}
    return RosterMonth.objects.get_or_create(roster=roster, month=first_of_month(month), defaults=values)[0]


@transaction.atomic
def open_month(roster: Roster, month: date, *, by: User) -> None:
    """Let days of this month be empty again."""
    roster = _locked(roster, by, None)
    _can_plan(roster, by)
    roster.months.filter(month=first_of_month(month)).delete()


@transaction.atomic
def new_feed(roster: Roster | None, *, by: User) -> DutyFeed:
    """Give out an address for a calendar program; one that was given out before stops working."""
    if roster is not None and not Roster.objects.visible_to(by).filter(pk=roster.pk).exists():
        raise PermissionDenied
    feed, is_new = DutyFeed.objects.get_or_create(owner=by, roster=roster)
    if not is_new:
        feed.secret = new_secret()
        feed.save(update_fields=["secret"])
    return feed


def _locked(roster: Roster, by: User, seen: int | None) -> Roster:
    row = Roster.objects.select_for_update(of=("self",)).select_related("unit").get(pk=roster.pk)
    if seen is not None and seen != row.version:
        raise Stale(gettext("A colleague changed this roster meanwhile. Look at it again."), [])
    return row


def _can_plan(roster: Roster, by: User) -> None:
    if not roster.is_planned_by(by):
        raise PermissionDenied


def _can_stand(day: date, person: User, members: set[int]) -> None:
    if not is_working_day(day):
        raise _refused(gettext("On %(day)s the house is closed.") % {"day": _said(day)}, day)
    if person.pk not in members or not person.is_active:
        raise _refused(gettext("%(name)s doesn't work in this unit.") % {"name": person}, day)


def _put_on(roster: Roster, day: date, person: User, by: User) -> None:
    turn = roster.turns.filter(day=day).first() or DutyTurn(roster=roster, day=day)
    if turn.person_id == person.pk:
        return
    turn.person = person
    turn._history_user = by
    turn.save()


def _take_off(roster: Roster, day: date, by: User) -> None:
    for turn in roster.turns.filter(day=day):
        turn._history_user = by
        turn.delete()


def _changed(roster: Roster, by: User) -> Roster:
    roster.version += 1
    roster._history_user = by
    roster.save(update_fields=["version"])
    return roster


def _refused(text: str, day: date) -> Refused:
    return Refused(text, {f"day_{day.isoformat()}": [text]})


def _said(day: date) -> str:
    return date_format(day, "j F")
