"""What a product promises, before anyone asks for it."""

from __future__ import annotations

from django.utils import timezone

from catalog.definition import Definition, lead_days
from core import wording
from organisation.opening import house_calendar
from servicedesk.deadlines import promise


def promised_for(definition: Definition) -> str:
    """Say by when it is ready if it is asked for now."""
    now = timezone.now()
    ready = promise(now, "normal", lead_days(definition), house_calendar()).resolve_by
    return wording.promise(ready, now=now, zone=timezone.get_current_timezone())
