"""GET /know-how: who knows what."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin

from core.api import Calls
from routing.access import require_reader
from routing.known import Known, Level
from routing.models import KnowHow


class KnowHowSerializer(serializers.Serializer):
    person = serializers.CharField(read_only=True, source="person.username")
    category = serializers.CharField(read_only=True, source="category.code", help_text="The group of products.")
    level = serializers.SerializerMethodField(help_text="How far it was handed over.")
    is_core = serializers.BooleanField(read_only=True, help_text="The core specialism of this person.")
    since = serializers.DateField(read_only=True)
    last_done_on = serializers.DateField(read_only=True, allow_null=True)
    lapsed = serializers.SerializerMethodField(help_text="Not done for a year: it has to be shown again.")

    @extend_schema_field(serializers.ChoiceField([level.name.lower() for level in Level]))
    def get_level(self, row: KnowHow) -> str:
        return Level(row.level).name.lower()

    def get_lapsed(self, row: KnowHow) -> bool:
        known = Known(row.level, row.is_core, row.since, row.last_done_on)  # type: ignore[attr-defined]
        return known.is_lapsed(timezone.localdate())


@extend_schema_view(list=extend_schema(summary="Who knows what: each person and group of products with a level"))
class KnowHowCalls(ListModelMixin, Calls):
    """For who answers customers, leads or reads everything. How well somebody does is not in it."""

    queryset = KnowHow.objects.none()
    serializer_class = KnowHowSerializer
    ordering = "pk"

    def get_queryset(self) -> QuerySet[KnowHow]:
        require_reader(self.user)
        return KnowHow.objects.visible_to(self.user).select_related("person", "category").with_last_done()
