"""Who is on the line: the people whose number it is or may be, and what the call screen begins with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from organisation import telephone
from organisation.models import User
from servicedesk.models import CallBack, PhoneCall


class Callers(NamedTuple):
    """Whose number it is. `is_maybe`: several share it, or only the extension at its end is known."""

    people: tuple[User, ...]
    is_maybe: bool


def whose(number: str, people: Sequence[User]) -> Callers:
    """Return which of `people` may have `number`: those with exactly this one, else those whose extension ends it."""
    exact = tuple(one for one in people if one.phone == number)
    found = exact or tuple(one for one in people if one.phone in telephone.may_be(number))
    return Callers(found, bool(found) and len(exact) != 1)


def who_calls(number: str, by: User) -> Callers:
    """Look a number up in the directory, in its normal form. One query, none without a number."""
    if not number:
        return Callers((), False)
    return whose(number, list(User.objects.visible_to(by).called_by(number).select_related("department", "location")))


class Waiting(NamedTuple):
    """Somebody to call back, by name as far as that is known."""

    row: CallBack
    callers: Callers
    number: str

    @property
    def name(self) -> str:
        names = [one.name for one in self.callers.people]
        if not names:
            return self.number
        both = gettext(" or ").join(names[:3])
        return gettext("Maybe %(names)s") % {"names": both} if self.callers.is_maybe else both


def waiting(rows: Sequence[CallBack], by: User) -> list[Waiting]:
    """Say of each who it is, in one query for all."""
    numbers = {may for row in rows for may in telephone.may_be(row.number)}
    people = User.objects.visible_to(by).filter(phone__in=numbers).select_related("department") if numbers else []
    known = list(people)
    return [Waiting(row, whose(row.number, known), telephone.shown(row.number)) for row in rows]


def begun(call: PhoneCall, by: User) -> tuple[str, MultiValueDict[str, str]]:
    """Return what to choose in the call screen for this call, and its fields; nothing to choose where it isn't sure."""
    callers = who_calls(call.number, by)
    fields = MultiValueDict({"call": [call.key], "people": [telephone.shown(call.number)]})
    if call.is_answered:
        fields["began"] = call.at.isoformat()
    if callers.people:
        return ("" if callers.is_maybe else f"person:{callers.people[0].pk}"), fields
    return ("person:new" if call.number else ""), fields
