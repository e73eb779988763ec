"""The signs of questions, work orders and approvals as tags: {% load signs %}."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from core.templatetags import look
from servicedesk.models import Approval, Ticket, WorkOrder
from servicedesk.rows import drawn
from servicedesk.signs import approval_sign, kind_sign, order_sign, state_sign
from servicedesk.signs import lies_with as who_has

register = template.Library()


@register.simple_tag
def kind_of(ticket: Ticket) -> SafeString:
    """Show the square of a question's kind."""
    return look.kind(*kind_sign(ticket.kind))


@register.simple_tag
def kindword_of(ticket: Ticket) -> SafeString:
    """Show the square of a question's kind with the word beside it."""
    return look.kindword(*kind_sign(ticket.kind))


@register.simple_tag
def state_of(thing: Ticket | WorkOrder | Approval) -> SafeString:
    """Show how a question, a work order or an approval stands."""
    if isinstance(thing, WorkOrder):
        sign = order_sign(thing)
    elif isinstance(thing, Approval):
        sign = approval_sign(thing)
    else:
        sign = state_sign(thing)
    return look.state(*sign)


@register.filter
def lies_with(ticket: Ticket) -> str:
    """Say who has to do something now; fetch orders and approvals before."""
    return who_has(ticket)


@register.simple_tag
def rows_of(rows: Sequence[Ticket], columns: Collection[str], can_pick: bool, now: datetime) -> SafeString:
    """Show the rows of a queue; they were fetched by `servicedesk.rows.for_rows`."""
    return drawn(rows, columns, can_pick=can_pick, now=now)
