"""The API's addresses: each app brings its calls, this gathers them."""

from __future__ import annotations

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from rest_framework.routers import SimpleRouter

from catalog.api import ProductCalls
from core.api import Nowhere
from organisation.api import DepartmentCalls, LocationCalls, PersonCalls, UnitCalls
from routing.api import KnowHowCalls, PhaseCalls, PhoneMenuCalls, RosterCalls, RoutingDecisionCalls, RuleCalls
from servicedesk.api import PhoneCalls, TicketCalls, WorkOrderCalls
from servicedesk.bypass_api import BypassCalls

router = SimpleRouter(trailing_slash=False)
router.register("products", ProductCalls, basename="product")
router.register("tickets", TicketCalls, basename="ticket")
router.register("work-orders", WorkOrderCalls, basename="work-order")
router.register("calls", PhoneCalls, basename="call")
router.register("bypasses", BypassCalls, basename="bypass")
router.register("routing-decisions", RoutingDecisionCalls, basename="routing-decision")
router.register("roster", RosterCalls, basename="roster")
router.register("phone-menu", PhoneMenuCalls, basename="phone-menu")
router.register("phases", PhaseCalls, basename="phase")
router.register("rules", RuleCalls, basename="rule")
router.register("know-how", KnowHowCalls, basename="know-how")
router.register("units", UnitCalls, basename="unit")
router.register("locations", LocationCalls, basename="location")
router.register("departments", DepartmentCalls, basename="department")
router.register("people", PersonCalls, basename="person")


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """The whole API in OpenAPI 3; the same document as docs/openapi.json."""
    return JsonResponse(_document())


@cache
def _document() -> dict:
    return SchemaGenerator().get_schema(public=True)


app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    path("openapi.json", openapi, name="openapi"),
    re_path("", Nowhere.as_view(), name="nowhere"),
]
