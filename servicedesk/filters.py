"""How API lists of tickets and work orders are narrowed."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

from core.filters import MomentFilter, TextFilter
from servicedesk.lifecycle import Kind, OrderState, State
from servicedesk.models import Ticket, WorkOrder
from servicedesk.models.orders import WorkOrderQuerySet
from servicedesk.models.tickets import TicketQuerySet

TRUE_FALSE = [("true", "true"), ("false", "false")]


class TicketFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=State.choices)
    kind = filters.ChoiceFilter(choices=Kind.choices)
    product = TextFilter(field_name="product__code", max_length=80, help_text="The code of a product.")
    unit = TextFilter(method="of_unit", max_length=50, help_text="The unit that leads or that does the work.")
    assignee = TextFilter(field_name="assignee__username", max_length=150, help_text="A username.")
    overdue = filters.ChoiceFilter(method="is_overdue", choices=TRUE_FALSE, help_text="Past its promise and not done.")
    q = TextFilter(method="found", max_length=200, help_text="Words in the text, a name, a room or a number.")
    opened_after = MomentFilter(field_name="opened_at", lookup_expr="gte")
    opened_before = MomentFilter(field_name="opened_at", lookup_expr="lt")

    class Meta:
        model = Ticket
        fields: tuple[str, ...] = ()

    def of_unit(self, tickets: TicketQuerySet, name: str, value: str) -> TicketQuerySet:
        return tickets.filter(Q(lead_unit__code=value) | Q(executing_unit__code=value))

    @extend_schema_field(bool)
    def is_overdue(self, tickets: TicketQuerySet, name: str, value: str) -> TicketQuerySet:
        late = Ticket.objects.overdue(timezone.now()).values("pk")
        return tickets.filter(pk__in=late) if value == "true" else tickets.exclude(pk__in=late)

    def found(self, tickets: TicketQuerySet, name: str, value: str) -> TicketQuerySet:
        return tickets.found_by(value, self.request.user)


class WorkOrderFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=OrderState.choices)
    unit = TextFilter(field_name="unit__code", max_length=50, help_text="The code of a unit.")
    ticket = TextFilter(method="of_ticket", max_length=20, help_text="The number of a ticket.")

    class Meta:
        model = WorkOrder
        fields: tuple[str, ...] = ()

    def of_ticket(self, orders: WorkOrderQuerySet, name: str, value: str) -> WorkOrderQuerySet:
        return orders.filter(ticket__in=Ticket.objects.numbered(value).values("pk"))
