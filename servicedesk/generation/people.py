"""Colleagues in bulk, spread over departments and buildings as those of the example are."""

from __future__ import annotations

from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from organisation.example.load import facts
from organisation.models import User

MOST = 4000
# So many questions come from one colleague before there is another.
QUESTIONS_EACH = 25
PREFIX = "collega"


def load_colleagues(count: int, chance: Random) -> None:
    """Bring the number of colleagues to what `count` questions need. They never log in."""
    wanted = min(MOST, max(10, count // QUESTIONS_EACH))
    there = User.objects.filter(username__startswith=PREFIX).count()
    models = list(
        User.objects.filter(department__isnull=False, is_active=True)
        .exclude(username__startswith=PREFIX)
        .order_by("pk")
    )
    names, locked, now = facts("names"), make_password(None), timezone.now()
    User.objects.bulk_create(
        [
            _like(chance.choice(models), number, chance, name=_name(names, chance), password=locked, date_joined=now)
            for number in range(there + 1, wanted + 1)
        ],
        batch_size=500,
    )


def _name(names: dict[str, list[str]], chance: Random) -> str:
    return f"{chance.choice(names['first_names'])} {chance.choice(names['last_names'])}"


def _like(model: User, number: int, chance: Random, **values: Any) -> User:
    """Return somebody of the same department, building and manager."""
    return User(
        username=f"{PREFIX}{number}",
        email=f"{PREFIX}{number}@example.org",
        extension=f"{20000 + number}",
        room=f"{chance.randint(0, 19)}.{chance.randint(1, 60):02d}",
        location_id=model.location_id,
        department_id=model.department_id,
        group_id=model.group_id,
        manager_id=model.manager_id,
        language=model.language,
        **values,
    )
