"""What one fills in about a duty roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from organisation.models import Unit, User
from routing.access import is_steward
from routing.forms.menu import SeenForm
from routing.models import Roster


def members_of(roster: Roster) -> list[User]:
    """Return who can be named."""
    return list(User.objects.filter(is_active=True, memberships__unit=roster.unit_id).distinct().order_by("name"))


class NewRosterForm(SeenForm):
    """Which unit is to answer by turns."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), error_messages={"required": _("Choose a unit.")}
    )

    def __init__(self, data: Any = None, *, by: User) -> None:
        super().__init__(data)
        units = Unit.objects.filter(roster__isnull=True)
        mine = units if is_steward(by) else units.filter(pk__in=by.standing.head_of)
        self.fields["unit"].queryset = mine  # type: ignore[attr-defined]


class PlanForm(SeenForm):
    """For each day of a month that is still to come: who is on duty."""

    def __init__(self, data: Any = None, *, roster: Roster, days: Sequence[date], people: Sequence[User]) -> None:
        super().__init__(data, initial={"seen": roster.version})
        self.people = {str(person.pk): person for person in people}
        self.days = {f"day_{day.isoformat()}": day for day in days}
        taken = dict(roster.turns.filter(day__in=days).values_list("day", "person"))
        choices = [("", _("nobody")), *((pk, str(person)) for pk, person in self.people.items())]
        for name, day in self.days.items():
            field = forms.ChoiceField(label=date_format(day, "l j F"), choices=choices, required=False)
            self.fields[name] = field
            self.initial[name] = str(taken.get(day, ""))

    @property
    def planned(self) -> dict[date, User | None]:
        """What the service takes: only the days that were sent."""
        return {day: self.people.get(self.cleaned_data[name]) for name, day in self.days.items() if name in self.data}


class FillForm(SeenForm):
    """Who takes turns on the days that have nobody."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who takes turns"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who takes turns.")},
    )

    def __init__(self, data: Any = None, *, roster: Roster, people: Sequence[User]) -> None:
        super().__init__(data, initial={"seen": roster.version, "people": list(people)}, auto_id="fill-%s")
        members = User.objects.filter(pk__in=[person.pk for person in people])
        self.fields["people"].queryset = members  # type: ignore[attr-defined]


class SwapForm(SeenForm):
    """Two days of which the people change places."""

    one = forms.ChoiceField(label=_("This day"))
    other = forms.ChoiceField(label=_("for this day"))

    def __init__(self, data: Any = None, *, roster: Roster, today: date, by: User) -> None:
        super().__init__(data, initial={"seen": roster.version}, auto_id="swap-%s")
        turns = list(roster.turns.filter(day__gte=today).select_related("person")[:80])
        choices = [(turn.day.isoformat(), f"{date_format(turn.day, 'D j F')}: {turn.person}") for turn in turns]
        mine = {turn.day.isoformat() for turn in turns if turn.person_id == by.pk}
        own = choices if roster.is_planned_by(by) else [one for one in choices if one[0] in mine]
        self.fields["one"].choices = own  # type: ignore[attr-defined]
        self.fields["other"].choices = choices  # type: ignore[attr-defined]
        self.is_possible = bool(own) and len(choices) > 1
