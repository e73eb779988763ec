"""Phases, rules, menu, roster: how the house is arranged."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "routing"
urlpatterns: list[URLPattern] = []
