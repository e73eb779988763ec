"""Addresses of the work."""

from django.urls import path

from servicedesk.views import asked, work

app_name = "work"
urlpatterns = [
    path("", work.home, name="home"),
    path("asked/", asked.asked, name="asked"),
    path("<order:pk>/", work.order, name="order"),
    path("<order:pk>/checks/", work.checks, name="checks"),
    path("<order:pk>/<slug:verb>/", work.act, name="act"),
]
