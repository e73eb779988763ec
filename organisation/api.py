"""GET /units, /locations, /departments and /people."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin

from core.api import Calls
from organisation.filters import PeopleFilter
from organisation.models import Department, Location, Unit, User
from organisation.serializers import DepartmentSerializer, LocationSerializer, PersonSerializer, UnitSerializer


@extend_schema_view(list=extend_schema(summary="The units that answer questions or carry out work"))
class UnitCalls(ListModelMixin, Calls):
    """Front offices, back offices, service points, partners and policy units."""

    # The map of the house is for everyone who works in it: units, buildings and departments need no door.
    queryset = Unit.objects.select_related("head", "location")
    serializer_class = UnitSerializer
    ordering = "pk"


@extend_schema_view(list=extend_schema(summary="The buildings, also those no longer or not yet in use"))
class LocationCalls(ListModelMixin, Calls):
    """With the days from and until which they are in use."""

    queryset = Location.objects.all()
    serializer_class = LocationSerializer
    ordering = "pk"


@extend_schema_view(list=extend_schema(summary="The departments of the organisation"))
class DepartmentCalls(ListModelMixin, Calls):
    """With their customer group, which decides what can be asked for, and their cost centre."""

    queryset = Department.objects.select_related("group")
    serializer_class = DepartmentSerializer
    ordering = "pk"


@extend_schema_view(list=extend_schema(summary="The people who work here"))
class PersonCalls(ListModelMixin, Calls):
    """All of them for agents, auditors and managers; only oneself for others."""

    queryset = User.objects.none()
    serializer_class = PersonSerializer
    filterset_class = PeopleFilter
    ordering = "pk"

    def get_queryset(self) -> QuerySet[User]:
        return User.objects.visible_to(self.user).select_related("location", "department")
