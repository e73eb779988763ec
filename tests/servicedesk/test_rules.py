"""The rules of the domain, one by one: intake (1-7), lead and feedback (8-10), and why it went where it went (15)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog import services as catalog_services
from catalog.definition import ApprovalStep, Definition, Part
from catalog.intake import Question
from catalog.models import Product
from core.refusals import Refused
from organisation.models import Deputy, Unit, User
from organisation.opening import house_calendar
from servicedesk import services
from servicedesk.lifecycle import Channel, Kind
from servicedesk.models import Contact, Notice, Ticket
from servicedesk.services.deliveries import deliver_due
from tests.make import make_department, make_editor, make_location, make_product, make_ticket, make_unit, make_user

pytestmark = pytest.mark.usefixtures("in_english")

ROOM = Question("kamer", "In welke kamer?", required=True)
WHEN = Question("datum", "Op welke dag?", kind="date", required=True)


@pytest.mark.parametrize("channel", Channel.values)
def test_rule_1_one_contact_is_one_ticket_with_one_number_whatever_the_channel(ingrid, marieke, channel):
    by = ingrid if channel in ("portal", "api") else marieke
    ticket = make_ticket(ingrid, by=by, channel=channel, room="4.12")
    assert Ticket.objects.get() == ticket
    contact = Contact.objects.get()
    assert (contact.ticket, contact.person, contact.channel) == (ticket, ingrid, channel)
    assert contact.agent == (marieke if by is marieke else None)
    assert ticket.self_service == (channel in ("portal", "api"))


def test_rule_1_what_is_known_of_the_customer_is_not_typed_again(ingrid, marieke):
    ticket = make_ticket(ingrid, by=marieke, channel="phone")
    assert (ticket.department, ticket.location, ticket.room) == (ingrid.department, ingrid.location, ingrid.room)
    elsewhere = make_ticket(ingrid, by=marieke, channel="phone", location=make_location("B20"))
    assert (elsewhere.location.code, elsewhere.room) == ("B20", "")


def test_rule_1_the_time_of_a_call_is_kept_apart_from_the_ticket(ingrid, marieke):
    answered = timezone.now() - timedelta(minutes=4)
    ticket = make_ticket(ingrid, by=marieke, channel="phone", answered_at=answered)
    assert (ticket.contacts.get().answered_at, ticket.contacts.get().ended_at) == (answered, ticket.opened_at)
    late = timezone.now() + timedelta(hours=1)
    wrong = make_ticket(ingrid, by=marieke, channel="phone", answered_at=late).contacts.get()
    assert wrong.answered_at <= wrong.ended_at


def test_rule_2_a_ticket_without_its_kind_cannot_become_a_work_order(ingrid, marieke):
    ticket = make_ticket(ingrid)
    assert ticket.kind == ""
    with pytest.raises(Refused, match="kind") as refusal:
        services.forward(ticket, by=marieke)
    assert set(refusal.value.errors) == {"kind"}
    services.classify(ticket, by=marieke, kind=Kind.INCIDENT)
    assert len(services.forward(ticket, by=marieke)) == 1


def test_rule_2_a_kind_is_one_of_the_known_ones(ingrid, marieke):
    ticket = make_ticket(ingrid)
    for kind in ("", "klacht", "x" * 300):
        with pytest.raises(Refused) as refusal:
            services.classify(ticket, by=marieke, kind=kind)
        assert set(refusal.value.errors) == {"kind"}
    with pytest.raises(Refused):
        make_ticket(ingrid, kind="klacht")


def test_rule_3_a_ticket_is_not_forwarded_while_a_required_answer_is_missing_by_name_of_each(ingrid, marieke):
    product = make_product(questions=(ROOM, WHEN, Question("anders", "Nog iets?")))
    ticket = make_ticket(ingrid, by=marieke, channel="phone", product=product, answers={"anders": "nee"})
    assert [question.key for question in services.missing_answers(ticket)] == ["kamer", "datum"]
    with pytest.raises(Refused, match=r"In welke kamer.*Op welke dag") as refusal:
        services.forward(ticket, by=marieke)
    assert set(refusal.value.errors) == {"answers.kamer", "answers.datum"}
    services.classify(ticket, by=marieke, answers={"kamer": "4.12", "datum": "2026-11-30"})
    assert services.forward(ticket, by=marieke)


def test_rule_3_the_customer_cannot_send_an_incomplete_form(ingrid):
    product = make_product(questions=(ROOM, WHEN))
    with pytest.raises(Refused) as refusal:
        make_ticket(ingrid, product=product, answers={"datum": "morgen"})
    assert set(refusal.value.errors) == {"answers.kamer", "answers.datum"}
    assert not Ticket.objects.exists()


def test_rule_3_what_is_asked_only_sometimes_is_missing_only_then(ingrid, marieke):
    visit = Question("bezoek", "Komt er bezoek?", kind="yes_no", required=True)
    name = Question("naam", "Hoe heet het bezoek?", required=True, shown_if=("bezoek", "yes"))
    product = make_product(questions=(visit, name))
    assert make_ticket(ingrid, product=product, answers={"bezoek": "no", "naam": "blijft niet staan"}).answers == {
        "bezoek": "no"
    }
    with pytest.raises(Refused) as refusal:
        make_ticket(ingrid, product=product, answers={"bezoek": "yes"})
    assert set(refusal.value.errors) == {"answers.naam"}


def test_rule_3_a_ticket_keeps_the_questions_it_was_asked_under(ingrid, marieke):
    product = make_product()
    ticket = make_ticket(ingrid, product=product)
    harder = Definition.from_dict({**product.definition.to_dict(), "questions": (vars(ROOM),)})
    catalog_services.save_draft(product, by=make_editor(), definition=harder)
    catalog_services.publish(product, by=make_editor())
    assert Product.objects.get().definition.questions == (ROOM,)
    assert services.missing_answers(Ticket.objects.get(pk=ticket.pk)) == []
    assert services.forward(ticket, by=marieke)


@pytest.mark.parametrize("kind", ["information", "request"])
def test_rule_4_a_standard_question_is_answered_and_closed_at_first_contact(ingrid, marieke, kind):
    ticket = make_ticket(ingrid, by=marieke, channel="phone", kind=kind)
    services.solve(ticket, by=marieke, text="De fietsenstalling gaat om 19.00 uur dicht.")
    services.close(ticket, by=marieke)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.first_contact, ticket.assignee) == ("closed", True, marieke)
    assert ticket.responded_at == ticket.solved_at


@pytest.mark.parametrize("second", ["ask", "answer", "remark", "forward", "reopen", "merged", "approval"])
def test_rule_4_after_a_second_contact_it_was_not_at_first_contact(ingrid, marco, marieke, ruben, second):
    product = make_product(approvals=(ApprovalStep("manager"),) if second == "approval" else ())
    ticket = make_ticket(ingrid, product=product)
    if second == "ask":
        services.ask(ticket, by=marieke, text="Welke kamer?")
        services.remark(ticket, by=ingrid, text="4.12")
    elif second == "answer":
        services.answer(ticket, by=marieke, text="We zoeken het uit.")
    elif second == "remark":
        services.remark(ticket, by=ingrid, text="Hoe staat het?")
    elif second == "forward":
        services.complete(services.forward(ticket, by=marieke)[0], by=ruben, result="Klaar")
    elif second == "reopen":
        services.solve(ticket, by=marieke, text="Klaar")
        services.reopen(ticket, by=ingrid, text="Niet waar")
    elif second == "merged":
        services.merge(make_ticket(ingrid), by=marieke, into=ticket)
    else:
        services.approve(ticket.approvals.get(), by=marco)
    assert not services.solve(ticket, by=marieke, text="Klaar.").first_contact


def test_rule_5_approval_never_stops_the_customer_from_filing(ingrid, marco, marieke):
    """Also when nobody can be found who may sign: then the front office sees that."""
    gone = make_user("gone")
    steps = (
        ApprovalStep("manager"),
        ApprovalStep("unit_head", unit=make_unit("facilitair-team", "back_office").code),
        ApprovalStep("person", person=gone.username),
    )
    product = make_product("pas", approvals=steps)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert make_ticket(ingrid, product=product).approvals.get().approver == marco
    ingrid.manager = None
    ticket = make_ticket(ingrid, product=product)
    assert (ticket.state, ticket.approvals.count()) == ("new", 0)
    assert ticket.events.filter(verb="no_approver", public=False).exists()


def test_rule_5_approval_leaves_a_trail_of_who_when_and_for_whom(ingrid, marco, odd):
    today = timezone.localdate()
    Deputy.objects.create(person=marco, deputy=odd, starts_on=today, ends_on=today)
    ticket = make_ticket(ingrid, product=make_product("pas", approvals=(ApprovalStep("manager"),)))
    services.approve(ticket.approvals.get(), by=odd, comment="Akkoord, voor één jaar.")
    approval = ticket.approvals.get()
    assert (approval.approver, approval.decided_by, approval.comment) == (marco, odd, "Akkoord, voor één jaar.")
    event = ticket.events.get(verb="approved")
    assert (event.actor, event.data["deputy_for"], event.at) == (odd, "Marco", event.at)
    assert abs(event.at - approval.decided_at) < timedelta(seconds=1)


def test_rule_6_a_composite_service_is_one_ticket_and_done_when_its_last_part_is(ingrid, marieke, ruben):
    make_unit("facilitair-team", "back_office")
    parts = (Part("een", "Een", "facilitair-team"), Part("twee", "Twee", "servicedesk", after=("een",)))
    ticket = make_ticket(ingrid, product=make_product("reis", parts=parts))
    first, second = services.forward(ticket, by=marieke)
    assert (first.state, second.state, second.unit.code) == ("sent", "planned", "servicedesk")
    services.complete(first, by=ruben, result="Klaar")
    assert Ticket.objects.get().state == "waiting"
    worker = make_user("worker", worker_in=[Unit.objects.get(code="servicedesk")])
    services.complete(second, by=worker, result="Klaar")
    assert Ticket.objects.get().state == "in_progress"
    assert Ticket.objects.count() == 1


def test_rule_7_the_customer_group_decides_which_products_can_be_asked_for(ingrid, marieke):
    product = make_product()
    outside = make_user("bea", department=make_department("AT", group="buitendienst"))
    with pytest.raises(Refused) as refusal:
        make_ticket(outside, product=product)
    assert set(refusal.value.errors) == {"product"}
    with pytest.raises(Refused):
        make_ticket(outside, by=marieke, product=product, channel="phone")
    ticket = make_ticket(outside)
    with pytest.raises(Refused):
        services.classify(ticket, by=marieke, product=product)
    assert make_ticket(ingrid, product=product).product == product


def test_rule_7_a_product_of_one_building_cannot_be_asked_for_in_another(ingrid):
    make_location("B20")
    product = make_product(locations=("B20",))
    with pytest.raises(Refused):
        make_ticket(ingrid, product=product)
    ingrid.location = make_location("B20")
    assert make_ticket(ingrid, product=product).product == product


def test_rule_8_the_front_office_keeps_the_lead_also_when_a_partner_works(ingrid, marieke):
    albron = make_unit("albron", "partner")
    cook = make_user("cook", worker_in=[albron])
    ticket = make_ticket(ingrid, product=make_product("lunch", executing="albron"))
    (order,) = services.forward(ticket, by=marieke)
    ticket.refresh_from_db()
    assert (ticket.lead_unit.code, ticket.assignee, ticket.waiting_for) == ("servicedesk", marieke, "partner")
    services.complete(order, by=cook, result="Geleverd.")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.lead_unit.code, ticket.assignee) == ("in_progress", "servicedesk", marieke)


def test_rule_9_the_customer_hears_unasked_and_can_see_the_state_at_any_time(ingrid, marieke, ruben):
    ticket = make_ticket(ingrid, by=marieke, channel="phone", product=make_product())
    services.complete(services.forward(ticket, by=marieke)[0], by=ruben, result="Nieuwe lamp.")
    services.solve(ticket, by=marieke, text="De lamp is vervangen.")
    deliver_due()
    told = Notice.objects.visible_to(ingrid).order_by("pk").values_list("purpose", flat=True)
    assert list(told) == ["received", "under_way", "done"]
    assert Ticket.objects.visible_to(ingrid).get().state == "solved"


def test_rule_9_a_date_is_promised_from_the_first_moment(ingrid):
    calendar = house_calendar()
    ticket = make_ticket(ingrid, product=make_product(lead_days=3))
    opened = calendar.add(ticket.opened_at, timedelta(0))
    assert ticket.opened_at < ticket.respond_by <= ticket.resolve_by
    assert ticket.resolve_by == calendar.end_of_day(timezone.localtime(opened).date(), 3)
    assert calendar.between(ticket.opened_at, ticket.respond_by) == timedelta(hours=4)


def test_rule_9_what_changes_the_work_changes_the_promise(ingrid, marieke):
    ticket = make_ticket(ingrid)
    first = ticket.resolve_by
    ticket = services.classify(ticket, by=marieke, urgency="high")
    assert ticket.resolve_by < first
    ticket = services.classify(ticket, by=marieke, product=make_product(lead_days=30))
    assert ticket.resolve_by > first
    assert ticket.events.last().data["set"]["resolve_by"] == ticket.resolve_by.isoformat()


def test_rule_10_a_completed_order_returns_to_the_front_office_which_closes_the_ticket(ingrid, marieke, ruben):
    ticket = make_ticket(ingrid, product=make_product())
    (order,) = services.forward(ticket, by=marieke)
    with pytest.raises(Refused, match=order.number):
        services.solve(ticket, by=marieke, text="Klaar")
    services.complete(order, by=ruben, result="Nieuwe lamp.")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.solved_at) == ("in_progress", None)
    services.solve(ticket, by=marieke, text="De lamp is vervangen.")
    assert services.close(ticket, by=marieke).state == "closed"


def test_rule_10_the_customer_who_did_not_get_what_was_asked_opens_it_again(ingrid, marieke):
    ticket = make_ticket(ingrid)
    services.solve(ticket, by=marieke, text="De lamp is vervangen.")
    services.close(ticket, by=ingrid)
    ticket = services.reopen(ticket, by=ingrid, text="Hij knippert nog steeds.")
    assert (ticket.state, ticket.solved_at, ticket.closed_at) == ("in_progress", None, None)


def test_rule_15_every_ticket_says_in_words_why_it_is_where_it_is(ingrid):
    alone = make_ticket(ingrid)
    (reason,) = alone.reasons
    assert "Servicedesk" in reason
    worked = make_ticket(ingrid, product=make_product(name="Storing melden"))
    said = " ".join(worked.reasons)
    assert all(word in said for word in ("Storing melden", "Servicedesk", "Facilitair team"))
    assert "{" not in said
    assert (worked.lead_unit.code, worked.executing_unit.code) == ("servicedesk", "facilitair-team")


def test_rule_15_a_product_decides_anew_and_the_log_keeps_both_reasons(ingrid, marieke):
    ticket = make_ticket(ingrid)
    before = ticket.explanation
    ticket = services.classify(ticket, by=marieke, product=make_product())
    assert ticket.explanation != before
    first, second = ticket.events.filter(verb__in=["opened", "classify"])
    assert (first.data["set"]["explanation"], second.data["set"]["explanation"]) == (before, ticket.explanation)


def test_rule_15_a_question_for_a_unit_that_has_another_code_now_is_the_front_offices(ingrid):
    product = make_product(owner="facilitair-team")
    Unit.objects.filter(code="facilitair-team").update(code="vastgoed")
    ticket = make_ticket(ingrid, product=product)
    assert (ticket.lead_unit.code, ticket.executing_unit.code) == ("servicedesk", "servicedesk")
