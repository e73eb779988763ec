"""GET /phone-menu: what callers hear, and whom they get."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import Calls
from organisation.models import Unit, UnitKind
from routing.exchange import is_open, said
from routing.menus import Option
from routing.models import Phase, PhaseStart, PhoneMenu
from routing.phone_menu import Menu, menu_of


class MenuQuestion(serializers.Serializer):
    at = serializers.DateTimeField(required=False, help_text="At which moment. Left out: now.")
    phase = serializers.IntegerField(
        required=False, min_value=1, max_value=99, help_text="In which phase instead of the one in force."
    )


class BelowSerializer(serializers.Serializer):
    option = serializers.IntegerField(read_only=True, help_text="The key.")
    text = serializers.CharField(read_only=True, help_text="What is said, in your language.")
    answered_by = serializers.CharField(
        read_only=True, allow_null=True, help_text="The code of the unit one gets; null where one chooses on."
    )
    extension = serializers.CharField(read_only=True, allow_null=True)
    switched_through = serializers.BooleanField(read_only=True, help_text="Does one get a partner at once?")


class OptionSerializer(BelowSerializer):
    options = BelowSerializer(many=True, read_only=True, help_text="The choices after this one.")


class EmergencySerializer(serializers.Serializer):
    text = serializers.CharField(read_only=True)
    number = serializers.CharField(read_only=True)


class PhoneMenuSerializer(serializers.Serializer):
    number = serializers.CharField(read_only=True, help_text="What one calls.")
    phase = serializers.IntegerField(read_only=True, allow_null=True, help_text="Null before the first phase.")
    is_open = serializers.BooleanField(read_only=True, help_text="Does one hear the choices at this moment?")
    welcome = serializers.CharField(read_only=True)
    closed = serializers.CharField(read_only=True, help_text="What one hears when it is closed.")
    emergency = EmergencySerializer(read_only=True, allow_null=True)
    options = OptionSerializer(many=True, read_only=True)


WORDS = ("welcome", "closed", "emergency")
NO_MENU: dict[str, Any] = {
    "number": settings.SERVICE_PHONE,
    "phase": None,
    "is_open": False,
    "welcome": "",
    "closed": "",
    "emergency": None,
    "options": [],
}


class PhoneMenuCalls(Calls):
    """One menu for each phase; before the first one there are no choices."""

    queryset = PhoneMenu.objects.none()
    serializer_class = PhoneMenuSerializer
    pagination_class = None

    @extend_schema(
        operation_id="phone_menu_retrieve",
        summary="The telephone menu at a moment, or of a phase",
        parameters=[MenuQuestion],
        responses={200: forced_singular_serializer(PhoneMenuSerializer)},
    )
    def list(self, request: Request) -> Response:
        asked = MenuQuestion(data=request.query_params)
        asked.is_valid(raise_exception=True)
        at, number = asked.validated_data.get("at") or timezone.now(), asked.validated_data.get("phase")
        phase = Phase.objects.visible_to(self.user).filter(number=number).first() if number else None
        if number is None and (start := PhaseStart.objects.in_force(at)):
            phase = start.phase
        if number and phase is None:
            raise ValidationError({"phase": [gettext("There is no phase with this number.")]})
        return Response(PhoneMenuSerializer(told(menu_of(phase, at), at) if phase else NO_MENU).data)

    def _parameters(self) -> set[str]:
        return {"at", "phase"}


def told(menu: Menu, at: datetime) -> dict[str, Any]:
    """Return a menu as the API tells it, in the reader's language."""
    row, english = menu.row, (get_language() or "nl").startswith("en")
    units = {unit.code: unit for unit in Unit.objects.all()}
    words = {name: (getattr(row, f"{name}_{'en' if english else 'nl'}") if row else "") for name in WORDS}
    emergency = {"text": words["emergency"], "number": row.emergency_number} if row and row.emergency_number else None
    return {
        "number": settings.SERVICE_PHONE,
        "phase": menu.phase.number,
        "is_open": is_open(menu, at),
        "welcome": words["welcome"],
        "closed": words["closed"],
        "emergency": emergency,
        "options": [
            _option(one, units) | {"options": [_option(two, units) for two in one.options]} for one in menu.options
        ],
    }


def _option(option: Option, units: dict[str, Unit]) -> dict[str, Any]:
    unit = units.get(option.answered_by)
    return {
        "option": int(option.key),
        "text": said(option),
        "answered_by": option.answered_by or None,
        "extension": unit.extension if unit else None,
        "switched_through": bool(unit and unit.kind == UnitKind.PARTNER),
    }
