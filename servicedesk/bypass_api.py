"""POST /bypasses: mail, or a call, that came in at an address of before."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from core.api import Calls
from core.inputs import Input, Text
from core.refusals import Refused
from servicedesk import services
from servicedesk.models.bypasses import Way


class BypassInput(Input):
    """One message that was forwarded. Nothing is asked of who wrote it."""

    id = Text(max_length=180, help_text="The mail server's own, such as the Message-ID; the same for the same one.")
    address = Text(max_length=200, help_text="Where it came in: the e-mail address or telephone number of before.")
    at = serializers.DateTimeField(help_text="When it came in.")


class BypassSerializer(serializers.Serializer):
    unit = serializers.CharField(read_only=True, source="unit.code", help_text="Whose address it was.")
    way = serializers.ChoiceField(Way.choices, read_only=True)
    phase = serializers.IntegerField(read_only=True, allow_null=True)
    at = serializers.DateTimeField(read_only=True)


class BypassCalls(Calls):
    """What a mail server reports, with the token of an account that answers customers."""

    serializer_class = BypassInput

    @extend_schema(
        summary="Count what came in at an old address",
        description="Counted for the unit whose address it was, never for a person. The same `id` again is the same "
        "one. An address that isn't on the list of old ones is refused with 409.",
        request=BypassInput,
        responses={201: BypassSerializer},
    )
    def create(self, request: Request) -> HttpResponse:
        if not self.user.standing.is_agent:
            raise PermissionDenied
        sent = self.valid(BypassInput)
        return self.once(lambda: _counted(sent))


def _counted(sent: dict[str, Any]) -> tuple[int, Any, str]:
    bypass = services.count_bypass(address=sent["address"], at=sent["at"], reference=sent["id"])
    if bypass is None:
        text = gettext("This address isn't on the list of old ones.")
        raise Refused(text, {"address": [text]})
    return 201, BypassSerializer(bypass).data, ""
