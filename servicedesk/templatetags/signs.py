"""The signs of questions, work orders and approvals as tags: {% load signs %}."""

from django import template

from servicedesk.models import Approval, Ticket, WorkOrder
from servicedesk.signs import approval_sign, kind_sign, order_sign, state_sign
from servicedesk.signs import lies_with as who_has

register = template.Library()


@register.inclusion_tag("core/kind.html")
def kind_of(ticket: Ticket) -> dict[str, str]:
    """Show the square of a question's kind."""
    return kind_sign(ticket.kind)._asdict()


@register.inclusion_tag("core/kindword.html")
def kindword_of(ticket: Ticket) -> dict[str, str]:
    """Show the square of a question's kind with the word beside it."""
    return kind_sign(ticket.kind)._asdict()


@register.inclusion_tag("core/state.html")
def state_of(thing: Ticket | WorkOrder | Approval) -> dict[str, str]:
    """Show how a question, a work order or an approval stands."""
    if isinstance(thing, WorkOrder):
        sign = order_sign(thing)
    elif isinstance(thing, Approval):
        sign = approval_sign(thing)
    else:
        sign = state_sign(thing)
    return {"tone": sign.tone, "sign": sign.icon, "label": sign.label}


@register.filter
def lies_with(ticket: Ticket) -> str:
    """Say who has to do something now; fetch orders and approvals before."""
    return who_has(ticket)
