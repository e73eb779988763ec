"""Tickets, events and work orders as the API shows them, and what it takes to open a ticket."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.models import Product
from core.inputs import Answer, Choice, Coded, Input, Text
from organisation.models import Location, User
from servicedesk.lifecycle import Channel, Kind, OrderState, State, Urgency, WaitingFor, Wakes
from servicedesk.models import Event, Link, Ticket
from servicedesk.models.tickets import LinkKind

LONG = 20_000
# A link as it is said from the other side; the kinds that are left out are the same from both.
TURNED = {LinkKind.CAUSED_BY.value: "causes", LinkKind.PART_OF.value: "has_part"}
# What a customer may read of an event. The rest is for who handles the ticket: notes, and what changed in the row.
PUBLIC_DATA = frozenset(
    {"approver", "deputy_for", "files", "into", "number", "orders", "step", "text", "unit", "units"}
)


class Word(serializers.ChoiceField):
    """One of a few words; null where the row has none."""

    def to_representation(self, value: Any) -> Any:
        return value or None


class TicketInput(Input):
    """A question. Only `subject` is always needed; a product's form says which answers it needs."""

    subject = Text(max_length=200)
    description = Text(max_length=LONG, required=False, allow_blank=True)
    kind = Choice(Kind.values, required=False)
    product = Coded(lambda user: Product.objects.visible_to(user).for_display(), required=False)
    answers = serializers.DictField(child=Answer(), required=False, help_text="By the key of the question.")
    location = Coded(lambda user: Location.objects.all(), required=False, help_text="Unless told, the requester's own.")
    room = Text(max_length=30, required=False, allow_blank=True)
    channel = Choice(Channel.values, default=Channel.API)
    urgency = Choice(Urgency.values, default=Urgency.NORMAL)
    requester = Text(max_length=150, required=False, help_text="A username; agents only, others ask for themselves.")

    def validate_requester(self, username: str) -> User:
        user = self.context["request"].user
        if username == user.username:
            return user
        # Before looking anyone up: whoever may not ask for others need not learn who exists.
        if not user.standing.is_agent:
            raise PermissionDenied
        found = User.objects.visible_to(user).select_related("department").filter(username=username).first()
        if found is None:
            raise serializers.ValidationError(gettext("We don't know this one."))
        return found

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        refuse_unasked(attrs.get("product"), attrs.get("answers", {}))
        return attrs


def refuse_unasked(product: Product | None, answers: dict[str, str]) -> None:
    """Refuse answers to questions that the product doesn't have: a typing error must not go unseen."""
    asked = {question.key for question in product.definition.questions} if product else set()
    unasked = [key for key in answers if key not in asked]
    if unasked:
        text = gettext("This product has no such question.")
        raise serializers.ValidationError({f"answers.{key[:100]}": [text] for key in unasked[:10]})


class TicketSerializer(serializers.Serializer):
    number = serializers.CharField(read_only=True)
    subject = serializers.CharField(read_only=True)
    description = serializers.CharField(read_only=True)
    kind = Word(Kind.choices, read_only=True, allow_null=True)
    state = serializers.ChoiceField(State.choices, read_only=True)
    waiting_for = Word(WaitingFor.choices[1:], read_only=True, allow_null=True)
    product = serializers.CharField(read_only=True, allow_null=True, source="product.code")
    answers = serializers.DictField(child=serializers.CharField(), read_only=True)
    location = serializers.CharField(read_only=True, allow_null=True, source="location.code")
    room = serializers.CharField(read_only=True)
    channel = serializers.ChoiceField(Channel.choices, read_only=True)
    urgency = serializers.ChoiceField(Urgency.choices, read_only=True)
    requester = serializers.CharField(read_only=True, allow_null=True, source="requester.username")
    lead_unit = serializers.CharField(read_only=True, source="lead_unit.code")
    executing_unit = serializers.CharField(read_only=True, source="executing_unit.code")
    assignee = serializers.CharField(read_only=True, allow_null=True, source="assignee.username")
    explanation = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        source="reasons",
        help_text="Why it is where it is, in sentences.",
    )
    respond_by = serializers.DateTimeField(read_only=True)
    resolve_by = serializers.DateTimeField(read_only=True)
    opened_at = serializers.DateTimeField(read_only=True)
    responded_at = serializers.DateTimeField(read_only=True, allow_null=True)
    solved_at = serializers.DateTimeField(read_only=True, allow_null=True)
    closed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    changed_at = serializers.DateTimeField(read_only=True)
    wakes_on = Word(Wakes.choices, read_only=True, allow_null=True, help_text="Out of sight until this happens.")
    asleep_until = serializers.DateTimeField(read_only=True, allow_null=True)
    first_contact = serializers.BooleanField(read_only=True)
    self_service = serializers.BooleanField(read_only=True)
    phase = serializers.IntegerField(read_only=True, allow_null=True)
    merged_into = serializers.SerializerMethodField(help_text="The number of the ticket in which this one goes on.")
    version = serializers.IntegerField(read_only=True, help_text="Send it as `seen` with an action.")

    def get_merged_into(self, ticket: Ticket) -> str | None:
        return f"M-{ticket.merged_into_id}" if ticket.merged_into_id else None


