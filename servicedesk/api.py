"""/tickets, /work-orders and /calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import Calls
from core.refusals import Refused, Stale
from servicedesk import services
from servicedesk.actions import ORDER_ACTIONS, TICKET_ACTIONS, Action
from servicedesk.filters import TicketFilter, WorkOrderFilter
from servicedesk.models import Event, Ticket, WorkOrder
from servicedesk.phone_serializers import PhoneCallInput, PhoneCallSerializer
from servicedesk.ringing import who_calls
from servicedesk.serializers import (
    EventSerializer,
    TicketDetailSerializer,
    TicketInput,
    TicketSerializer,
    WorkOrderSerializer,
)

TICKET = OpenApiParameter("number", str, OpenApiParameter.PATH, pattern=r"^M-[1-9][0-9]{0,11}$")
ORDER = OpenApiParameter("number", str, OpenApiParameter.PATH, pattern=r"^W-[1-9][0-9]{0,11}$")


def _one_of(name: str, actions: Mapping[str, Action]) -> PolymorphicProxySerializer:
    inputs: dict[str, Any] = {verb: action.takes for verb, action in actions.items()}
    return PolymorphicProxySerializer(component_name=name, serializers=inputs, resource_type_field_name="action")


class ActingCalls(ListModelMixin, RetrieveModelMixin, Calls):
    """Read things by their number and do something to one: `{"action": verb, …}`."""

    lookup_url_kwarg = lookup_field = "number"
    possible_actions: Mapping[str, Action] = {}

    def get_object(self) -> Any:
        things: Any = self.get_queryset()
        return get_object_or_404(things.numbered(self.kwargs["number"]))

    def act(self, thing: Any) -> HttpResponse:
        """Do what was asked and answer with the thing as it is then."""
        chosen = self._chosen()
        sent = self.valid(chosen.takes, thing=thing)
        del sent["action"]
        return self.once(lambda: self._done(thing, chosen, sent))

    def _chosen(self) -> Action:
        sent: Any = self.request.data
        verb = sent.get("action")
        chosen = self.possible_actions.get(verb) if isinstance(verb, str) else None
        if chosen is None:
            text = gettext("Choose one of these: {choices}.").format(choices=", ".join(self.possible_actions))
            raise ValidationError({"action": [text]})
        return chosen

    def _done(self, thing: Any, chosen: Action, sent: dict[str, Any]) -> tuple[int, Any, str]:
        chosen.do(thing, by=self.user, **sent)
        # Not through visible_to: what one just did may have been the last one was to see of it.
        now = type(thing).objects.for_display().get(pk=thing.pk)
        return 200, self.get_serializer(now).data, ""

    def more_about(self, refusal: Refused) -> dict[str, Any]:
        """Return what helps after a refused action: what is possible, and what changed if that was the reason."""
        if "number" not in self.kwargs:
            return {}
        thing = self.get_object()
        verbs = [verb for verb in thing.verbs_for(self.user) if verb in self.possible_actions]
        more: dict[str, Any] = {"possible": verbs, "version": thing.version}
        if isinstance(refusal, Stale):
            inside = (thing if isinstance(thing, Ticket) else thing.ticket).shows_inside_to(self.user)
            more["changes"] = EventSerializer(refusal.changes, many=True, context={"inside": inside}).data
        return more


@extend_schema_view(
    list=extend_schema(summary="The tickets you may see, newest first"),
    retrieve=extend_schema(summary="One ticket", parameters=[TICKET], responses={200: TicketDetailSerializer}),
)
class TicketCalls(ActingCalls):
    """You see your own, those you decide about and those your unit works on; agents, auditors and managers see all."""

    queryset = Ticket.objects.none()
    serializer_class = TicketSerializer
    filterset_class = TicketFilter
    lookup_value_regex = r"M-[1-9][0-9]{0,11}"
    possible_actions = TICKET_ACTIONS

    def get_serializer_class(self) -> Any:
        """Of one ticket its links are told as well."""
        return TicketSerializer if self.action == "list" else TicketDetailSerializer

    def get_queryset(self) -> QuerySet[Ticket]:
        return Ticket.objects.visible_to(self.user).for_display()

    @extend_schema(
        summary="Ask a question",
        description="Whatever it is about becomes one ticket. A product has a form: see `GET /products/{code}`.",
        request=TicketInput,
        responses={201: TicketDetailSerializer},
    )
    def create(self, request: Request) -> HttpResponse:
        sent = self.valid(TicketInput)
        return self.once(lambda: self._opened(sent))

    @extend_schema(
        summary="What happened to a ticket, oldest first",
        description="To its customer only what is public.",
        parameters=[TICKET],
        responses={200: EventSerializer(many=True)},
    )
    @action(detail=True, filterset_class=None, ordering="pk", lists=True)
    def events(self, request: Request, number: str) -> Response:
        ticket = self.get_object()
        events = Event.objects.visible_to(self.user).filter(ticket=ticket).for_display()
        context = {"inside": ticket.shows_inside_to(self.user)}
        page = EventSerializer(self.paginate_queryset(events), many=True, context=context)
        return self.get_paginated_response(page.data)

    @extend_schema(
        summary="Do something to a ticket",
        description="Which actions are possible depends on its state and on who you are; 409 says which.",
        parameters=[TICKET],
        request=_one_of("TicketAction", TICKET_ACTIONS),
        responses={200: TicketDetailSerializer},
    )
    @action(detail=True, methods=["post"])
    def actions(self, request: Request, number: str) -> HttpResponse:
        return self.act(self.get_object())

    def _opened(self, sent: dict[str, Any]) -> tuple[int, Any, str]:
        ticket = services.open_ticket(by=self.user, **sent)
        shown = self.get_serializer(Ticket.objects.for_display().get(pk=ticket.pk)).data
        return 201, shown, f"{self.request.path}/{ticket.number}"


class PhoneCalls(Calls):
    """What a telephone exchange reports, with the token of an account that answers customers."""

    serializer_class = PhoneCallInput

    @extend_schema(
        summary="Report a telephone call that was answered or missed",
        description="A call that was answered opens in the agent's call screen with the caller chosen; one that was "
        "missed is put on the list of whom to call back. Reported again it gives the same answer with status 200, "
        "and with other contents 409.",
        request=PhoneCallInput,
        responses={200: PhoneCallSerializer, 201: PhoneCallSerializer},
    )
    def create(self, request: Request) -> HttpResponse:
        # Before looking anyone up: whoever may not report need not learn who exists.
        if not self.user.standing.is_agent:
            raise PermissionDenied
        sent = self.valid(PhoneCallInput)
        return self.once(lambda: self._reported(sent))

    def _reported(self, sent: dict[str, Any]) -> tuple[int, Any, str]:
        call, is_new = services.report_phone_call(
            by=self.user,
            exchange_id=sent["id"],
            number=sent["number"],
            at=sent["at"],
            is_answered=sent["answered"],
            agent=sent.get("agent"),
            called=sent.get("called", ""),
        )
        callers = who_calls(call.number, self.user)
        screen = f"{reverse('desk:new')}?call={call.key}"
        names = [person.username for person in callers.people]
        told = {"call": call, "callers": names, "maybe": callers.is_maybe, "screen": screen}
        return 201 if is_new else 200, PhoneCallSerializer(told).data, ""


@extend_schema_view(
    list=extend_schema(summary="The work orders of your units; all for who answers customers"),
    retrieve=extend_schema(summary="One work order", parameters=[ORDER]),
)
class WorkOrderCalls(ActingCalls):
    """The customer does not see them: the front office keeps the lead."""

    queryset = WorkOrder.objects.none()
    serializer_class = WorkOrderSerializer
    filterset_class = WorkOrderFilter
    lookup_value_regex = r"W-[1-9][0-9]{0,11}"
    possible_actions = ORDER_ACTIONS

    def get_queryset(self) -> QuerySet[WorkOrder]:
        return WorkOrder.objects.visible_to(self.user).for_display()

    @extend_schema(
        summary="Do something to a work order",
        description="Which actions are possible depends on its state and on who you are; 409 says which.",
        parameters=[ORDER],
        request=_one_of("WorkOrderAction", ORDER_ACTIONS),
        responses={200: WorkOrderSerializer},
    )
    @action(detail=True, methods=["post"])
    def actions(self, request: Request, number: str) -> HttpResponse:
        return self.act(self.get_object())
