"""Phases, rules, menu, roster: how the house is arranged."""

from __future__ import annotations

from django.urls import URLPattern, path

from routing.views import menu, phases, readiness, retired, roster

app_name = "routing"
urlpatterns: list[URLPattern] = [
    path("", phases.index, name="index"),
    path("phases/new/", phases.new_phase, name="new-phase"),
    path("phases/<int:number>/", phases.phase, name="phase"),
    path("phases/<int:number>/edit/", phases.edit_phase, name="edit-phase"),
    path("phases/<int:number>/history/", phases.history, name="phase-history"),
    path("phases/<int:number>/readiness/", readiness.readiness_page, name="readiness"),
    path("phases/<int:number>/readiness/new/", readiness.new_precondition, name="new-precondition"),
    path("phases/<int:number>/readiness/<int:pk>/", readiness.tick, name="tick"),
    path("phases/<int:number>/readiness/<int:pk>/edit/", readiness.edit_precondition, name="precondition"),
    path("phases/<int:number>/start/", readiness.start, name="start"),
    path("starts/<int:pk>/withdraw/", readiness.withdraw, name="withdraw-start"),
    path("phases/<int:number>/sites/new/", phases.new_site, name="new-site"),
    path("phases/<int:number>/sites/<int:pk>/", phases.edit_site, name="site"),
    path("bypass/addresses/", retired.retired, name="retired"),
    path("menu/", menu.phone_menu, name="menu"),
    path("menu/<int:number>/card/", menu.menu_card, name="menu-card"),
    path("menu/<int:number>/edit/", menu.edit_menu, name="edit-menu"),
    path("menu/<int:number>/generate/", menu.generate_menu, name="generate-menu"),
    path("menu/<int:number>/choices/new/", menu.new_option, name="new-option"),
    path("menu/<int:number>/choices/<int:pk>/", menu.edit_option, name="option"),
    path("roster/", roster.rosters, name="rosters"),
    path("roster/feed/<str:secret>.ics", roster.roster_feed, name="roster-feed"),
    path("roster/<slug:unit>/", roster.roster, name="roster"),
]
