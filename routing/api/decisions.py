"""POST /routing-decisions: who would answer this question, who would do the work, and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from core.api import Calls
from core.refusals import Refused
from organisation.models import User
from routing.asking import ground_at, ground_of, question_about
from routing.decide import Decision
from routing.models import Phase, RuleSet
from routing.phone_menu import menu_of, option_for
from routing.serializers import DecisionSerializer, QuestionInput
from routing.wording import all_names, said


class RoutingDecisionCalls(Calls):
    """Nothing is stored. `at` is for which moment, `phase` for which phase instead of the one in force then."""

    serializer_class = QuestionInput

    @extend_schema(
        summary="Who answers a question, who carries it out, and why",
        request=QuestionInput,
        responses={200: DecisionSerializer},
    )
    def create(self, request: Request) -> HttpResponse:
        decision, key = _decided(self.valid(QuestionInput), self.user)
        return self.once(lambda: (200, DecisionSerializer(_told(decision) | {"menu_option": key}).data, ""))


def _decided(asked: dict[str, Any], by: User) -> tuple[Decision, int | None]:
    """Return the decision, and the key that a caller presses first."""
    at, location, product = asked.get("at") or timezone.now(), asked.get("location"), asked.get("product")
    ground = ground_at(at, location)
    if (number := asked.get("phase")) is not None:
        phase = Phase.objects.visible_to(by).filter(number=number).first()
        if phase is None:
            raise ValidationError({"phase": [gettext("There is no phase with this number.")]})
        ground = ground_of(phase, RuleSet.objects.in_force(at))
    question = question_about(
        product.definition if product else None,
        kind=asked.get("kind", product.definition.kind if product else ""),
        group=asked.get("customer_group"),
        location=location,
        channel=asked.get("channel", ""),
        urgency=asked["urgency"],
    )
    decision = ground.decide(question)
    if ground.phase is None:
        return decision, None
    keys = option_for(menu_of(ground.phase, at), product.definition if product else None, decision)
    return decision, int(keys[0]) if keys else None


def _told(decision: Decision) -> dict[str, Any]:
    """Return the decision with its reasons in the reader's language, and names instead of codes."""
    names = all_names()
    if decision.answered_by not in names["unit"]:
        raise Refused(gettext("There is no front office to answer this yet."))
    return {
        "answered_by": decision.answered_by,
        "carried_out_by": decision.carried_out_by,
        "via_front_office": decision.via_front_office,
        "explanation": [said(reason, names) for reason in decision.reasons],
    }