class LinkSerializer(serializers.Serializer):
    """What a ticket has to do with another one, said from its own side."""

    ticket = serializers.CharField(read_only=True, help_text="The number of the other one.")
    kind = serializers.ChoiceField([*LinkKind.values, *TURNED.values()], read_only=True)


class TicketDetailSerializer(TicketSerializer):
    links = serializers.SerializerMethodField(
        help_text="The others that it has to do with, as far as you see them; to its customer nothing."
    )

    @extend_schema_field(LinkSerializer(many=True))
    def get_links(self, ticket: Ticket) -> list[dict[str, str]]:
        user = self.context["request"].user
        if not ticket.shows_inside_to(user):
            return []
        links = list(Link.objects.filter(Q(ticket=ticket) | Q(other=ticket)).order_by("pk"))
        others = [link.other_id if link.ticket_id == ticket.pk else link.ticket_id for link in links]
        seen = set(Ticket.objects.visible_to(user).filter(pk__in=others).values_list("pk", flat=True)) if others else ()
        return [
            {"ticket": f"M-{other}", "kind": link.kind if link.other_id == other else TURNED.get(link.kind, link.kind)}
            for link, other in zip(links, others, strict=True)
            if other in seen
        ]


class EventSerializer(serializers.Serializer):
    """One step of a ticket. The context tells under `inside` whether the reader handles the ticket."""

    id = serializers.IntegerField(read_only=True, help_text="Send it as `event` to split it off.")
    at = serializers.DateTimeField(read_only=True)
    actor = serializers.CharField(
        read_only=True, allow_null=True, source="actor.username", help_text="A username; null where the system did it."
    )
    verb = serializers.CharField(read_only=True)
    work_order = serializers.CharField(read_only=True, allow_null=True, source="work_order.number")
    data = serializers.SerializerMethodField()  # type: ignore[assignment]
    public = serializers.BooleanField(read_only=True, help_text="May the customer read it?")

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_data(self, event: Event) -> dict:
        if self.context["inside"]:
            return event.data
        return {key: value for key, value in event.data.items() if key in PUBLIC_DATA}


class WorkOrderSerializer(serializers.Serializer):
    number = serializers.CharField(read_only=True)
    ticket = serializers.CharField(read_only=True, source="ticket.number")
    unit = serializers.CharField(read_only=True, source="unit.code")
    task = serializers.CharField(read_only=True)
    note = serializers.CharField(read_only=True)
    part = serializers.CharField(read_only=True, help_text="The key of the product's part; empty for the whole.")
    state = serializers.ChoiceField(OrderState.choices, read_only=True)
    location = serializers.CharField(read_only=True, allow_null=True, source="ticket.location.code")
    room = serializers.CharField(read_only=True, source="ticket.room")
    created_at = serializers.DateTimeField(read_only=True)
    sent_at = serializers.DateTimeField(read_only=True, allow_null=True)
    due_at = serializers.DateTimeField(read_only=True, allow_null=True)
    accepted_at = serializers.DateTimeField(read_only=True, allow_null=True)
    accepted_by = serializers.CharField(read_only=True, allow_null=True, source="accepted_by.username")
    ended_at = serializers.DateTimeField(read_only=True, allow_null=True)
    result = serializers.CharField(read_only=True)
    returned_reason = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True, help_text="Send it as `seen` with an action.")
