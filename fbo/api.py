"""The API's addresses: each app brings its viewsets, this gathers them."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
