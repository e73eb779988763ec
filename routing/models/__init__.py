"""Phases and how they began, the sites of the front office, and the rules."""

from routing.models.bypass import RetiredAddress
from routing.models.duty import DutyFeed, DutyTurn, Roster, RosterMonth
from routing.models.know_how import Deed, KnowHow, TrainingLine
from routing.models.menu import MenuOption, PhoneMenu
from routing.models.phases import Closure, OrganisationModel, Phase, PhaseStart, Site, SiteKind, StartState
from routing.models.readiness import Precondition, PreconditionState
from routing.models.rules import RoutingRule, RuleSet, RuleSetQuerySet, RuleSetState

__all__ = [
    "Closure",
    "Deed",
    "DutyFeed",
    "DutyTurn",
    "KnowHow",
    "MenuOption",
    "OrganisationModel",
    "Phase",
    "PhaseStart",
    "PhoneMenu",
    "Precondition",
    "PreconditionState",
    "RetiredAddress",
    "Roster",
    "RosterMonth",
    "RoutingRule",
    "RuleSet",
    "RuleSetQuerySet",
    "RuleSetState",
    "Site",
    "SiteKind",
    "StartState",
    "TrainingLine",
]
