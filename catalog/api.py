"""GET /products and /products/{code}."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.serializers import BaseSerializer

from catalog.filters import ProductFilter
from catalog.models import Product
from catalog.serializers import ProductPageSerializer, ProductSerializer
from core.api import Calls

CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, pattern=r"^[-\w]{1,80}$")


@extend_schema_view(
    list=extend_schema(summary="The products and services you can ask for"),
    retrieve=extend_schema(summary="One product, with its form and parts", parameters=[CODE]),
)
class ProductCalls(ListModelMixin, RetrieveModelMixin, Calls):
    """Agents see all that are published; editors, auditors and managers drafts and withdrawn ones too."""

    queryset = Product.objects.none()
    filterset_class = ProductFilter
    lookup_field = "code"
    lookup_value_regex = r"[-\w]{1,80}"
    ordering = "pk"

    def get_queryset(self) -> QuerySet[Product]:
        return Product.objects.visible_to(self.user).for_display()

    def get_serializer_class(self) -> type[BaseSerializer]:
        return ProductPageSerializer if self.action == "retrieve" else ProductSerializer
