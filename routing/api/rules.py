"""GET /rules: the sets of rules that are or were in force, or are to come, each with its rules."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin

from core.api import Calls
from core.filters import MomentFilter
from routing.access import require_reader
from routing.models import RuleSet, RuleSetQuerySet


class RuleSerializer(serializers.Serializer):
    number = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    when = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        read_only=True,
        source="conditions",
        help_text="Codes by what is asked: all must fit, and one code of each is enough. Empty: every question.",
    )
    answered_by = serializers.CharField(read_only=True, allow_null=True, source="answered_by.code", default=None)
    carried_out_by = serializers.CharField(read_only=True, allow_null=True, source="carried_out_by.code", default=None)
    via_front_office = serializers.BooleanField(read_only=True, allow_null=True)
    skill = serializers.CharField(
        read_only=True, allow_null=True, source="skill.code", default=None, help_text="The code of a category."
    )
    approval = serializers.BooleanField(read_only=True, allow_null=True)


class RuleSetSerializer(serializers.Serializer):
    number = serializers.IntegerField(read_only=True, help_text="What `rule_version` of a decision names.")
    name = serializers.CharField(read_only=True)
    valid_from = serializers.DateTimeField(read_only=True, help_text="It holds until the next one begins.")
    activated_at = serializers.DateTimeField(read_only=True)
    activated_by = serializers.CharField(read_only=True, allow_null=True, source="activated_by.username", default=None)
    rules = RuleSerializer(many=True, read_only=True, help_text="In their order: the first that fits decides.")


class RulesFilter(filters.FilterSet):
    at = MomentFilter(method="in_force", help_text="Only the set that is in force at this moment.")

    class Meta:
        model = RuleSet
        fields: tuple[str, ...] = ()

    def in_force(self, sets: RuleSetQuerySet, name: str, value: datetime) -> RuleSetQuerySet:
        last = sets.filter(valid_from__lte=value).order_by("-valid_from").values("pk")[:1]
        return sets.filter(pk__in=last)


@extend_schema_view(list=extend_schema(summary="The sets of rules that decide who answers and who does the work"))
class RuleCalls(ListModelMixin, Calls):
    """For agents, heads of units, managers, auditors and administrators. Drafts are left out."""

    queryset = RuleSet.objects.none()
    serializer_class = RuleSetSerializer
    filterset_class = RulesFilter
    ordering = "-number"

    def get_queryset(self) -> QuerySet[RuleSet]:
        require_reader(self.user)
        sets = RuleSet.objects.visible_to(self.user).active().select_related("activated_by")
        return sets.prefetch_related("rules__answered_by", "rules__carried_out_by", "rules__skill")
