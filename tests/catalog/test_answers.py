"""Answers: written, published, found and judged; and what was looked for in vain."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from catalog.answering import count_missed, judge_answer, publish_answer, revise_answer, withdraw_answer, write_answer
from catalog.markup import Piece, blocks
from catalog.models import Answer, Missed
from catalog.search import search_answers
from core.refusals import Refused, Stale
from servicedesk import services
from servicedesk.anonymous import without_person
from servicedesk.offered import Sought
from servicedesk.offers import filling, offers
from tests.make import make_editor, make_product, make_ticket, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_editor()


def published(editor, name="Mijn pas is kwijt", body="Wij zetten de oude pas uit.", **more):
    return publish_answer(write_answer(by=editor, name=name, body=body, **more), by=editor)


def names(user, words):
    return [answer.current.name for answer in search_answers(user, words)]


def test_an_answer_is_found_once_it_is_published_and_not_after_it_is_withdrawn(editor, ingrid):
    answer = write_answer(by=editor, name="Mijn toegangspas is kwijt", body="Bel 8000.", keywords=["badge"])
    assert names(ingrid, "toegangspas") == []
    answer = publish_answer(answer, by=editor)
    for words in ["toegangspas", "toegangspsa", "badge", "pas kwijt"]:
        assert names(ingrid, words) == ["Mijn toegangspas is kwijt"], words
    withdraw_answer(answer, by=editor)
    assert names(ingrid, "toegangspas") == []


def test_what_is_in_force_stays_until_the_next_version(editor, ingrid, client):
    answer = published(editor)
    changed = {"name": "Pas kwijt of gestolen", "body": "Nieuw.", "products": [], "owner": editor}
    answer = revise_answer(answer, by=editor, review_on=answer.review_on, seen=answer.version, **changed)
    assert answer.has_draft
    client.force_login(ingrid)
    assert "Wij zetten de oude pas uit." in client.get(answer.get_absolute_url()).text
    publish_answer(answer, by=editor)
    assert "Pas kwijt of gestolen" in client.get(answer.get_absolute_url()).text
    assert [version.number for version in answer.versions.all()] == [2, 1]


def test_nobody_overrules_a_colleague_unseen(editor):
    answer = published(editor)
    with pytest.raises(Stale):
        withdraw_answer(answer, by=editor, seen=answer.version - 1)


def test_what_is_for_agents_is_not_found_by_customers(editor, ingrid, marieke):
    answer = published(editor, audience="agents")
    assert names(marieke, "pas") == ["Mijn pas is kwijt"]
    assert names(ingrid, "pas") == []
    with pytest.raises(PermissionDenied):
        judge_answer(answer, by=ingrid, helped=True)


def test_an_agent_proposes_and_an_editor_publishes(client, marieke, ingrid, editor):
    client.force_login(marieke)
    sent = {"name": "Waar is de lift?", "body": "Links.", "audience": "customers", "language": "nl", "do": "publish"}
    assert client.post(reverse("catalog:new-answer"), sent).status_code == 302
    answer = Answer.objects.get()
    assert (answer.state, answer.owner) == ("draft", marieke)
    for person, act in ((marieke, publish_answer), (ingrid, withdraw_answer)):
        with pytest.raises(PermissionDenied):
            act(answer, by=person)
    with pytest.raises(PermissionDenied):
        write_answer(by=ingrid, name="Van mij", body="Nee.")
    client.force_login(editor)
    back = client.post(reverse("catalog:new-answer"), sent | {"name": ""})
    assert back.status_code == 422
    assert "Links." in back.text


def test_a_vote_counts_once_a_day_and_no_leads_to_the_question_with_its_words(client, editor, ingrid):
    answer = published(editor)
    client.force_login(ingrid)
    for helped in ("yes", "no", "no"):
        back = client.post(answer.get_absolute_url(), {"helped": helped, "q": "pas weg"})
    assert "about=pas+weg" in back.url
    assert 'value="pas weg"' in client.get(back.url).text
    row = Answer.objects.with_votes().get()
    assert (row.helped, row.missed) == (0, 1)


def test_what_was_looked_for_in_vain_is_counted_without_who(client, ingrid, editor):
    client.force_login(ingrid)
    for words in ("Hangmat", "hangmat", "hangmat!"):
        client.get(reverse("portal:search"), {"q": words})
    client.get(reverse("portal:search"), {"q": "hang"}, headers={"HX-Request": "true", "HX-Target": "suggestions"})
    client.get(reverse("portal:ask"), {"about": "kapstok", "from": "search"})
    assert list(Missed.objects.values_list("words", "number")) == [("hangmat", 3), ("kapstok", 1)]
    count_missed("!!")
    assert Missed.objects.count() == 2
    client.force_login(editor)
    page = client.get(reverse("catalog:missed")).text
    assert "hangmat" in page
    assert str(ingrid) not in page


def test_what_is_due_is_listed_for_review(client, editor):
    today = timezone.localdate()
    published(editor, name="Oud", review_on=today)
    published(editor, name="Nieuw", review_on=today + timedelta(days=1))
    client.force_login(editor)
    page = client.get(reverse("catalog:answers"), {"state": "review"})
    assert [answer.name for answer in page.context["page"]] == ["Oud"]


def test_a_solved_question_becomes_an_answer_without_its_customer(client, ingrid, marieke, editor):
    ticket = make_ticket(ingrid, subject="Ingrid kan de kolfruimte niet vinden", product=make_product())
    client.force_login(marieke)
    assert reverse("desk:make-answer", args=[ticket.pk]) not in client.get(ticket.get_desk_url()).text
    text = f"Beste {ingrid.name},\n\nDe sleutel ligt bij de receptie.\n\nMet vriendelijke groet,\n{marieke.name}"
    services.solve(ticket, by=marieke, text=text)
    assert reverse("desk:make-answer", args=[ticket.pk]) in client.get(ticket.get_desk_url()).text
    form = client.get(reverse("desk:make-answer", args=[ticket.pk])).context["form"]
    assert form["body"].value() == "De sleutel ligt bij de receptie."
    assert "Ingrid" not in form["name"].value()


def test_names_numbers_and_addresses_are_left_out():
    text = (
        "Ingrid de Vries (ingrid@ez.nl, 070-379 8911) zit op kamer 4.12, zie M-10482. Annuleren kan tot 24 uur vooraf."
    )
    left = without_person(text, names=["Ingrid de Vries"], secrets=["idevries"])
    for word in ("Ingrid", "Vries", "@", "8911", "4.12", "10482"):
        assert word not in left
    assert "Annuleren kan tot 24 uur vooraf." in left


def test_an_agent_chooses_an_answer_at_the_phone(editor, marieke, ingrid):
    published(editor, body="Bel 8000.")
    found = offers(Sought(by=marieke, customer=ingrid, location=None, words="pas kwijt"))
    assert [offer.label for offer in found] == ["Mijn pas is kwijt"]
    filled = filling(found[0].value, by=marieke, customer=ingrid)
    assert (filled.kind, filled.text, filled.subject) == ("information", "Bel 8000.", "Mijn pas is kwijt")


def test_a_text_has_paragraphs_lists_and_safe_links_only():
    text = "Dag <b>u</b>\nnog\n\n- een [zaal](/products/zaal/)\n- twee\nslot [x](javascript:alert(1)) https://ez.nl/a."
    first, second, third = blocks(text)
    assert first.lines == ((Piece("Dag <b>u</b>"),), (Piece("nog"),))
    assert second.is_list
    assert second.lines[0] == (Piece("een "), Piece("zaal", "/products/zaal/"))
    assert [piece.href for piece in third.lines[0]] == ["", "https://ez.nl/a", ""]
    assert blocks("[weg](//elders.nl)")[0].lines == ((Piece("[weg](//elders.nl)"),),)


def test_the_list_costs_the_same_however_many_answers(client, editor, django_assert_max_num_queries):
    for number in range(12):
        published(editor, name=f"Vraag {number}")
    client.force_login(editor)
    with django_assert_max_num_queries(14):
        assert client.get(reverse("catalog:answers")).status_code == 200


def test_an_empty_answer_is_refused(editor):
    with pytest.raises(Refused):
        write_answer(by=editor, name="  ", body="x")
    assert make_user("x").pk
