"""What the agents of the example know, and what they still learn before all is in one front office."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from catalog.models import Category
from organisation.models import User
from routing.known import Level
from routing.models import KnowHow, TrainingLine
from routing.people import answers_customers
from routing.services.know_how import plan_training, propose_level, set_level
from routing.skills import groups

# For each group in turn: the levels that the agents have, beginning with another agent each time.
LEVELS = (Level.ALONE, Level.ALONE, Level.TOGETHER, Level.SHOWN, Level.NOTHING)
WEEKS = (3, 6, 10)


def load_know_how(by: User) -> None:
    """Say levels, plan training, and let the example agent propose one, once."""
    agents = list(answers_customers().order_by("pk"))
    if not agents or KnowHow.objects.exists():
        return
    # The last group is known to one only: that is what training is for.
    all_groups = groups()
    for place, category in enumerate(all_groups):
        _levels(by, agents[place % len(agents) :] + agents[: place % len(agents)], category, len(all_groups) - place)
    _training(by, agents, all_groups)


def _levels(by: User, agents: list[User], category: Category, left: int) -> None:
    for place, person in enumerate(agents):
        level = LEVELS[min(place, len(LEVELS) - 1)]
        if left == 1 and place:
            level = Level.SHOWN
        if level:
            shown_by = agents[0] if place else None
            set_level(by=by, person=person, category=category, level=level, is_core=not place, shown_by=shown_by)


def _training(by: User, agents: list[User], all_groups: list[Category]) -> None:
    today = timezone.localdate()
    for place, weeks in enumerate(WEEKS):
        category, person = all_groups[-1 - place % len(all_groups)], agents[(place + 1) % len(agents)]
        if TrainingLine.objects.filter(person=person, category=category).exists():
            continue
        plan_training(
            by=by, person=person, category=category, goal=Level.ALONE, by_on=today + timedelta(weeks=weeks),
            with_person=agents[0] if person != agents[0] else None,
        )  # fmt: skip
    last = KnowHow.objects.filter(person__in=agents, level__in=[Level.SHOWN, Level.TOGETHER]).order_by("pk").first()
    if last is not None:
        propose_level(by=last.person, category=last.category, level=last.level + 1)
