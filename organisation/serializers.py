"""People and places as the API shows them."""

from __future__ import annotations

from rest_framework import serializers

from organisation.models import UnitKind


class UnitSerializer(serializers.Serializer):
    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(UnitKind.choices, read_only=True)
    head = serializers.CharField(read_only=True, allow_null=True, source="head.username")
    email = serializers.CharField(read_only=True)
    extension = serializers.CharField(read_only=True)
    location = serializers.CharField(read_only=True, allow_null=True, source="location.code")


class LocationSerializer(serializers.Serializer):
    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    valid_from = serializers.DateField(read_only=True, allow_null=True)
    valid_until = serializers.DateField(read_only=True, allow_null=True)


class DepartmentSerializer(serializers.Serializer):
    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    group = serializers.CharField(read_only=True, source="group.code")
    cost_centre = serializers.CharField(read_only=True)


class PersonSerializer(serializers.Serializer):
    username = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    email = serializers.CharField(read_only=True)
    extension = serializers.CharField(read_only=True)
    room = serializers.CharField(read_only=True)
    location = serializers.CharField(read_only=True, allow_null=True, source="location.code")
    department = serializers.CharField(read_only=True, allow_null=True, source="department.code")
