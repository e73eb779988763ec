"""Products as the API shows them."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.definition import lead_days
from catalog.intake import KINDS, Question
from catalog.models import Product, ProductState, ProductType

SHOWN_IF = {
    "type": "object",
    "nullable": True,
    "required": ["key", "value"],
    "properties": {"key": {"type": "string"}, "value": {"type": "string"}},
    "description": "Asked only when an earlier question has this answer.",
}


class QuestionSerializer(serializers.Serializer):
    key = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    kind = serializers.ChoiceField(KINDS, read_only=True)
    required = serializers.BooleanField(read_only=True)  # type: ignore[assignment]
    help = serializers.CharField(read_only=True)
    choices = serializers.ListField(child=serializers.CharField(), read_only=True)
    shown_if = serializers.SerializerMethodField()

    @extend_schema_field(SHOWN_IF)
    def get_shown_if(self, question: Question) -> dict | None:
        return {"key": question.shown_if[0], "value": question.shown_if[1]} if question.shown_if else None


class PartSerializer(serializers.Serializer):
    key = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    unit = serializers.CharField(read_only=True)
    lead_days = serializers.IntegerField(read_only=True)
    after = serializers.ListField(child=serializers.CharField(), read_only=True)


class ProductSerializer(serializers.Serializer):
    """A product in a list."""

    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    summary = serializers.CharField(read_only=True, source="definition.summary")
    category = serializers.CharField(read_only=True, source="category.code")
    type = serializers.ChoiceField(ProductType.choices, read_only=True)
    kind = serializers.CharField(read_only=True, source="definition.kind")
    lead_days = serializers.SerializerMethodField()
    lead_text = serializers.CharField(read_only=True, source="definition.lead_text")
    price = serializers.DecimalField(8, 2, read_only=True, allow_null=True, source="definition.price")
    charge_unit = serializers.CharField(read_only=True, source="definition.charge_unit")
    self_service = serializers.BooleanField(read_only=True)
    face_to_face = serializers.BooleanField(read_only=True, source="definition.face_to_face")
    via_front_office = serializers.BooleanField(read_only=True)
    owner = serializers.CharField(read_only=True, source="owner.code")
    executing = serializers.CharField(read_only=True, source="executing.code")
    state = serializers.ChoiceField(ProductState.choices, read_only=True)

    def get_lead_days(self, product: Product) -> int | None:
        return lead_days(product.definition)


class ProductPageSerializer(ProductSerializer):
    """A product with all that a customer reads of it before asking."""

    description = serializers.CharField(read_only=True, source="definition.description")
    conditions = serializers.CharField(read_only=True, source="definition.conditions")
    direct_note = serializers.CharField(read_only=True, source="definition.direct_note")
    approvals = serializers.SerializerMethodField(help_text="Who must agree, one after another.")
    form = QuestionSerializer(many=True, read_only=True, source="definition.questions")
    parts = PartSerializer(many=True, read_only=True, source="definition.parts")

    def get_approvals(self, product: Product) -> list[str]:
        return [step.by for step in product.definition.approvals]
