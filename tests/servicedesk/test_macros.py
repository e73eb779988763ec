"""Macros: many changes as one, refused whole, undone whole."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.refusals import Refused, Stale
from organisation.example.load import facts
from servicedesk import services
from servicedesk.macros import sentence
from servicedesk.models import Check, CheckList, HeldFor, Macro, Ticket
from tests.make import make_product, make_ticket, make_unit
from tests.servicedesk.screen import page, screen_of

pytestmark = pytest.mark.usefixtures("in_english")

ALL = {
    "takes": True, "kind": "incident", "urgency": "high", "note": "Gebeld.",
    "says": "solve", "text_nl": "Dag {{ klant }}, {{ nummer }} is klaar.",
}  # fmt: skip


@pytest.fixture
def question(ingrid, front_office):
    return make_ticket(ingrid)


@pytest.fixture
def macro(hanna, front_office):
    steps = services.keep_list(CheckList(unit=front_office), by=hanna, name="Lijst", steps=["Een", "Twee"])
    return services.keep_macro(Macro(unit=front_office), by=hanna, name="Alles", check_list=steps, **ALL)


def row(ticket):
    values = Ticket.objects.filter(pk=ticket.pk).values("kind", "urgency", "assignee", "state", "resolve_by")
    return values.get()


def test_all_is_done_in_one_go_and_undone_in_one_go(question, macro, marieke, peter):
    before = row(question)
    ran = services.run_macro(question, by=marieke, macro=macro, seen=question.version)
    question.refresh_from_db()
    assert (question.kind, question.urgency, question.assignee) == ("incident", "high", marieke)
    assert question.checks.count() == 2
    assert ran.held.text == f"Dag Ingrid, {question.number} is klaar."
    assert HeldFor.objects.waiting().filter(ticket=question).count() == 1

    with pytest.raises(PermissionDenied):
        services.undo(ran.batch, by=peter)
    services.undo(ran.batch, by=marieke)
    assert row(question) == before
    assert Check.objects.count() == 0
    assert services.release_due(timezone.now() + timedelta(minutes=1)) == 0
    assert not HeldFor.objects.shown().filter(ticket=question).exists()


def test_what_has_been_sent_is_not_undone(question, macro, marieke):
    ran = services.run_macro(question, by=marieke, macro=macro)
    services.release_due(timezone.now() + timedelta(minutes=1))
    question.refresh_from_db()
    assert question.state == "solved"
    with pytest.raises(Refused, match="too late"):
        services.undo(ran.batch, by=marieke)
    question.refresh_from_db()
    assert question.state == "solved"


def test_when_one_step_is_refused_nothing_is_done(question, macro, marieke, hanna):
    """Here the last step: work still goes on."""
    services.classify(question, by=marieke, kind="wish")
    services.forward(question, by=marieke, unit=make_unit("facilitair-team", "back_office"))
    before, events = row(question), question.events.count()
    with pytest.raises(Refused, match="Work is still going on"):
        services.run_macro(question, by=marieke, macro=macro)
    assert (row(question), question.events.count(), Check.objects.count()) == (before, events, 0)


def test_a_place_that_is_empty_for_this_question_is_refused(hanna, marieke, front_office, macro):
    at_the_door = services.open_for_visitor(
        subject="De deur klemt", description="", location=marieke.location, room="4.12"
    )
    with pytest.raises(Refused, match="klant"):
        services.run_macro(at_the_door, by=marieke, macro=macro)
    assert row(at_the_door)["assignee"] is None


def test_over_an_unseen_change_nothing_is_done(question, macro, marieke, peter):
    services.take(question, by=peter)
    with pytest.raises(Stale):
        services.run_macro(question, by=marieke, macro=macro, seen=question.version)


def test_work_that_is_passed_on_is_not_undone_in_one_go(question, hanna, marieke, facility_team, front_office):
    values = {"kind": "incident", "forward_to": facility_team, "note": "Spoed.", "says": "answer", "text_nl": "Ja."}
    macro = services.keep_macro(Macro(unit=front_office), by=hanna, name="Door", **values)
    assert "can't be undone" in sentence(macro)
    ran = services.run_macro(question, by=marieke, macro=macro)
    assert ran.batch is None
    order = question.work_orders.get()
    assert (order.unit, order.note) == (facility_team, "Spoed.")


def test_who_may_not_use_it_or_not_answer_is_refused(question, macro, marieke, ruben, facility_team):
    hers = services.keep_macro(Macro(owner=marieke), by=marieke, name="Van mij", takes=True)
    for by, one in ((ruben, macro), (ruben, hers)):
        with pytest.raises(PermissionDenied):
            services.run_macro(question, by=by, macro=one)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"takes": True, "says": "answer"},
        {"says": "answer", "text_nl": "Dag {{ klnat }}"},
        {"says": "solve", "text_nl": "Klaar.", "forward_to": "team"},
    ],
)
def test_what_makes_no_sense_is_refused(hanna, facility_team, front_office, values):
    values = values | ({"forward_to": facility_team} if "forward_to" in values else {})
    with pytest.raises(Refused):
        services.keep_macro(Macro(unit=front_office), by=hanna, name="Zo", **values)


def test_one_sentence_says_what_happens(macro):
    assert sentence(macro) == (
        "Makes it “incident”, sets the urgency to high, puts it in your name, puts the check-list “Lijst” on it, "
        "notes “Gebeld.” and solves it with “Dag {{ klant }}, {{ nummer }} is klaar.”."
    )


def test_the_page_offers_what_is_possible_now_and_does_it(
    client, question, macro, marieke, django_assert_max_num_queries
):
    services.keep_macro(Macro(owner=marieke), by=marieke, name="Alleen pakken", takes=True)
    screen, address = screen_of(client, marieke), reverse("desk:macros", args=[question.pk])
    assert address in screen.get(question.get_desk_url()).text
    with django_assert_max_num_queries(12):
        shown = page(screen.get(address, headers={"HX-Request": "true"}))
    assert "<html" not in shown
    assert f"solves it with “Dag Ingrid, {question.number} is klaar.”." in shown
    done = page(screen.post(address, {"macro": macro.pk, "seen": question.version}, follow=True))
    assert "“Alles” is done." in done
    assert 'class="undo"' in done
    assert "About to be sent" in done

    services.release_due(timezone.now() + timedelta(minutes=1))
    assert "No macro can be done" in page(screen.get(address))


def test_a_refusal_and_a_change_meanwhile_are_told_on_the_page(client, question, macro, marieke, peter):
    screen, address = screen_of(client, marieke), reverse("desk:macros", args=[question.pk])
    services.take(question, by=peter)
    answer = screen.post(address, {"macro": macro.pk, "seen": question.version})
    assert answer.status_code == 409
    assert "Peter took on this question" in page(answer)
    services.forward(services.classify(question, by=marieke, kind="wish"), by=marieke)
    assert "Nothing of “Alles” was done. Work is still" in page(screen.post(address, {"macro": macro.pk}, follow=True))
    assert "Choose one from the list" in page(screen.post(address, {"macro": "x"}, follow=True))


def test_a_head_writes_a_macro_on_a_page(client, hanna, front_office):
    screen, address = screen_of(client, hanna), reverse("desk:new-entry", args=["macros"])
    sent = {"name": "Pak op", "whose": front_office.pk, "is_on": "on"}
    refused = screen.post(address, sent)
    assert refused.status_code == 422
    assert "Choose at least one thing" in page(refused)
    screen.post(address, sent | {"takes": "on", "product": make_product().pk})
    assert Macro.objects.get().needs == {"take", "classify"}
    entry = reverse("desk:entry", args=["macros", Macro.objects.get().pk])
    for address in (reverse("desk:library", args=["macros"]), entry):
        assert "Lets it be about “Storing” and puts it in your name." in page(screen.get(address))


def test_the_example_has_macros_that_can_be_kept(hanna, front_office, facility_team):
    lists = {data["name"] for data in facts("check_lists")}
    for data in facts("macros"):
        assert data.get("check_list", "Klacht") in lists
        assert data.get("forward_to", "facilitair-team") == facility_team.code
        services.keep_macro(Macro(unit=front_office), by=hanna, **data | {"check_list": None, "forward_to": None})
    assert Macro.objects.count() >= 5
