"""The portal: how one's questions stand, what one can still do, and what one is asked to sign."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from catalog.definition import ApprovalStep
from catalog.models import Product
from core.clock import moved_to
from servicedesk import services
from servicedesk.models import Attachment
from servicedesk.services.deliveries import deliver_due
from tests.make import make_product, make_ticket, make_unit
from tests.servicedesk.screen import once, page, screen_of

HOME, SEARCH, TICKETS = "/", "/search/", "/tickets/"


@pytest.fixture
def portal(client, ingrid):
    make_unit()
    return screen_of(client, ingrid)


@pytest.fixture
def fault(ingrid):
    """A fault that the facility team repairs."""
    return make_ticket(ingrid, product=make_product(), description="Ik krijg er hoofdpijn van.")


def act(client, ticket, verb, /, **data):
    """Send the form of a verb, as the page has it."""
    ticket.refresh_from_db()
    data.setdefault("seen", ticket.version)
    return client.post(reverse("portal:act", args=[ticket.pk, verb]), data)


def offered(response):
    """What the page lets one do: the verbs that its forms go to."""
    return set(re.findall(r'action="/tickets/M-\d+/([a-z]+)/"', response.text))


# Home and search


def test_home_shows_what_is_asked_most_and_how_one_s_own_questions_stand(portal, ingrid, odd, fault):
    for name in ("zaal", "auto", "sleutel", "pas", "reis", "lunch", "boek"):
        make_product(name)
    make_ticket(odd, product=Product.objects.get(code="boek"))
    make_ticket(odd, product=Product.objects.get(code="boek"))
    response = portal.get(HOME)
    assert [product.code for product in response.context["asked_most"]][:3] == ["boek", "storing", "auto"]
    assert len(response.context["asked_most"]) == 6
    assert [row.ticket for row in response.context["mine"]] == [fault]
    assert "Step 2 of 4." in page(response)
    assert "Servicedesk reads your question" in page(response)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-24T10:00:00+01:00", "We answer now, today until 17:30"),
        ("2026-11-24T19:00:00+01:00", "We answer again tomorrow at 8:00"),
        ("2026-11-27T19:00:00+01:00", "We answer again Monday 30 November at 8:00"),
    ],
)
def test_home_says_whether_somebody_answers_the_phone(portal, ingrid, at, said):
    with moved_to(datetime.fromisoformat(at)):
        portal.force_login(ingrid)
        assert said in page(portal.get(HOME))


def test_search_finds_products_and_one_s_own_questions_and_always_ends_with_something_else(portal, odd, fault):
    make_ticket(odd, subject="De lamp van een ander")
    make_product("lampen", name="Lampen lenen")
    response = portal.get(SEARCH, {"q": "lamp"})
    assert [product.code for product in response.context["products"]] == ["lampen"]
    assert [row.ticket for row in response.context["mine"]] == [fault]
    assert "/ask/?about=lamp" in response.text
    nothing = portal.get(SEARCH, {"q": "fietsenhok"})
    assert "Nothing found for “fietsenhok”" in page(nothing)
    assert "/ask/?about=fietsenhok" in nothing.text


@pytest.mark.parametrize("words", ["", " ", "x" * 5000, "nul\x00", "' OR 1=1", "%", "<b>", "‮🚲"])
def test_any_words_can_be_searched_for(portal, words):
    response = portal.get(SEARCH, {"q": words})
    assert response.status_code == 200
    assert "<b>" not in response.text
    assert "/ask/" in response.text


@pytest.mark.parametrize(
    ("target", "part"), [("suggestions", "portal/_suggestions.html"), ("results", "portal/_results.html")]
)
def test_while_typing_only_the_part_is_sent(portal, fault, target, part):
    headers = {"HX-Request": "true", "HX-Target": target}
    response = portal.get(SEARCH, {"q": "lamp"}, headers=headers)
    assert response.templates[0].name == part
    assert "<html" not in response.text
    assert fault.number in response.text
    assert "HX-Request" in response["Vary"]


# Following


def test_the_page_says_when_it_is_ready_who_has_it_and_why(portal, marieke, fault):
    services.answer(fault, by=marieke, text="We kijken er vandaag naar.")
    services.note(fault, by=marieke, text="Belt vaak.")
    response = portal.get(fault.get_absolute_url())
    shown = page(response)
    for words in (fault.number, "Marieke is working on this.", "We kijken er vandaag naar.", "Building B30, room 4.12"):
        assert words in shown
    with translation.override("en"):
        assert all(reason in shown for reason in fault.reasons)
    assert "Belt vaak." not in shown
    assert offered(response) == {"remark", "cancel"}


def test_only_what_is_public_is_there_also_for_who_may_read_more(client, marieke, fault):
    services.note(fault, by=marieke, text="Belt vaak.")
    response = screen_of(client, marieke).get(fault.get_absolute_url())
    assert "Belt vaak." not in response.text
    assert offered(response) == set()
    assert fault.get_desk_url() in response.text


def test_the_story_leaves_out_the_desk_s_own_words(portal, marieke, ruben, fault):
    (order,) = services.forward(fault, by=marieke, note="Neem een ladder mee.")
    services.accept(order, by=ruben)
    shown = page(portal.get(fault.get_absolute_url()))
    assert "Facilitair team took on the work." in shown
    assert order.number not in shown
    assert "ladder" not in shown


def test_a_question_that_went_on_in_another_says_where(portal, ingrid, marieke, fault):
    second = make_ticket(ingrid, subject="Weer die lamp")
    services.merge(second, by=marieke, into=fault)
    response = portal.get(second.get_absolute_url())
    assert f'href="{fault.get_absolute_url()}"' in response.text
    assert offered(response) == set()


def test_a_stranger_is_told_that_it_is_not_there(client, odd, fault):
    client.force_login(odd)
    assert client.get(fault.get_absolute_url()).status_code == 404
    assert act(client, fault, "remark", text="x").status_code == 404


def test_who_reads_along_may_not_act(client, auditor, fault):
    client.force_login(auditor)
    assert client.get(fault.get_absolute_url()).status_code == 200
    assert act(client, fault, "remark", text="x").status_code == 403
    assert act(client, fault, "explode").status_code == 404


def test_lists_keep_open_and_finished_apart(portal, ingrid, marieke, fault):
    done = make_ticket(ingrid, subject="Mijn stoel piept")
    services.solve(done, by=marieke, text="Een druppel olie.")
    services.close(done, by=ingrid)
    assert [row.ticket for row in portal.get(TICKETS).context["rows"]] == [fault]
    assert [row.ticket for row in portal.get(TICKETS, {"tab": "done"}).context["rows"]] == [done]
    assert portal.get(TICKETS, {"page": "x"}).status_code == 200


def test_an_empty_list_says_what_to_do(portal):
    assert "You have no open questions" in page(portal.get(TICKETS))
    assert "Nothing is finished yet" in page(portal.get(TICKETS, {"tab": "done"}))


# What one can still do


def test_an_answer_to_our_question_sets_it_going_again(portal, marieke, fault):
    services.ask(fault, by=marieke, text="In welke kamer?")
    assert "We need an answer from you" in page(portal.get(fault.get_absolute_url()))
    response = act(portal, fault, "remark", text="4.12", new_files=[SimpleUploadedFile("foto.pdf", b"%PDF-1 foto")])
    assert response.status_code == 302
    fault.refresh_from_db()
    assert fault.state == "in_progress"
    assert fault.attachments.get().name == "foto.pdf"


@pytest.mark.parametrize("verb", ["remark", "cancel"])
@pytest.mark.parametrize("text", ["", "  ", "x" * 10_001])
def test_a_text_that_cannot_be_taken_comes_back_as_it_was_typed(portal, fault, verb, text):
    response = act(portal, fault, verb, text=text)
    assert response.status_code == 422
    assert response.context["acts"][verb]["text"].value() == text
    assert response.context["acts"][verb].errors["text"]
    fault.refresh_from_db()
    assert fault.state == "new"


def test_files_without_words_are_kept_until_there_are_words(portal, fault):
    first = act(portal, fault, "remark", text="", new_files=[SimpleUploadedFile("foto.pdf", b"%PDF-1 foto")])
    assert first.status_code == 422
    kept = Attachment.objects.get()
    assert f'value="{kept.pk}"' in first.text
    assert act(portal, fault, "remark", text="Een foto.", kept=[str(kept.pk)]).status_code == 302
    assert fault.attachments.get() == kept


def test_a_double_click_says_it_once(portal, fault):
    key = once(portal.get(fault.get_absolute_url()))
    for _ in range(2):
        assert act(portal, fault, "remark", text="Nog iets.", once=key, seen=1).status_code == 302
    assert fault.events.filter(verb="remark").count() == 1


def test_a_solution_is_taken_or_refused_with_words(portal, marieke, fault):
    services.solve(fault, by=marieke, text="De lamp is vervangen.")
    assert offered(portal.get(fault.get_absolute_url())) == {"close", "reopen", "remark"}
    assert act(portal, fault, "reopen", text="").status_code == 422
    assert act(portal, fault, "reopen", text="Hij knippert weer.").status_code == 302
    fault.refresh_from_db()
    assert fault.state == "in_progress"
    services.solve(fault, by=marieke, text="Nu echt.")
    assert act(portal, fault, "close").status_code == 302
    assert offered(portal.get(fault.get_absolute_url())) == {"reopen"}


@pytest.mark.parametrize("name", ["cancel", "solved"])
def test_a_question_is_withdrawn_with_a_reason_of_one_s_own(portal, fault, name):
    assert "It has been solved already." in page(portal.get(fault.get_absolute_url()))
    refused = act(portal, fault, "cancel", text="", **{"as": name})
    assert refused.context["failed"] == name
    assert act(portal, fault, "cancel", text="Hij doet het weer.", **{"as": name}).status_code == 302
    fault.refresh_from_db()
    assert fault.state == "cancelled"
    assert offered(portal.get(fault.get_absolute_url())) == set()


def test_a_stale_screen_shows_what_is_new_and_keeps_what_was_typed(portal, marieke, fault):
    seen = fault.version
    services.answer(fault, by=marieke, text="We komen morgen.")
    response = act(portal, fault, "cancel", text="Laat maar.", seen=seen)
    assert response.status_code == 409
    assert "Something changed while you were working on this" in page(response)
    assert "We komen morgen." in response.text
    assert response.context["acts"]["cancel"]["text"].value() == "Laat maar."
    again = re.search(r'/cancel/.*?name="seen" value="(\d+)"', response.text, re.S)[1]
    assert act(portal, fault, "cancel", text="Laat maar.", seen=again).status_code == 302


def test_what_is_not_possible_any_more_says_why(portal, ingrid, fault):
    services.cancel(fault, by=ingrid, text="Laat maar.")
    response = act(portal, fault, "remark", text="Toch wel.")
    assert response.status_code == 422
    assert "That is not possible now" in page(response)
    assert "Toch wel." in response.text


# The cost of a page does not grow with what is on it


@pytest.fixture
def much(ingrid, marieke, ruben, marco):
    """Thirty questions in all sorts of states."""
    repair, signed = make_product(), make_product("pas", approvals=(ApprovalStep("manager"),))
    tickets = [make_ticket(ingrid, product=signed if number % 3 == 0 else repair) for number in range(30)]
    for ticket in tickets[1::3]:
        services.forward(ticket, by=marieke)
    for ticket in tickets[2::3]:
        services.answer(ticket, by=marieke, text="Goed.")
    return tickets


@pytest.mark.parametrize(("address", "most"), [(HOME, 22), (TICKETS, 19), (SEARCH + "?q=lamp", 18), ("/notices/", 14)])
def test_lists_take_a_fixed_number_of_queries(portal, much, django_assert_max_num_queries, address, most):
    deliver_due()
    with django_assert_max_num_queries(most):
        assert portal.get(address).status_code == 200


def test_a_long_story_takes_a_fixed_number_of_queries(portal, marieke, ingrid, fault, django_assert_max_num_queries):
    for number in range(20):
        services.answer(fault, by=marieke, text=f"Bericht {number}")
        services.remark(fault, by=ingrid, text=f"Antwoord {number}")
        file = services.upload(SimpleUploadedFile(f"{number}.txt", b"a"), by=ingrid)
        services.attach(fault, by=ingrid, files=[file])
    with django_assert_max_num_queries(20):
        assert len(portal.get(fault.get_absolute_url()).context["story"]) == 61


def test_approvals_take_a_fixed_number_of_queries(client, marco, much, django_assert_max_num_queries):
    screen = screen_of(client, marco)
    with django_assert_max_num_queries(14):
        assert len(screen.get(reverse("portal:approvals")).context["asked"]) == 10
