"""The pages about routing that need tickets: trying out, going over, what goes round us."""

from __future__ import annotations

from django.urls import URLPattern, path

from servicedesk.views.routing import bypass, going_over

app_name = "arranging"
urlpatterns: list[URLPattern] = [
    path("bypass/", bypass.bypass, name="bypass"),
    path("going-over/", going_over.going_over, name="going-over"),
    path("going-over/<int:pk>/", going_over.hand_over, name="hand-over"),
]
