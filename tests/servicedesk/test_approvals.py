"""Signatures (rule 5): who is asked, in which order, and what a yes or a no does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from catalog.definition import ApprovalStep
from core.refusals import Refused
from organisation.models import Deputy, Unit, User
from servicedesk import services
from servicedesk.models import Ticket
from tests.make import make_product, make_ticket, make_user

pytestmark = pytest.mark.usefixtures("in_english")

MANAGER = ApprovalStep("manager")


@pytest.fixture
def two_steps(ingrid, marco, hanna) -> Ticket:
    """Marco first, then Hanna."""
    steps = (MANAGER, ApprovalStep("unit_head", unit="servicedesk"))
    return make_ticket(ingrid, product=make_product("pas", approvals=steps))


def row(thing):
    return type(thing).objects.get(pk=thing.pk)


def states(ticket: Ticket) -> list[str]:
    return list(ticket.approvals.order_by("step").values_list("state", flat=True))


def test_steps_are_asked_one_after_another(two_steps, marco, hanna):
    assert (states(two_steps), row(two_steps).waiting_for) == (["asked", "planned"], "approval")
    with pytest.raises(Refused):
        services.approve(two_steps.approvals.get(step=2), by=hanna)
    services.approve(two_steps.approvals.get(step=1), by=marco)
    assert (states(two_steps), row(two_steps).waiting_for) == (["approved", "asked"], "approval")
    services.approve(two_steps.approvals.get(step=2), by=hanna)
    assert (states(two_steps), row(two_steps).state) == (["approved", "approved"], "in_progress")


def test_a_no_ends_the_question_and_asks_nobody_else(two_steps, marco):
    with pytest.raises(Refused) as refusal:
        services.refuse(two_steps.approvals.get(step=1), by=marco, comment=" ")
    assert set(refusal.value.errors) == {"comment"}
    services.refuse(two_steps.approvals.get(step=1), by=marco, comment="Dit past niet in het budget.")
    assert (states(two_steps), row(two_steps).state) == (["refused", "withdrawn"], "cancelled")
    event = two_steps.events.get(verb="refused")
    assert (event.public, event.text) == (True, "Dit past niet in het budget.")


def test_whoever_cancels_takes_the_question_to_sign_away(two_steps, ingrid, marco):
    approval = two_steps.approvals.get(step=1)
    services.cancel(two_steps, by=ingrid, text="Niet meer nodig.")
    assert states(two_steps) == ["withdrawn", "withdrawn"]
    with pytest.raises(Refused, match="decided already"):
        services.approve(approval, by=marco)


def test_nobody_signs_twice_for_one_question(ingrid, marco):
    steps = (MANAGER, ApprovalStep("person", person="marco"))
    ticket = make_ticket(ingrid, product=make_product("pas", approvals=steps))
    assert states(ticket) == ["asked"]


@pytest.mark.parametrize("by", ["manager", "unit_head", "person"])
def test_the_requester_never_signs_for_the_own_question(ingrid, hanna, by):
    ingrid.manager = ingrid
    ingrid.save()
    Unit.objects.filter(code="servicedesk").update(head=ingrid)
    step = ApprovalStep(
        by, unit="servicedesk" if by == "unit_head" else None, person="ingrid" if by == "person" else None
    )
    product = make_product("pas", approvals=(step,))
    Unit.objects.filter(code="servicedesk").update(head=hanna)
    if by == "unit_head":
        Unit.objects.filter(code="servicedesk").update(head=ingrid)
        assert make_ticket(ingrid, product=product).approvals.count() == 0
    else:
        assert make_ticket(ingrid, product=product).approvals.get().approver == hanna


@pytest.mark.parametrize(("start", "end", "may"), [(0, 0, True), (-5, 5, True), (-5, -1, False), (1, 5, False)])
def test_a_deputy_signs_only_on_the_days_agreed(ingrid, marco, odd, start, end, may):
    ticket = make_ticket(ingrid, product=make_product("pas", approvals=(MANAGER,)))
    today = timezone.localdate()
    days = {"starts_on": today + timedelta(days=start), "ends_on": today + timedelta(days=end)}
    Deputy.objects.create(person=marco, deputy=odd, **days)
    if may:
        assert services.approve(ticket.approvals.get(), by=odd).state == "in_progress"
    else:
        with pytest.raises(PermissionDenied):
            services.approve(ticket.approvals.get(), by=odd)


def test_the_deputy_of_a_deputy_does_not_sign(ingrid, marco, odd):
    ticket = make_ticket(ingrid, product=make_product("pas", approvals=(MANAGER,)))
    today, third = timezone.localdate(), make_user("third")
    Deputy.objects.create(person=marco, deputy=odd, starts_on=today, ends_on=today)
    Deputy.objects.create(person=odd, deputy=third, starts_on=today, ends_on=today)
    with pytest.raises(PermissionDenied):
        services.approve(ticket.approvals.get(), by=third)


def test_who_has_left_is_not_asked(ingrid, marco, hanna):
    User.objects.filter(pk=marco.pk).update(is_active=False)
    ticket = make_ticket(User.objects.get(pk=ingrid.pk), product=make_product("pas", approvals=(MANAGER,)))
    assert ticket.approvals.get().approver == hanna


def test_a_question_to_the_customer_in_between_does_not_swallow_the_last_signature(ingrid, marco, marieke):
    ticket = make_ticket(ingrid, product=make_product("pas", approvals=(MANAGER,)))
    services.ask(ticket, by=marieke, text="Tot welke datum?")
    services.approve(ticket.approvals.get(), by=marco)
    assert (row(ticket).state, row(ticket).waiting_for) == ("waiting", "customer")
    assert ticket.events.filter(verb="all_approved").count() == 1
    services.remark(ticket, by=ingrid, text="Tot 1 maart.")
    assert row(ticket).state == "in_progress"
    assert services.forward(ticket, by=marieke)


def test_an_answer_of_the_customer_does_not_open_the_way_to_the_back_office(ingrid, marco, marieke):
    ticket = make_ticket(ingrid, product=make_product("pas", approvals=(MANAGER,)))
    services.ask(ticket, by=marieke, text="Tot welke datum?")
    services.remark(ticket, by=ingrid, text="Tot 1 maart.")
    for stopped in (
        lambda: services.forward(ticket, by=marieke),
        lambda: services.solve(ticket, by=marieke, text="Ja"),
    ):
        with pytest.raises(Refused, match="Marco"):
            stopped()


def test_choosing_a_product_later_asks_for_its_signature_then(ingrid, marco, marieke):
    ticket = make_ticket(ingrid)
    services.take(ticket, by=marieke)
    product = make_product("pas", approvals=(MANAGER,))
    services.classify(ticket, by=marieke, product=product)
    assert (row(ticket).waiting_for, states(ticket)) == ("approval", ["asked"])
    with pytest.raises(Refused):
        services.classify(ticket, by=marieke, product=make_product())
    assert row(ticket).product == product
