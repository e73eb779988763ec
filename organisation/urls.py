"""Addresses of logging in and one's own page."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from organisation import views

app_name = "organisation"
urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("me/", views.me, name="me"),
    path("me/deputies/<int:pk>/end/", views.end_deputy, name="end-deputy"),
    path("me/preferences/", views.preferences, name="preferences"),
    path("me/theme/", views.theme, name="theme"),
    path("me/language/", views.language, name="language"),
]
