"""The names behind the codes in a definition."""

from __future__ import annotations

from catalog.definition import Definition
from organisation.models import Unit, User


def names_in(definition: Definition) -> dict[str, str]:
    """Return the name of each unit and person that a definition speaks of, in two queries at most."""
    codes = {definition.owner, definition.carried_out_by, *(part.unit for part in definition.parts)}
    codes |= {step.unit for step in definition.approvals if step.unit}
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))
    people = [step.person for step in definition.approvals if step.person]
    if people:
        names |= dict(User.objects.filter(username__in=people).values_list("username", "name"))
    return names
