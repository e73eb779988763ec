"""How a page about a phase finds it: first who may, then what there is."""

from __future__ import annotations

from collections.abc import Callable

from django.shortcuts import get_object_or_404

from organisation.models import User
from organisation.requests import PersonRequest
from routing.access import require_reader
from routing.models import Phase

# What a page of a phase shows beside it.
TOGETHER = ("sites__location", "sites__units", "sites__products", "partners", "introduces")


def phase_for(
    request: PersonRequest,
    number: int,
    *,
    allowed: Callable[[User], None] | None = require_reader,
    together: bool = False,
) -> Phase:
    """Return the phase with this number to whom `allowed` lets through; who is refused learns not whether it exists.

    None lets everybody through who may know of phases. `together` fetches what a phase's page shows.
    """
    if allowed is not None:
        allowed(request.user)
    rows = Phase.objects.visible_to(request.user)
    return get_object_or_404(rows.prefetch_related(*TOGETHER) if together else rows, number=number)
