"""The pages about routing that need tickets: trying out, going over, what goes round us."""

from __future__ import annotations

from django.urls import URLPattern, path

from servicedesk.views.routing import bypass

app_name = "arranging"
urlpatterns: list[URLPattern] = [
    path("bypass/", bypass.bypass, name="bypass"),
]
