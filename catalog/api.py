"""GET /products and /products/{code}."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from catalog.filters import ProductFilter
from catalog.models import Product
from catalog.search import search_products
from catalog.serializers import ProductPageSerializer, ProductSerializer
from core.api import Calls

CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, pattern=r"^[-\w]{1,80}$")


@extend_schema_view(
    list=extend_schema(summary="The products and services you can ask for"),
    retrieve=extend_schema(summary="One product, with its form and parts", parameters=[CODE]),
)
class ProductCalls(ListModelMixin, RetrieveModelMixin, Calls):
    """Agents see all that are published; editors, auditors and managers drafts and withdrawn ones too.

    With `q` what is published and answers the words comes on one page, best first.
    """

    queryset = Product.objects.none()
    filterset_class = ProductFilter
    lookup_field = "code"
    lookup_value_regex = r"[-\w]{1,80}"
    ordering = "pk"

    def get_queryset(self) -> QuerySet[Product]:
        return Product.objects.visible_to(self.user).for_display()

    def get_serializer_class(self) -> type[BaseSerializer]:
        return ProductPageSerializer if self.action == "retrieve" else ProductSerializer

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        words = request.query_params.get("q")
        if words is None:
            return super().list(request, *args, **kwargs)
        narrowed = set(self.filter_queryset(self.get_queryset()).values_list("pk", flat=True))
        found = [product for product in search_products(self.user, words, limit=200) if product.pk in narrowed]
        return Response({"results": self.get_serializer(found, many=True).data, "next": None})
