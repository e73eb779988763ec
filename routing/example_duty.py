"""The duty rosters of the example: three units answer beside their work, as the report has it for the first phase."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from organisation.models import Unit, User
from routing.duty import days_of_month, pattern
from routing.models import DutyTurn, Roster

BY_TURNS = ("financien", "beveiliging", "gebouwzaken")


def load_rosters(by: User) -> None:
    """Name people from today until the end of next month, in turn."""
    today = timezone.localdate()
    following = today.replace(day=28) + timedelta(days=7)
    days = [day for month in (today, following) for day in days_of_month(month) if day >= today]
    for unit in Unit.objects.filter(code__in=BY_TURNS):
        roster = Roster(unit=unit, since=today)
        roster._history_user = by
        roster.save()
        people = list(
            User.objects.filter(memberships__unit=unit).distinct().order_by("pk").values_list("pk", flat=True)
        )
        for day, person in pattern(days, people, ()):
            turn = DutyTurn(roster=roster, day=day, person_id=person)
            turn._history_user = by
            turn.save()
