"""The desk: the page of a question, and all that is done there."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from catalog.definition import ApprovalStep, Part
from catalog.intake import Question
from servicedesk import services
from servicedesk.models import Attachment
from servicedesk.views.desk.verbs import VERBS
from tests.make import make_location, make_product, make_ticket, make_unit, make_user

PDF = b"%PDF-1.7 a small one"
MANY_LINES = "Regel een\n\n<b>Regel</b> twee 🚲 ‮ahcs"


def act(client, ticket, verb, /, **data):
    """Send the form of a verb, as the page has it."""
    ticket.refresh_from_db()
    data.setdefault("seen", ticket.version)
    return client.post(reverse("desk:act", args=[ticket.pk, verb]), data)


def reply(client, ticket, verb, text, to="customer", **data):
    """Send the reply box, and let the moment pass in which it could be taken back."""
    response = act(client, ticket, "reply", verb=verb, to=to, text=text, **data)
    services.release_due(timezone.now() + timedelta(seconds=11))
    return response


def verbs_of(ticket):
    return list(ticket.events.values_list("verb", flat=True))


def buttons(response):
    """Return what can be done to the question, at once or with a form; following it changes nothing about it."""
    unfolding = re.findall(r'hx-get="[^"]*\?act=([a-z_]+)', response.text)
    return {*re.findall(r'<button[^>]* name="verb" value="([a-z_]+)"', response.text), *unfolding} - {"watch"}


@pytest.fixture
def fault(ingrid):
    """A fault that the facility team repairs."""
    return make_ticket(ingrid, product=make_product(), description="Ik krijg er hoofdpijn van.")


@pytest.fixture
def desk(client, marieke):
    """Marieke at her screen."""
    client.force_login(marieke)
    return client


# The page


def test_the_page_says_what_it_is_about_and_why_it_is_here(desk, fault):
    response = desk.get(fault.get_desk_url())
    for words in (fault.subject, fault.number, "Ik krijg er hoofdpijn van.", "Ingrid", "Storing", *fault.reasons):
        assert words in response.text
    assert len(response.context["why_date"]) == 4


def test_only_buttons_that_work_are_there(desk, ingrid, fault):
    assert buttons(desk.get(fault.get_desk_url())) >= {"take", "forward", "assign", "solve", "ask", "answer", "note"}
    services.solve(fault, by=fault.lead_unit.memberships.get().user, text="Klaar.")
    assert buttons(desk.get(fault.get_desk_url())) == {"close", "reopen", "note", "link", "split"}
    services.close(fault, by=ingrid)
    assert buttons(desk.get(fault.get_desk_url())) == {"reopen", "note", "link", "split"}


def test_internal_notes_are_not_speech(desk, marieke, fault):
    services.note(fault, by=marieke, text="Belt vaak.")
    services.answer(fault, by=marieke, text="We komen.")
    text = desk.get(fault.get_desk_url()).text
    assert re.search(r'<div class="note">(?:(?!</li>).)*Belt vaak\.', text, re.S)
    assert re.search(r'<div class="say">(?:(?!</li>).)*We komen\.', text, re.S)


def test_the_customer_s_other_questions_are_at_hand(desk, ingrid, odd, fault):
    other = make_ticket(ingrid, subject="Mijn stoel piept")
    make_ticket(odd, subject="Van iemand anders")
    assert desk.get(fault.get_desk_url()).context["others"] == [other]


def test_who_reads_along_gets_no_forms_and_may_not_act(client, auditor, fault):
    client.force_login(auditor)
    response = client.get(fault.get_desk_url())
    assert response.status_code == 200
    assert buttons(response) == set()
    for verb in VERBS:
        assert act(client, fault, verb, text="x").status_code == 403
    assert reply(client, fault, "answer", "x").status_code == 403
    assert act(client, fault, "answers").status_code == 403


def test_a_head_acts_on_what_the_own_unit_leads(client, ingrid):
    print_shop = make_unit("drukkerij", "back_office")
    chief = make_user("chief", head_of=[print_shop])
    ticket = make_ticket(ingrid, product=make_product("brochure", owner="drukkerij", executing="drukkerij"))
    client.force_login(chief)
    assert act(client, ticket, "take").status_code == 302
    assert reply(client, ticket, "answer", "Wij drukken dit.").status_code == 302
    assert client.get(reverse("desk:new")).status_code == 403


@pytest.mark.parametrize("who", ["ingrid", "ruben", "odd"])
def test_who_has_no_business_here_is_told_so(client, request, who, fault):
    client.force_login(request.getfixturevalue(who))
    assert client.get(fault.get_desk_url()).status_code == 403
    assert act(client, fault, "take").status_code == 403


def test_a_question_or_a_verb_that_is_not_there_is_not_found(desk, fault):
    assert desk.get(reverse("desk:ticket", args=[999_999])).status_code == 404
    assert act(desk, fault, "teleport").status_code == 404
    assert desk.get(reverse("desk:act", args=[fault.pk, "take"])).status_code == 405


def test_a_page_costs_a_fixed_number_of_queries(
    desk, ingrid, marieke, ruben, django_assert_max_num_queries, facility_team
):
    parts = tuple(Part(f"deel-{number}", f"Deel {number}", "facilitair-team") for number in range(5))
    asked = (Question("waar", "Waar?", "location"), Question("wie", "Wie gaat mee?", "person"))
    product = make_product("reis", parts=parts, questions=asked, approvals=(ApprovalStep("manager"),))
    ticket = make_ticket(ingrid, product=product, answers={"waar": "B30", "wie": "marieke"})
    services.approve(ticket.approvals.get(), by=ingrid.manager)
    for order in services.forward(ticket, by=marieke):
        services.return_order(order, by=ruben, reason="Er mist iets.")
    for number in range(30):
        services.note(ticket, by=marieke, text=f"Notitie {number}")
        make_ticket(ingrid)
    with django_assert_max_num_queries(22):
        desk.get(ticket.get_desk_url())


def test_a_form_is_fetched_when_it_unfolds(desk, ingrid, peter, fault, django_assert_max_num_queries):
    """It acts upon what was on the screen then; without script it stands on the page itself."""
    address = fault.get_desk_url()
    closed = desk.get(address).text
    assert 'name="to" required' not in closed
    assert f'hx-get="{address}?act=assign&amp;seen=1"' in closed
    services.answer(fault, by=peter, text="Ik was je voor.")
    with django_assert_max_num_queries(14):
        part = desk.get(address, {"act": "assign", "seen": "1"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert 'name="seen" value="1"' in part.text
    assert f'<option value="{peter.pk}"' in part.text
    assert "HX-Request" in part["Vary"]
    whole = desk.get(address, {"act": "assign", "seen": "1"}).text
    assert re.search(
        r'<details[^>]* open>(?:(?!</details>).)*name="seen" value="2"(?:(?!</details>).)*Peter', whole, re.S
    )
    services.cancel(fault, by=peter, text="Toch niet.")
    gone = desk.get(address, {"act": "assign"}, headers={"HX-Request": "true"})
    assert gone.status_code == 200
    assert "<form" not in gone.text
    for nonsense in ("onzin", "answer", "link-1"):
        assert desk.get(address, {"act": nonsense, "seen": "x"}).status_code == 200


def test_why_something_could_not_be_done_at_once_is_said(desk, peter, fault):
    services.cancel(fault, by=peter, text="Toch niet.")
    response = act(desk, fault, "take")
    assert response.status_code == 422
    assert response.context["refused"][0].non_field_errors()[0] in response.text


# What is done there


def test_a_question_is_answered_passed_on_and_solved_from_the_page(desk, marieke, peter, ruben, ingrid, fault):
    assert act(desk, fault, "take").url == fault.get_desk_url()
    assert reply(desk, fault, "answer", "Ik zoek het uit.").status_code == 302
    assert reply(desk, fault, "ask", "Welke lamp?").status_code == 302
    services.remark(fault, by=ingrid, text="De linker.")
    assert reply(desk, fault, "note", "Is al de derde keer.", to="note").status_code == 302
    assert act(desk, fault, "forward", note="Neem een ladder mee.").status_code == 302
    order = fault.work_orders.get()
    assert order.note == "Neem een ladder mee."
    services.complete(order, by=ruben, result="Nieuwe lamp.")
    assert act(desk, fault, "assign", to=peter.pk).status_code == 302
    assert reply(desk, fault, "solve", "De lamp doet het weer.").status_code == 302
    assert act(desk, fault, "close").status_code == 302
    assert verbs_of(fault) == [
        "opened", "take", "answer", "ask", "remark", "note", "forward", "order_sent", "order_done", "assign", "solve",
        "close",
    ]  # fmt: skip
    assert act(desk, fault, "reopen", text="Hij knippert weer.").status_code == 302
    assert act(desk, fault, "cancel", text="Toch niet nodig.").status_code == 302
    fault.refresh_from_db()
    assert (fault.state, fault.assignee) == ("cancelled", peter)


def test_what_is_a_note_by_radio_or_by_button_never_goes_to_the_customer(desk, fault):
    reply(desk, fault, "answer", "Alleen voor ons.", to="note")
    reply(desk, fault, "note", "Ook alleen voor ons.", to="customer")
    assert list(fault.events.filter(verb="note").values_list("public", flat=True)) == [False, False]
    assert "answer" not in verbs_of(fault)


def test_an_empty_answer_comes_back_with_a_reason(desk, fault):
    for verb in ("answer", "ask", "solve", "note"):
        response = reply(desk, fault, verb, "   ", to="note" if verb == "note" else "customer")
        assert response.status_code == 422
        assert response.context["acts"]["reply"].errors["text"]
    assert verbs_of(fault) == ["opened"]


def test_what_was_typed_comes_back_letter_for_letter(desk, fault):
    response = reply(desk, fault, "solve", MANY_LINES + "x" * 10_000)
    assert response.status_code == 422
    assert response.context["acts"]["reply"]["text"].value().startswith(MANY_LINES)
    assert "<b>Regel</b>" not in response.text
    assert "&lt;b&gt;Regel&lt;/b&gt;" in response.text
    assert reply(desk, fault, "answer", "nul \x00").status_code == 422
    assert reply(desk, fault, "answer", MANY_LINES).status_code == 302


def test_a_colleague_s_change_is_shown_and_nothing_typed_is_lost(desk, peter, fault):
    seen = fault.version
    services.answer(fault, by=peter, text="Ik was je voor.")
    response = reply(desk, fault, "solve", "Mijn lange antwoord.", seen=seen)
    assert response.status_code == 409
    assert [entry.text for entry in response.context["changes"]] == ["Ik was je voor."]
    assert "Mijn lange antwoord." in response.text
    fault.refresh_from_db()
    assert f'name="seen" value="{fault.version}"' in response.text
    assert fault.state == "in_progress"
    assert reply(desk, fault, "solve", "Mijn lange antwoord.").status_code == 302


@pytest.mark.parametrize("verb", ["take", "assign", "classify", "forward", "cancel", "merge", "link"])
def test_no_verb_overrules_what_a_colleague_did(desk, ingrid, peter, fault, verb):
    other = make_ticket(ingrid)
    seen = fault.version
    services.answer(fault, by=peter, text="Ik was je voor.")
    data = {
        "assign": {"to": peter.pk},
        "classify": {"urgency": "high"},
        "cancel": {"text": "Weg ermee."},
        "merge": {"into": other.number},
        "link": {"other": other.number, "kind": "related"},
    }
    response = act(desk, fault, verb, seen=seen, **data.get(verb, {}))
    assert response.status_code == 409
    assert verbs_of(fault) == ["opened", "answer"]


def test_a_question_is_not_given_to_who_answers_nobody(desk, odd, peter, marieke, fault):
    assert act(desk, fault, "assign", to=odd.pk).status_code == 422
    services.assign(fault, by=marieke, to=peter)
    offered = desk.get(fault.get_desk_url(), {"act": "assign"}).context["acts"]["assign"].fields["to"].queryset
    assert set(offered) == {marieke, peter}


def test_a_refused_forward_names_what_is_missing(desk, ingrid, marieke):
    product = make_product("pas", questions=(Question("begin", "Vanaf welke dag?", "date", required=True),))
    ticket = make_ticket(ingrid, by=marieke, channel="phone", product=product)
    page = desk.get(ticket.get_desk_url(), {"act": "forward"})
    assert any("Vanaf welke dag?" in obstacle for obstacle in page.context["folds"]["forward"].ahead.obstacles)
    response = act(desk, ticket, "forward", note="Graag snel.")
    assert response.status_code == 422
    assert "Vanaf welke dag?" in " ".join(response.context["acts"]["forward"].non_field_errors())
    assert "Graag snel." in response.text
    assert act(desk, ticket, "answers", **{"q-begin": "24-11-2026"}).status_code == 302
    assert act(desk, ticket, "forward").status_code == 302
    ticket.refresh_from_db()
    assert ticket.answers == {"begin": "2026-11-24"}


def test_passing_on_shows_the_parts_and_their_order_before(desk, ingrid):
    make_unit("reisbureau", "partner")
    parts = (
        Part("vlucht", "Vlucht", "reisbureau", 2),
        Part("trein", "Trein", "facilitair-team", 1, after=("vlucht",)),
        Part("visum", "Visum", "facilitair-team", 1, only_if=("visum", "yes")),
    )
    questions = (Question("visum", "Heeft u een visum nodig?", "yes_no"),)
    ticket = make_ticket(
        ingrid, product=make_product("reis", parts=parts, questions=questions), answers={"visum": "no"}
    )
    orders = desk.get(ticket.get_desk_url(), {"act": "forward"}).context["folds"]["forward"].ahead.orders
    assert [tuple(order) for order in orders] == [
        ("Vlucht", "Reisbureau", ""),
        ("Trein", "Facilitair team", "Vlucht"),
    ]


def test_answers_that_can_t_be_right_come_back_as_typed(desk, ingrid):
    ticket = make_ticket(ingrid, product=make_product("pas", questions=(Question("begin", "Vanaf?", "date"),)))
    response = act(desk, ticket, "answers", **{"q-begin": "ooit eens"})
    assert response.status_code == 422
    assert response.context["folds"]["answers"].form.errors["begin"]
    assert "ooit eens" in response.text


def test_the_details_are_completed_and_changed(desk, ingrid):
    ticket = make_ticket(ingrid)
    product = make_product()
    data = {
        "kind": "wish",
        "product": product.pk,
        "urgency": "high",
        "location": make_location("B50").pk,
        "room": "2.08",
    }
    assert act(desk, ticket, "classify", **data).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.kind, ticket.product, ticket.urgency, str(ticket.location.code), ticket.room) == (
        "wish", product, "high", "B50", "2.08",
    )  # fmt: skip
    assert act(desk, ticket, "classify", urgency="low").status_code == 302
    assert act(desk, ticket, "classify", urgency="now").status_code == 422
    ticket.refresh_from_db()
    assert (ticket.kind, ticket.product) == ("wish", product)


def test_a_returned_order_is_sent_again_or_taken_back(desk, marieke, ruben, fault):
    (order,) = services.forward(fault, by=marieke)
    order = services.return_order(order, by=ruben, reason="Welke kamer?")
    page = desk.get(fault.get_desk_url())
    assert "Welke kamer?" in page.text
    assert {"resend", "cancel_order"} <= buttons(page)
    stale = act(desk, fault, "resend", order=order.pk, seen=1, note="Kamer 4.12")
    assert stale.status_code == 409
    assert "Kamer 4.12" in stale.text
    assert act(desk, fault, "resend", order=order.pk, seen=order.version, note="Kamer 4.12").status_code == 302
    order.refresh_from_db()
    assert order.state == "sent"
    empty = act(desk, fault, "cancel_order", order=order.pk, seen=order.version, reason="")
    assert empty.status_code == 422
    assert (
        act(desk, fault, "cancel_order", order=order.pk, seen=order.version, reason="Al opgelost.").status_code == 302
    )
    order.refresh_from_db()
    assert order.state == "cancelled"


def test_an_order_of_another_question_is_not_touched(desk, marieke, ingrid, fault):
    other = make_ticket(ingrid, product=fault.product)
    (order,) = services.forward(other, by=marieke)
    assert act(desk, fault, "cancel_order", order=order.pk, seen=order.version, reason="Weg.").status_code == 404
    assert act(desk, fault, "cancel_order", order="x", reason="Weg.").status_code == 404


def test_two_questions_become_one_or_are_linked(desk, ingrid, odd, fault):
    other, double = make_ticket(ingrid), make_ticket(ingrid)
    assert act(desk, fault, "link", other=other.number, kind="caused_by").status_code == 302
    assert [one.ticket for one in desk.get(fault.get_desk_url()).context["linked"]] == [other]
    assert [one.ticket for one in desk.get(other.get_desk_url()).context["linked"]] == [fault]
    assert act(desk, double, "merge", into=fault.number).url == fault.get_desk_url()
    assert fault.number in desk.get(double.get_desk_url()).text
    for number in ("M-999999", "onzin", make_ticket(odd).number):
        response = act(desk, other, "merge", into=number)
        assert response.status_code == 422
        assert response.context["acts"]["merge"].errors["into"]


def test_files_go_along_with_an_answer_and_stay_inside_with_a_note(desk, fault):
    file = SimpleUploadedFile("plattegrond.pdf", PDF, "application/pdf")
    assert reply(desk, fault, "answer", "Zie de plattegrond.", new_files=[file]).status_code == 302
    inside = SimpleUploadedFile("factuur.pdf", PDF, "application/pdf")
    assert reply(desk, fault, "note", "", to="note", new_files=[inside]).status_code == 302
    assert dict(fault.attachments.values_list("name", "public")) == {"plattegrond.pdf": True, "factuur.pdf": False}
    page = desk.get(fault.get_desk_url())
    assert {file.name for file in page.context["files"]} == {"plattegrond.pdf", "factuur.pdf"}


def test_a_file_chosen_for_a_stale_answer_is_kept(desk, peter, fault):
    seen = fault.version
    services.take(fault, by=peter)
    file = SimpleUploadedFile("foto.pdf", PDF, "application/pdf")
    response = reply(desk, fault, "answer", "Zie de foto.", seen=seen, new_files=[file])
    assert response.status_code == 409
    kept = Attachment.objects.get()
    assert f'value="{kept.pk}"' in response.text
    assert reply(desk, fault, "answer", "Zie de foto.", kept=[str(kept.pk)]).status_code == 302
    kept.refresh_from_db()
    assert kept.ticket == fault


def test_a_file_we_can_t_take_is_said_and_the_text_stays(desk, fault):
    file = SimpleUploadedFile("virus.pdf", b"MZ\x90", "application/pdf")
    response = reply(desk, fault, "answer", "Zie hier.", new_files=[file])
    assert response.status_code == 422
    assert "virus.pdf" in " ".join(response.context["acts"]["reply"].errors["new_files"])
    assert "Zie hier." in response.text
