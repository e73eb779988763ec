"""Phases, rules, menu, roster: how the house is arranged."""

from __future__ import annotations

from django.urls import URLPattern, path

from routing.views import retired

app_name = "routing"
urlpatterns: list[URLPattern] = [
    path("bypass/addresses/", retired.retired, name="retired"),
]
