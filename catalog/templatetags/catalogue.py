"""How a product reads. Values come from its definition; templates fetch nothing."""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from catalog.definition import ApprovalStep, Definition, lead_days

register = template.Library()


@register.filter
def called(code: str | None, names: Mapping[str, str] | None) -> str:
    """Return the name that belongs to a code; the code itself where it has none."""
    return (names or {}).get(code or "", code or "")


@register.filter
def lead_time(definition: Definition) -> str:
    """Say how long it takes: the editor's own words, else the working days."""
    if definition.lead_text:
        return definition.lead_text
    days = lead_days(definition)
    if days is None:
        return gettext("We tell you when we have read your question")
    return (
        ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days} if days else gettext("Today")
    )


@register.filter
def costs(definition: Definition) -> str:
    """Say what it costs, as one reads money here."""
    if not definition.price:
        return gettext("None")
    places = 0 if definition.price == definition.price.to_integral() else 2
    return f"€ {number_format(definition.price, places, use_l10n=True)} {definition.charge_unit}".strip()


@register.filter
def agreed_by(step: ApprovalStep, names: Mapping[str, str] | None) -> str:
    """Say who must agree."""
    if step.by == "unit_head":
        return gettext("the head of %(unit)s") % {"unit": called(step.unit, names)}
    if step.by == "person":
        return called(step.person, names)
    return gettext("your manager")


@register.filter
def approvals(definition: Definition, names: Mapping[str, str] | None) -> str:
    """Say whether anybody must agree, and who, one after another."""
    steps = [agreed_by(step, names) for step in definition.approvals]
    words = gettext(", then ").join(steps)
    return words[:1].upper() + words[1:] if words else gettext("No")


@register.filter
def money(amount: Decimal | None) -> str:
    """Write an amount as an editor types it back."""
    return "" if amount is None else number_format(amount, 2, use_l10n=True)
