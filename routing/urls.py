"""Phases, rules, menu, roster: how the house is arranged."""

from __future__ import annotations

from django.urls import URLPattern, path

from routing.views import menu, retired

app_name = "routing"
urlpatterns: list[URLPattern] = [
    path("bypass/addresses/", retired.retired, name="retired"),
    path("menu/", menu.phone_menu, name="menu"),
    path("menu/<int:number>/card/", menu.menu_card, name="menu-card"),
    path("menu/<int:number>/edit/", menu.edit_menu, name="edit-menu"),
    path("menu/<int:number>/generate/", menu.generate_menu, name="generate-menu"),
    path("menu/<int:number>/choices/new/", menu.new_option, name="new-option"),
    path("menu/<int:number>/choices/<int:pk>/", menu.edit_option, name="option"),
]
