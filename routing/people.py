"""Who answers customers."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from organisation.access import FRONT_DESK
from organisation.models import Membership, User


def answers_customers() -> QuerySet[User]:
    """Return the agents and heads of front offices and service points that answer, whoever is active."""
    able = Q()
    for role, kind in FRONT_DESK:
        able |= Q(unit__kind=kind, role=role)
    return User.objects.filter(pk__in=Membership.objects.filter(able).values("user"), is_active=True)
