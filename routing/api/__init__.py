"""The API's calls about how the house is arranged; one file a subject."""

from routing.api.decisions import RoutingDecisionCalls

__all__ = ["RoutingDecisionCalls"]
