"""POST /routing-decisions: who would answer this question, who would do the work, and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from core.api import Calls
from core.refusals import Refused
from organisation.models import Unit, UnitKind
from routing.decide import Decision, Question, decide
from routing.serializers import DecisionSerializer, QuestionInput


class RoutingDecisionCalls(Calls):
    """Nothing is stored. Until there are phases, `phase` and `at` change nothing."""

    serializer_class = QuestionInput

    @extend_schema(
        summary="Who answers a question, who carries it out, and why",
        request=QuestionInput,
        responses={200: DecisionSerializer},
    )
    def create(self, request: Request) -> HttpResponse:
        question = _question(self.valid(QuestionInput))
        return self.once(lambda: (200, DecisionSerializer(_told(decide(question))).data, ""))


def _question(asked: dict[str, Any]) -> Question:
    product = asked.get("product")
    group, location = asked.get("customer_group"), asked.get("location")
    known = {
        "kind": asked.get("kind", product.definition.kind if product else ""),
        "customer_group": group.code if group else "",
        "location": location.code if location else "",
        "channel": asked.get("channel", ""),
        "urgency": asked["urgency"],
        "front_office": _front_office(),
    }
    if product is None:
        return Question(**known)
    return Question(
        product=product.code,
        product_name=product.name,
        owner=product.owner.code,
        executing=product.executing.code,
        via_front_office=product.via_front_office,
        **known,
    )


def _front_office() -> str:
    offices = Unit.objects.filter(kind=UnitKind.FRONT_OFFICE).order_by("pk")
    return offices.values_list("code", flat=True).first() or ""


def _told(decision: Decision) -> dict[str, Any]:
    """Return the decision with its reasons in the reader's language and units by their names."""
    names = dict(Unit.objects.values_list("code", "name"))
    if decision.answered_by not in names:
        raise Refused(gettext("There is no front office to answer this yet."))
    reasons = [
        gettext(reason.text).format(**{key: names.get(value, value) for key, value in reason.fill})
        for reason in decision.reasons
    ]
    return {
        "answered_by": decision.answered_by,
        "carried_out_by": decision.carried_out_by,
        "via_front_office": decision.via_front_office,
        "menu_option": None,
        "explanation": reasons,
    }
