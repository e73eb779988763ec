"""A question about routing, and what was decided."""

from __future__ import annotations

from rest_framework import serializers

from catalog.models import Product
from core.filters import within_reason
from core.inputs import Choice, Coded, Input, Number, Text
from organisation.models import CustomerGroup, Location

KINDS = ("complaint", "wish", "information", "incident", "request")
CHANNELS = ("portal", "phone", "desk", "email", "api")
URGENCIES = ("low", "normal", "high")


class QuestionInput(Input):
    """What is known of the question. What is left out is unknown."""

    product = Coded(lambda user: Product.objects.visible_to(user).for_display(), required=False)
    kind = Choice(KINDS, required=False)
    customer_group = Coded(lambda user: CustomerGroup.objects.all(), required=False)
    location = Coded(lambda user: Location.objects.all(), required=False)
    channel = Choice(CHANNELS, required=False)
    urgency = Choice(URGENCIES, default="normal")
    at = serializers.DateTimeField(
        required=False, validators=[within_reason], help_text="For which moment. Left out: now."
    )
    phase = Number(max_value=99, required=False, help_text="In which phase instead of the one in force.")


class DecisionSerializer(serializers.Serializer):
    answered_by = serializers.CharField(read_only=True, help_text="The code of the unit that answers the customer.")
    carried_out_by = serializers.CharField(read_only=True, help_text="The code of the unit that does the work.")
    via_front_office = serializers.BooleanField(read_only=True)
    menu_option = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Which key in the phone menu. Null for what callers don't ask us."
    )
    explanation = serializers.ListField(child=Text(), read_only=True, help_text="Why, in sentences.")
