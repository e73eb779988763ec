"""Registering a question for somebody else, at the phone or the counter."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from catalog.definition import ApprovalStep
from catalog.intake import Question
from organisation.models import CustomerGroup
from servicedesk.models import Attachment, Contact, Notice, Ticket
from servicedesk.services.deliveries import deliver_due
from tests.make import make_product, make_ticket

PDF = b"%PDF-1.7 a small one"


@pytest.fixture
def fault(ingrid):
    """What Ingrid waits for already."""
    return make_ticket(ingrid, product=make_product())


@pytest.fixture
def desk(client, marieke):
    """Marieke at her screen."""
    client.force_login(marieke)
    return client


def register(client, **data):
    once = client.get(reverse("desk:new")).context["form"]["once"].value()
    data = {"verb": "save", "once": once, "channel": "phone", "urgency": "normal"} | data
    return client.post(reverse("desk:new"), data)


def test_a_call_becomes_a_question_of_the_caller(desk, ingrid, marieke):
    product = make_product("pas", questions=(Question("begin", "Vanaf?", "date", required=True),))
    began = (timezone.now() - timedelta(minutes=3)).isoformat()
    response = register(
        desk,
        requester=ingrid.pk,
        product=product.pk,
        description="Begint snel.",
        began=began,
        **{"q-begin": "1-12-2026"},
    )
    ticket = Ticket.objects.get()
    assert response.url == ticket.get_desk_url()
    assert (ticket.requester, ticket.subject, ticket.channel, ticket.room) == (ingrid, "Begint snel.", "phone", "4.12")
    assert ticket.answers == {"begin": "2026-12-01"}
    contact = Contact.objects.get()
    assert (contact.person, contact.agent) == (ingrid, marieke)
    assert contact.ended_at - contact.answered_at >= timedelta(minutes=3)


def test_without_a_subject_the_first_words_or_the_product_say_what_it_is_about(desk, ingrid):
    register(desk, requester=ingrid.pk, description="Het is koud " + "en tochtig " * 20)
    register(desk, requester=ingrid.pk, product=make_product("pas").pk)
    subjects = list(Ticket.objects.order_by("pk").values_list("subject", flat=True))
    assert subjects[0].startswith("Het is koud en tochtig")
    assert (len(subjects[0]) <= 80, subjects[1]) == (True, "Pas")


def test_a_question_answered_at_once_is_closed_at_first_contact_and_the_customer_is_told(desk, ingrid):
    response = register(
        desk, verb="solve", requester=ingrid.pk, subject="Tot hoe laat is de balie open?", text="Tot 17:30."
    )
    assert response.status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.first_contact) == ("closed", True)
    assert list(ticket.events.values_list("verb", flat=True)) == ["opened", "solve", "close"]
    deliver_due()
    assert set(Notice.objects.filter(event__verb="solve").values_list("person", "purpose")) == {(ingrid.pk, "done")}


def test_somebody_unknown_can_ask_for_what_the_group_for_guests_can(desk, ingrid):
    product = make_product()
    guest = {"guest": "on", "guest_name": "Jo van Tongeren", "product": product.pk, "description": "In de hal."}
    assert register(desk, **guest).status_code == 422
    CustomerGroup.objects.filter(pk=ingrid.customer_group_id).update(for_guests=True)
    assert register(desk, **guest).status_code == 302
    assert Ticket.objects.get().requester.customer_group_id == ingrid.customer_group_id


def test_an_answer_that_can_t_be_given_yet_leaves_nothing_behind(desk, ingrid):
    product = make_product(approvals=(ApprovalStep("manager"),))
    response = register(desk, verb="solve", requester=ingrid.pk, product=product.pk, text="Geregeld.")
    assert response.status_code == 422
    assert "Marco" in response.text
    assert "Geregeld." in response.text
    assert not Ticket.objects.exists()


def test_a_double_click_is_one_question(desk, ingrid):
    data = {"once": "a" * 32, "channel": "desk", "urgency": "low", "requester": ingrid.pk, "subject": "Paraplu"}
    first, second = (desk.post(reverse("desk:new"), data) for _ in range(2))
    assert first.url == second.url
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"requester": ""}, "requester"),
        ({"requester": "999999"}, "requester"),
        ({"requester": "9" * 40}, "requester"),
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"channel": "rook"}, "channel"),
        ({"product": "999999"}, "product"),
        ({"verb": "solve"}, "text"),
        ({"description": "nul \x00"}, "description"),
    ],
)
def test_what_is_missing_is_named_where_it_belongs(desk, ingrid, data, field):
    response = register(desk, **({"requester": ingrid.pk, "subject": "Een vraag", "place": "9.99"} | data))
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert 'value="9.99"' in response.text
    assert not Ticket.objects.exists()


def test_nobody_gets_what_their_group_can_t_have(desk, ingrid):
    product = make_product("limousine", groups=("buitendienst",))
    response = register(desk, requester=ingrid.pk, product=product.pk, subject="Limousine")
    assert response.status_code == 422
    assert response.context["form"].errors["product"]


def test_looking_somebody_up_keeps_what_was_typed(desk, ingrid):
    response = register(desk, verb="find", people="ingr", description="Het is koud.", place="B30 9.99")
    assert response.status_code == 200
    assert response.context["found"] == [ingrid]
    assert f'name="pick" value="person:{ingrid.pk}"' in response.text
    assert "Het is koud." in response.text
    assert not response.context["form"].is_bound
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("words", ["Ingrid", "6412", "ingrid@example.org", "4.12", "grid ET"])
def test_a_colleague_is_found_by_name_number_e_mail_room_and_department(desk, ingrid, words):
    found = desk.get(reverse("desk:people"), {"people": words})
    assert ingrid in found.context["found"]
    assert f"{reverse('desk:new')}?requester={ingrid.pk}" in found.text
    part = desk.get(reverse("desk:people"), {"people": words}, headers={"HX-Request": "true"})
    assert f'id="person-{ingrid.pk}" name="pick" value="person:{ingrid.pk}"' in part.text
    assert 'role="option"' in part.text
    assert "<html" not in part.text


def test_who_is_chosen_shows_what_they_wait_for(desk, ingrid, fault):
    page = register(desk, pick=f"person:{ingrid.pk}", people="ingr", description="Het is koud.")
    assert page.status_code == 200
    assert fault.subject in page.text
    assert "Het is koud." in page.text
    assert 'value="B30 4.12"' in page.text
    for pick in ("person:x", "person:", "person:999999", "product:1", "x" * 50):
        assert register(desk, pick=pick).status_code == 200


def test_a_chosen_product_unfolds_its_questions_and_keeps_answers(desk, ingrid):
    product = make_product("pas", questions=(Question("begin", "Vanaf welke dag?", "date"),))
    page = register(desk, verb="choose", requester=ingrid.pk, product=product.pk, **{"q-begin": "1-12-2026"})
    assert "Vanaf welke dag?" in page.text
    assert 'value="1-12-2026"' in page.text


def test_a_product_is_found_by_other_words(desk, ingrid):
    product = make_product("storing", synonyms=("lamp kapot",))
    page = register(desk, verb="find", what="lamp")
    assert [offer.value for offer in page.context["offers"]] == [f"product:{product.pk}"]
    data = {"verb": "find", "what": "lamp"}
    part = desk.post(reverse("desk:new"), data, headers={"HX-Request": "true", "HX-Target": "what-list"})
    assert part.text.count('role="option"') == 1
    assert "<form" not in part.text


def test_a_file_that_answers_a_question_is_not_lost_when_something_else_is_wrong(desk, ingrid):
    product = make_product("pas", questions=(Question("foto", "Een foto", "file"),))
    file = SimpleUploadedFile("foto.pdf", PDF, "application/pdf")
    response = register(desk, requester="", product=product.pk, **{"q-foto": file})
    assert response.status_code == 422
    kept = Attachment.objects.get()
    response = register(desk, requester=ingrid.pk, product=product.pk, **{"q-foto-kept": str(kept.pk)})
    assert response.status_code == 302
    kept.refresh_from_db()
    assert kept.ticket == Ticket.objects.get()
