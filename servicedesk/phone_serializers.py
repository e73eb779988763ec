"""A telephone call as an exchange tells it, and what it gets to know."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from rest_framework import serializers

from core.inputs import Coded, Input, Text, YesNo
from organisation import telephone
from organisation.models import User

# A clock may be a little wrong, and an exchange may tell later what happened while it could not.
AHEAD, BACK = timedelta(days=1), timedelta(days=366)


class Answerer(Coded):
    """Somebody who answers customers, by username or extension."""

    def find(self, rows: QuerySet, code: str) -> Any:
        named = rows.filter(username=code).first()
        number = telephone.normal(code)
        return named or (rows.filter(phone=number).order_by("pk").first() if number else None)


class PhoneCallInput(Input):
    """One call. Reported by its own id it is one call, however often it is reported."""

    id = Text(max_length=100, help_text="The exchange's own; the same for the same call.")
    number = Text(
        max_length=40,
        allow_blank=True,
        help_text="Who calls, in any form: +31 70 379 6412, 070-3796412, 6412, sip:…; what is no number is withheld.",
    )
    called = Text(
        max_length=40,
        required=False,
        allow_blank=True,
        help_text="Which of our numbers was called, in any form. A retired one counts as a bypass of whose it was.",
    )
    at = serializers.DateTimeField(help_text="When it was answered, or when it began to ring in vain.")
    answered = YesNo()
    agent = Answerer(
        lambda user: User.objects.visible_to(user).filter(memberships__role="agent").distinct(),
        required=False,
        help_text="Who answered it, or should have: a username or an extension.",
    )

    def validate_at(self, at: datetime) -> datetime:
        if not timezone.now() - BACK <= at <= timezone.now() + AHEAD:
            raise serializers.ValidationError(gettext("This is too long ago, or has yet to come."))
        return at


class PhoneCallSerializer(serializers.Serializer):
    id = serializers.CharField(read_only=True, source="call.exchange_id")
    number = serializers.CharField(read_only=True, source="call.number", help_text="In one form; empty if withheld.")
    at = serializers.DateTimeField(read_only=True, source="call.at")
    answered = serializers.BooleanField(read_only=True, source="call.is_answered")
    agent = serializers.CharField(read_only=True, allow_null=True, source="call.agent.username")
    callers = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text="Usernames of whose number it is or may be.",
    )
    maybe = serializers.BooleanField(
        read_only=True, help_text="Several people share the number, or only the extension that it ends with is known."
    )
    screen = serializers.CharField(read_only=True, help_text="Where it opens in the call screen.")
