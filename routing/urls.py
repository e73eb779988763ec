"""Phases, rules, menu, roster: how the house is arranged."""

from __future__ import annotations

from django.urls import URLPattern, path

from routing.views import know_how, menu, phases, readiness, retired, roster, rule, rule_trials, rules

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
    path("know-how/", know_how.know_how, name="know-how"),
    path("know-how/<int:pk>/", know_how.person, name="know-how-of"),
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
    path("rules/", rules.rules, name="rules"),
    path("rules/<int:pk>/", rules.rule_set, name="rule-set"),
    path("rules/<int:pk>/compare/", rules.compare, name="rule-compare"),
    path("rules/<int:pk>/history/", rules.history, name="rule-history"),
    path("rules/<int:pk>/try/", rule_trials.try_rules, name="rule-try"),
    path("rules/<int:pk>/activate/", rule_trials.activate, name="rule-activate"),
    path("rules/<int:pk>/rename/", rules.rename, name="rule-rename"),
    path("rules/<int:pk>/drop/", rules.drop, name="rule-drop"),
    path("rules/<int:pk>/confirm/", rules.confirm, name="rule-confirm"),
    path("rules/<int:pk>/take-back/", rules.take_back, name="rule-take-back"),
    path("rules/<int:pk>/rule/", rule.new_rule, name="new-rule"),
    path("rules/<int:pk>/rule/<int:rule>/", rule.edit_rule, name="rule"),
    path("rules/<int:pk>/rule/<int:rule>/move/", rule.move_rule, name="rule-move"),
    path("rules/<int:pk>/rule/<int:rule>/remove/", rule.remove_rule, name="rule-remove"),
]
