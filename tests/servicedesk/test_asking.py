"""Asking on the portal, for a product or for anything else: nothing typed or chosen is lost or asked twice."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse

from catalog.definition import ApprovalStep, Definition
from catalog.intake import Question
from servicedesk.asking import place_in, subject_for
from servicedesk.models import Attachment, Contact, Ticket
from tests.make import make_location, make_product, make_unit
from tests.servicedesk.screen import once, page, screen_of

PDF = b"%PDF-1.7 a small one"
NASTY = "<b>Regel</b> één 🚲 ‮ahcs\r\n\r\n' OR 1=1; --"
WHAT = Question("wat", "Wat is er stuk?", "paragraph", required=True)
WHERE = Question("gebouw", "In welk gebouw?", "location", required=True)
SPOT = Question("plek", "Waar precies?", required=True)
PHOTO = Question("foto", "Een foto?", "file")
WHEN = Question("dag", "Op welke dag?", "date", required=True)


@pytest.fixture
def portal(client, ingrid):
    """Ingrid at her screen."""
    make_unit()
    return screen_of(client, ingrid)


def pdf(name="plattegrond.pdf", contents=PDF):
    return SimpleUploadedFile(name, contents, content_type="application/pdf")


def ask(client, kind="", **data):
    """Send the form of a free question, as it was opened."""
    address = reverse("portal:ask") + (f"?kind={kind}" if kind else "")
    data.setdefault("once", once(client.get(address)))
    return client.post(address, data)


def order(client, product, **data):
    data.setdefault("once", once(client.get(product.get_absolute_url())))
    return client.post(product.get_absolute_url(), data)


# Anything at all


def test_a_free_question_becomes_one_ticket_with_a_number_and_a_date(portal, ingrid):
    response = ask(portal, subject="Waar is mijn fiets?", description=NASTY)
    ticket = Ticket.objects.get()
    assert response.status_code == 302
    assert response.url == f"{ticket.get_absolute_url()}?new"
    assert (ticket.subject, ticket.description) == ("Waar is mijn fiets?", NASTY)
    assert (ticket.kind, ticket.requester, ticket.channel, ticket.self_service) == ("", ingrid, "portal", True)
    assert Contact.objects.count() == 1
    shown = portal.get(response.url)
    assert "&lt;b&gt;Regel&lt;/b&gt;" in shown.text
    for words in (ticket.number, "at the latest", f"{reverse('portal:ask')}?kind=complaint"):
        assert words in page(shown)


@pytest.mark.parametrize(
    ("kind", "becomes", "urgency", "subject"),
    [
        ("question", "", "normal", "Dank u wel"),
        ("incident", "incident", "normal", "Dank u wel"),
        ("information", "information", "normal", "Dank u wel"),
        ("wish", "wish", "normal", "Dank u wel"),
        ("complaint", "complaint", "normal", "Dank u wel"),
        ("thanks", "information", "low", "Compliment: Dank u wel"),
        ("anything", "", "normal", "Dank u wel"),
    ],
)
def test_what_one_comes_for_decides_the_kind(portal, kind, becomes, urgency, subject):
    assert ask(portal, kind, subject="Dank u wel").status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.urgency, ticket.subject) == (becomes, urgency, subject)


def test_what_cannot_wait_is_urgent_and_has_its_own_place(portal):
    elsewhere = make_location("B50")
    ask(portal, "incident", subject="Glas op de trap", urgent="on", location=elsewhere.pk, room="trap 2")
    ticket = Ticket.objects.get()
    assert (ticket.urgency, ticket.location, ticket.room) == ("high", elsewhere, "trap 2")


def test_a_search_is_taken_along_as_the_subject(portal):
    assert 'value="fietsenhok"' in portal.get(reverse("portal:ask"), {"about": "fietsenhok"}).text
    assert portal.get(reverse("portal:ask"), {"about": "x\x00" * 500}).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"subject": ""}, "Say in a few words what it is about."),
        ({"subject": "x" * 10_000}, "This is too long."),
        ({"description": "x" * 10_001}, "This is too long."),
        ({"subject": "nul \x00"}, "This has a character that we can't keep."),
        ({"location": "99999"}, "Choose a building from the list."),
        ({"room": "x" * 31}, "This is too long."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_all_text_is_kept(portal, wrong, said):
    typed = {"subject": "Mijn stoel piept", "description": "Al een week.", "room": "4.12"} | wrong
    response = ask(portal, **typed)
    assert response.status_code == 422
    assert said in page(response)
    assert not Ticket.objects.exists()
    for field, text in typed.items():
        assert response.context["form"][field].value() == text


def test_a_file_that_was_chosen_is_kept_while_the_text_is_corrected(portal, ingrid):
    first = ask(portal, subject="", new_files=[pdf(), pdf("bijlage.pdf")])
    assert first.status_code == 422
    kept = [str(pk) for pk in Attachment.objects.values_list("pk", flat=True)]
    assert all(f'value="{pk}"' in first.text for pk in kept)
    assert "plattegrond.pdf" in first.text
    # Taking the tick away leaves a file out.
    second = ask(portal, subject="Nieuwe indeling", kept=kept[:1], once=once(first))
    assert second.status_code == 302
    assert list(Ticket.objects.get().attachments.values_list("name", flat=True)) == ["plattegrond.pdf"]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (pdf("virus.exe"), "We can't take this kind of file."),
        (pdf("foto.png"), "We can't take this kind of file."),
        (pdf("leeg.pdf", b""), "This file is empty."),
        (pdf("groot.pdf", PDF + b"x" * 3000), "This file is too large."),
    ],
)
def test_a_file_that_is_not_welcome_is_named_and_the_rest_is_kept(portal, settings, file, said):
    settings.ATTACHMENT_MAX_BYTES = 2000
    file.seek(0)
    response = ask(portal, subject="Met bijlage", description="Zie de bijlage.", new_files=[file, pdf()])
    assert response.status_code == 422
    assert f"{file.name}: {said}" in page(response)
    assert "Zie de bijlage." in response.text
    assert Attachment.objects.get().name == "plattegrond.pdf"
    assert not Ticket.objects.exists()


def test_more_files_than_we_take_are_refused(portal):
    response = ask(portal, subject="Veel", new_files=[pdf(f"{number}.pdf") for number in range(11)])
    assert response.status_code == 422
    assert "You can add 10 files at most." in page(response)


def test_somebody_else_s_upload_cannot_be_taken_along(portal, odd):
    other = Client()
    other.force_login(odd)
    ask(other, subject="", new_files=[pdf("geheim.pdf")])
    theirs = Attachment.objects.get()
    response = ask(portal, subject="Mijn vraag", kept=[str(theirs.pk), "no-id", "\x00"])
    assert response.status_code == 302
    theirs.refresh_from_db()
    assert theirs.ticket is None


# Once


def test_a_double_click_is_one_ticket(portal):
    key = once(portal.get(reverse("portal:ask")))
    answers = [ask(portal, subject="Twee keer", new_files=[pdf()], once=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Ticket.objects.count() == 1


def test_the_form_of_before_with_other_words_asks_first(portal):
    key = once(portal.get(reverse("portal:ask")))
    ask(portal, subject="De eerste vraag", once=key)
    response = ask(portal, subject="Een andere vraag", once=key)
    assert response.status_code == 422
    assert "Een andere vraag" in response.text
    assert once(response) != key
    assert ask(portal, subject="Een andere vraag", once=once(response)).status_code == 302
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x" * 10_000, "\x00", "0" * 32 + "\n"])
def test_a_key_that_we_never_gave_out_does_no_harm(portal, key):
    assert ask(portal, subject="Zonder sleutel", once=key).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_are_one_ticket(portal):
    key = once(portal.get(reverse("portal:ask")))
    cookies = portal.cookies

    def click(_number):
        mine = Client()
        mine.cookies = cookies
        try:
            return mine.post(reverse("portal:ask"), {"subject": "Tegelijk", "once": key}).url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as clickers:
        assert len(set(clickers.map(click, range(20)))) == 1
    assert Ticket.objects.count() == 1


# A product


def test_a_product_s_answers_name_the_ticket_and_say_where(portal, ingrid):
    elsewhere = make_location("B50")
    product = make_product(questions=(WHERE, SPOT, WHAT))
    answers = {"q-gebouw": "B50", "q-plek": "gang bij de lift", "q-wat": "De lamp flikkert.\nAl de hele dag."}
    response = order(portal, product, **answers)
    ticket = Ticket.objects.get()
    assert response.url == f"{ticket.get_absolute_url()}?new"
    assert (ticket.subject, ticket.product, ticket.kind) == ("De lamp flikkert.", product, "incident")
    assert (ticket.location, ticket.room) == (elsewhere, "gang bij de lift")
    shown = page(portal.get(ticket.get_absolute_url()))
    assert "gang bij de lift" in shown


def test_an_incomplete_intake_is_refused_and_keeps_what_was_filled_in(portal):
    product = make_product(questions=(SPOT, WHAT, PHOTO))
    first = order(portal, product, **{"q-plek": NASTY, "q-wat": "", "q-foto": pdf("foto.pdf")})
    assert first.status_code == 422
    assert "Wat is er stuk?" in first.context["intake"].errors["wat"][0]
    assert first.context["intake"]["plek"].value() == NASTY
    kept = re.search(r'name="q-foto-kept" value="([0-9a-f-]{36})"', first.text)[1]
    assert "foto.pdf" in first.text
    second = order(portal, product, **{"q-plek": "4.12", "q-wat": "De lamp.", "q-foto-kept": kept, "once": once(first)})
    assert second.status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.answers["foto"] == kept
    assert ticket.attachments.get().name == "foto.pdf"


def test_an_answer_in_a_file_that_is_not_welcome_is_an_error_at_its_question(portal):
    product = make_product(questions=(SPOT, PHOTO))
    response = order(portal, product, **{"q-plek": "4.12", "q-foto": pdf("virus.exe")})
    assert response.status_code == 422
    assert "kind of file" in response.context["intake"].errors["foto"][0]


def test_what_a_product_asks_itself_is_not_asked_twice(portal):
    asks = portal.get(make_product(questions=(WHAT, PHOTO)).get_absolute_url())
    assert "description" not in asks.context["form"].fields
    assert "new_files" not in asks.context["form"].fields
    bare = make_product("sleutel")
    order(portal, bare, description="Van kast 3.", new_files=[pdf()])
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.description, ticket.attachments.count()) == ("Sleutel", "Van kast 3.", 1)


def test_the_page_promises_before_one_asks_and_names_who_must_agree(portal):
    product = make_product("pas", lead_days=5, approvals=(ApprovalStep("manager"),), conditions="Neem uw pas mee.")
    shown = page(portal.get(product.get_absolute_url()))
    for words in (
        "5 working days",
        "Your manager",
        "Somebody has to agree first.",
        "at the latest",
        "Neem uw pas mee.",
    ):
        assert words in shown


def test_what_goes_straight_to_a_partner_says_so_and_has_no_form(portal):
    product = make_product("auto", via_front_office=False, direct_note="Bel de planner: 6000.")
    response = portal.get(product.get_absolute_url())
    assert "Bel de planner: 6000." in response.text
    assert 'name="once"' not in response.text
    assert portal.post(product.get_absolute_url(), {}).status_code == 422
    assert not Ticket.objects.exists()


def test_what_is_not_self_service_says_whom_to_call(portal, settings):
    product = make_product("verhuizing", self_service=False)
    response = portal.get(product.get_absolute_url())
    assert f"tel:{settings.SERVICE_PHONE}" in response.text
    assert f"{reverse('portal:ask')}?about=Verhuizing" in response.text
    assert portal.post(product.get_absolute_url(), {}).status_code == 422


def test_nobody_sees_what_their_group_or_building_cannot_have(portal):
    make_location("B50")
    others = make_product("sport", groups=("kerndepartement",), locations=("B50",))
    assert portal.get(others.get_absolute_url()).status_code == 404
    assert portal.post(others.get_absolute_url(), {}).status_code == 404
    assert "Sport" not in portal.get(reverse("portal:products")).text


def test_an_agent_sees_a_product_of_others_but_cannot_have_it(client, marieke):
    make_location("B50")
    product = make_product("sport", locations=("B50",))
    client.force_login(marieke)
    response = client.get(product.get_absolute_url())
    assert response.status_code == 200
    assert 'name="once"' not in response.text
    assert client.post(product.get_absolute_url(), {}).status_code == 422


# Names for questions, pure


@pytest.mark.parametrize(
    ("definition", "answers", "subject"),
    [
        (Definition("pas", "Toegangspas"), {}, "Toegangspas"),
        (Definition("pas", "Toegangspas", questions=(SPOT,)), {"plek": "balie  B50"}, "Toegangspas: balie B50"),
        (Definition("zaal", "Zaal", questions=(WHEN, SPOT)), {"dag": "2026-11-24", "plek": "x"}, "Zaal: 24-11-2026"),
        (Definition("stuk", "Storing", kind="incident", questions=(SPOT, WHAT)), {"plek": "4.12"}, "Storing: 4.12"),
        (Definition("stuk", "Storing", kind="incident", questions=(WHAT,)), {"wat": "\n Koud.\nHeel koud."}, "Koud."),
        (Definition("x", "Zaal", questions=(SPOT,)), {"plek": "x" * 200}, "Zaal: " + "x" * 59 + "…"),
    ],
)
def test_a_question_is_named_by_what_was_answered(definition, answers, subject):
    assert subject_for(definition, answers) == subject


def test_the_room_is_what_is_asked_after_the_building():
    both = Definition("x", "X", questions=(WHEN, WHERE, SPOT))
    assert place_in(both, {"gebouw": "B30", "plek": "4.12"}) == ("B30", "4.12")
    assert place_in(Definition("x", "X", questions=(WHERE, WHEN, SPOT)), {"gebouw": "B30", "plek": "4"}) == ("B30", "")
    assert place_in(Definition("x", "X", questions=(SPOT,)), {"plek": "4.12"}) == ("", "")
    assert len(place_in(both, {"gebouw": "B30", "plek": "bij " * 20})[1]) <= 30


def test_a_date_is_named_as_people_write_it():
    answers = {"dag": date(2026, 11, 4).isoformat()}
    assert subject_for(Definition("x", "Zaal", questions=(WHEN,)), answers) == "Zaal: 04-11-2026"
