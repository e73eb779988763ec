"""GET /phases, GET /phases/{number}/readiness and POST /phases/{number}/start."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import Calls
from core.inputs import Coded, Input, Text
from organisation.models import Location
from routing.access import require_reader
from routing.models import Phase, PhaseStart
from routing.readiness import readiness
from routing.services import starting
from routing.standing import Stands, standing

NUMBER = OpenApiParameter("number", int, OpenApiParameter.PATH, pattern=r"^\d{1,2}$")


class PlaceSerializer(serializers.Serializer):
    name = serializers.CharField(read_only=True)
    kind = serializers.CharField(read_only=True)
    location = serializers.CharField(read_only=True, source="location.code")
    room = serializers.CharField(read_only=True)
    hours = serializers.JSONField(read_only=True, help_text="For a weekday, 0 is Monday, the times it is open.")
    units = serializers.SerializerMethodField()

    def get_units(self, site: Any) -> list[str]:
        return [unit.code for unit in site.units.all()]


class PhaseSerializer(serializers.Serializer):
    number = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    model = serializers.CharField(read_only=True)
    state = serializers.SerializerMethodField(help_text="past, now, next or later, for the whole house.")
    locations = serializers.SerializerMethodField(help_text="Where it is in force while elsewhere another one is.")
    planned_from = serializers.DateField(read_only=True)
    planned_until = serializers.DateField(read_only=True, allow_null=True)
    started_at = serializers.SerializerMethodField()
    ended_at = serializers.SerializerMethodField()
    sites = PlaceSerializer(many=True, read_only=True)

    def get_state(self, phase: Phase) -> str:
        return self._stands(phase).state

    def get_locations(self, phase: Phase) -> list[str]:
        return [place.code for place in self._stands(phase).places]

    def get_started_at(self, phase: Phase) -> serializers.DateTimeField(allow_null=True):  # type: ignore[valid-type]
        span = self._stands(phase).span
        return span.began if span else None

    def get_ended_at(self, phase: Phase) -> serializers.DateTimeField(allow_null=True):  # type: ignore[valid-type]
        span = self._stands(phase).span
        return span.ended if span else None

    def _stands(self, phase: Phase) -> Stands:
        return self.context["standing"][phase.pk]


class PreconditionSerializer(serializers.Serializer):
    text = serializers.CharField(read_only=True, source="precondition.text")
    met = serializers.BooleanField(read_only=True)
    late = serializers.BooleanField(read_only=True)
    owner = serializers.CharField(read_only=True, source="precondition.owner.username", default=None, allow_null=True)
    due_on = serializers.DateField(read_only=True, source="precondition.due_on", allow_null=True)
    measured = serializers.CharField(read_only=True, source="precondition.measured", help_text="Empty: ticked off.")
    evidence = serializers.SerializerMethodField(help_text="What somebody wrote, or what the system saw.")

    def get_evidence(self, item: Any) -> str:
        return item.sentence or item.precondition.evidence


class ReadinessSerializer(serializers.Serializer):
    met = serializers.IntegerField(read_only=True)
    open = serializers.SerializerMethodField()
    total = serializers.IntegerField(read_only=True)
    preconditions = PreconditionSerializer(many=True, read_only=True, source="items")

    def get_open(self, found: Any) -> int:
        return len(found.open)


class StartInput(Input):
    """When and where; `override` is the reason to start while something is open, or to go back."""

    at = serializers.DateTimeField(required=False, help_text="Left out, or past: now.")
    location = Coded(lambda user: Location.objects.all(), required=False)
    override = Text(required=False, max_length=1000)


class StartSerializer(serializers.Serializer):
    phase = serializers.IntegerField(read_only=True, source="phase.number")
    location = serializers.CharField(read_only=True, source="location.code", default=None, allow_null=True)
    state = serializers.CharField(read_only=True)
    planned_at = serializers.DateTimeField(read_only=True)
    started_at = serializers.DateTimeField(read_only=True, allow_null=True)
    still_open = serializers.ListField(child=serializers.CharField(), read_only=True)
    override_reason = serializers.CharField(read_only=True)


class PhaseCalls(ListModelMixin, Calls):
    """Who answers customers, heads and readers of everything read them; stewards start one."""

    queryset = Phase.objects.none()
    serializer_class = PhaseSerializer
    lookup_field = "number"
    lookup_value_regex = r"\d{1,2}"
    ordering = "number"

    def get_queryset(self) -> QuerySet[Phase]:
        require_reader(self.user)
        return Phase.objects.visible_to(self.user).prefetch_related("sites__location", "sites__units")

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if self.action == "list" and not getattr(self, "swagger_fake_view", False):
            starts = PhaseStart.objects.visible_to(self.user)
            rows = standing(Phase.objects.visible_to(self.user), starts, timezone.now())
            context["standing"] = {one.phase.pk: one for one in rows}
        return context

    @extend_schema(summary="The phases: past, now and planned, with where the front office is in each")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(
        summary="What must be so before a phase can start", parameters=[NUMBER], responses=ReadinessSerializer
    )
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def readiness(self, request: Request, number: str) -> Response:
        return Response(ReadinessSerializer(readiness(self._phase(number))).data)

    @extend_schema(
        summary="Let a phase begin, now or later",
        parameters=[NUMBER],
        request=StartInput,
        responses={201: StartSerializer},
    )
    @action(detail=True, methods=["post"])
    def start(self, request: Request, number: str) -> HttpResponse:
        phase = self._phase(number)
        values = self.valid(StartInput)

        def do() -> tuple[int, Any, str]:
            started = starting.start_phase(phase, by=self.user, **values)
            return 201, StartSerializer(started).data, ""

        return self.once(do)

    def _phase(self, number: str) -> Phase:
        return get_object_or_404(self.get_queryset(), number=int(number))
