"""Doing something with many questions: what will happen is shown first, then it is done once, and it can be undone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from servicedesk import services
from servicedesk.models import Batch, Held, Ticket
from tests.make import make_ticket
from tests.servicedesk.screen import once, page, screen_of

BULK, MERGE = reverse("desk:bulk"), reverse("desk:merge")


@pytest.fixture
def three(ingrid):
    return [make_ticket(ingrid, subject=f"Vraag {number}") for number in range(3)]


@pytest.fixture
def desk(client, marieke):
    return screen_of(client, marieke)


def keys(tickets):
    return [ticket.pk for ticket in tickets]


def test_a_list_lets_one_tick_rows_and_say_what_to_do(desk, three):
    shown = desk.get(reverse("desk:queue", args=["all"]))
    for ticket in three:
        assert f'name="t" value="{ticket.pk}" form="bulk"' in shown.text
    for verb in ("take", "assign", "close", "merge"):
        assert f'name="verb" value="{verb}"' in shown.text


def test_who_only_reads_has_nothing_to_tick(client, auditor, three):
    assert 'name="t"' not in screen_of(client, auditor).get(reverse("desk:queue", args=["all"])).text


def test_the_preview_says_what_will_happen_and_why_not_and_does_nothing(desk, marieke, three):
    services.cancel(three[0], by=marieke, text="Dubbel.")
    versions = list(Ticket.objects.order_by("pk").values_list("version", flat=True))
    text = page(desk.get(BULK, {"t": keys(three), "verb": "take"}))
    assert "This can be done with 2 questions" in text
    assert "That is not possible now: it is cancelled." in text
    assert list(Ticket.objects.order_by("pk").values_list("version", flat=True)) == versions
    assert not Batch.objects.exists()


def test_sent_twice_is_once_and_it_can_be_undone(desk, peter, three):
    preview = desk.get(BULK, {"t": keys(three), "verb": "assign"})
    sent = {"t": keys(three), "verb": "assign", "to": peter.pk, "once": once(preview), "next": "/desk/queues/mine/"}
    first, second = desk.post(BULK, sent), desk.post(BULK, sent)
    assert first.url == second.url == "/desk/queues/mine/"
    assert set(Ticket.objects.values_list("assignee", "version")) == {(peter.pk, 2)}
    (batch,) = Batch.objects.all()
    desk.post(batch.get_undo_url())
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {None}


def test_without_a_colleague_it_comes_back(desk, three):
    assert desk.post(BULK, {"t": keys(three), "verb": "assign"}).status_code == 422


def test_what_cannot_be_closed_is_told(desk, marieke, three):
    services.solve(three[0], by=marieke, text="Klaar.")
    done = desk.post(BULK, {"t": keys(three), "verb": "close"}, follow=True)
    assert three[1].number in page(done)
    assert list(Ticket.objects.filter(state="closed")) == [three[0]]


def test_no_questions_no_verb_and_those_of_others(desk, client, ingrid, three):
    assert "You have not chosen any questions" in page(desk.get(BULK))
    assert desk.post(BULK, {"verb": "take", "t": ["x", "-1", "9" * 20]}).status_code == 422
    assert desk.get(BULK, {"verb": "dance"}).status_code == 404
    assert "Choose at least two questions" in page(desk.get(MERGE, {"t": three[0].pk}))


def test_a_merge_asks_for_each_field_and_comes_back(desk, three):
    one, two, _three = three
    chosen = {"t": keys([one, two])}
    assert "It goes on in" in page(desk.get(BULK, chosen | {"verb": "merge"}))
    assert desk.post(MERGE, chosen).status_code == 422
    done = desk.post(MERGE, chosen | {"into": one.pk, "subject": two.pk}, follow=True)
    assert done.redirect_chain[0][0] == one.get_desk_url()
    one.refresh_from_db()
    assert one.subject == "Vraag 1"
    desk.post(Batch.objects.get().get_undo_url())
    assert list(Ticket.objects.order_by("pk").values_list("subject", "state")) == [
        ("Vraag 0", "new"), ("Vraag 1", "new"), ("Vraag 2", "new"),
    ]  # fmt: skip


def test_questions_of_two_people_do_not_become_one(desk, marco, three):
    other = make_ticket(marco)
    answer = desk.post(MERGE, {"t": keys([three[0], other]), "into": three[0].pk})
    assert answer.status_code == 422
    assert "someone else's" in page(answer)


def test_a_preview_of_many_costs_a_fixed_number_of_queries_each(desk, ingrid, three, django_assert_max_num_queries):
    with django_assert_max_num_queries(20 + 12 * len(three)):
        desk.get(BULK, {"t": keys(three), "verb": "take"})


def test_an_answer_to_many_waits_and_can_be_taken_back(desk, marieke, three):
    services.cancel(three[0], by=marieke, text="Dubbel.")
    sent = {"t": keys(three), "verb": "reply", "text": "De storing is bekend."}
    assert desk.post(BULK, sent | {"text": ""}).status_code == 422
    done = desk.post(BULK, sent, follow=True)
    held = Held.objects.get()
    assert sorted(held.rows.values_list("ticket", flat=True)) == keys(three[1:])
    assert f'action="{reverse("desk:held", args=[held.pk])}"' in done.text
    assert not three[1].events.filter(verb="answer").exists()
    desk.post(reverse("desk:held", args=[held.pk]))
    services.release_due()
    assert not three[1].events.filter(verb="answer").exists()
