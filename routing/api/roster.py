"""GET /roster: who is on duty on which day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import Calls
from routing.duty import working_days
from routing.models import DutyTurn, Roster

LONGEST = timedelta(days=92)


class RosterQuestion(serializers.Serializer):
    unit = serializers.CharField(required=False, max_length=50, help_text="Only this unit, by its code.")

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        fields["from"] = serializers.DateField(required=False, help_text="Left out: today.")
        fields["to"] = serializers.DateField(required=False, help_text="Left out: a month on; three months at most.")
        return fields


class DutySerializer(serializers.Serializer):
    unit = serializers.CharField(read_only=True, help_text="The code of the unit.")
    day = serializers.DateField(read_only=True)
    person = serializers.CharField(read_only=True, allow_null=True, help_text="A username; null where it is a gap.")


class RosterAnswer(serializers.Serializer):
    results = DutySerializer(many=True, read_only=True)


class RosterCalls(Calls):
    """Each working day of each unit that answers by turns and that you may see; without somebody where it is a gap."""

    queryset = DutyTurn.objects.none()
    serializer_class = RosterAnswer
    pagination_class = None

    @extend_schema(
        operation_id="roster_retrieve",
        summary="Who is on duty on which day",
        parameters=[RosterQuestion],
        responses={200: forced_singular_serializer(RosterAnswer)},
    )
    def list(self, request: Request) -> Response:
        asked = RosterQuestion(data=request.query_params)
        asked.is_valid(raise_exception=True)
        first = asked.validated_data.get("from") or timezone.localdate()
        last = min(asked.validated_data.get("to") or first + timedelta(days=31), first + LONGEST)
        rosters = Roster.objects.visible_to(self.user).select_related("unit")
        if code := asked.validated_data.get("unit"):
            rosters = rosters.filter(unit__code=code)
        turns = DutyTurn.objects.filter(roster__in=rosters, day__range=(first, last)).select_related("person")
        taken = {(turn.roster_id, turn.day): turn.person.username for turn in turns}
        days = working_days(first, last)
        rows = [
            {"unit": one.unit.code, "day": day, "person": taken.get((one.pk, day))} for one in rosters for day in days
        ]
        return Response(RosterAnswer({"results": rows}).data)

    def _parameters(self) -> set[str]:
        return {"unit", "from", "to"}
