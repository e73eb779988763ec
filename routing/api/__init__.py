"""The API's calls about how the house is arranged; one file a subject."""

from routing.api.decisions import RoutingDecisionCalls
from routing.api.menu import PhoneMenuCalls

__all__ = ["PhoneMenuCalls", "RoutingDecisionCalls"]
