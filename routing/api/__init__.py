"""The API's calls about how the house is arranged; one file a subject."""

from routing.api.decisions import RoutingDecisionCalls
from routing.api.know_how import KnowHowCalls
from routing.api.menu import PhoneMenuCalls
from routing.api.phases import PhaseCalls
from routing.api.roster import RosterCalls
from routing.api.rules import RuleCalls

__all__ = ["KnowHowCalls", "PhaseCalls", "PhoneMenuCalls", "RosterCalls", "RoutingDecisionCalls", "RuleCalls"]
