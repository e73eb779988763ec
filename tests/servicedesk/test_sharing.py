"""A colleague who is named in a note and may not read it: it is asked for, given or not, and taken back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.refusals import Refused
from organisation.models import User
from organisation.services import add_guest
from servicedesk import services
from servicedesk.mentions import can_be_let_in
from servicedesk.models import Access, Attachment, Event, Notice, Ticket, TicketWords
from servicedesk.services.deliveries import deliver_due
from tests.make import make_ticket, make_unit, make_user
from tests.servicedesk.screen import page, screen_of


@pytest.fixture
def ticket(ingrid):
    return make_ticket(ingrid, subject="De kluis sluit niet")


@pytest.fixture
def note(ticket, marieke, odd):
    """Written in the composer, with somebody named who has nothing to do with it."""
    services.note(ticket, by=marieke, text="De sleutel is kwijt.")
    services.note(ticket, by=marieke, text="Weet jij de code, @odd?")
    return ticket.events.latest("pk")


def fresh(person):
    return User.objects.get(pk=person.pk)


def row():
    return Access.objects.get()


def decide(desk, ticket, verb, **sent):
    return desk.post(reverse("desk:access", args=[ticket.pk]), {"access": row().pk, "verb": verb} | sent, follow=True)


def test_who_is_named_asks_and_reads_the_note_once_somebody_agrees(client, ticket, marieke, peter, odd):
    desk = screen_of(client, marieke)
    sent = {"to": "note", "verb": "note", "text": "Weet jij de code, @odd?"}
    done = desk.post(reverse("desk:act", args=[ticket.pk, "reply"]), sent, follow=True)
    assert "Marieke named Odd, who can't read this question." in page(done)
    assert "No other notes, no internal files, and nothing can be changed." in page(done)
    assert not Ticket.objects.visible_to(odd).exists()

    desk = screen_of(client, peter)
    done = decide(desk, ticket, "give")
    assert "Odd may read this question now, and follows it." in page(done)
    assert "Peter lets Odd read this question." in page(done)
    assert "let in by Peter" in page(done)
    assert "who can't read this question" not in page(done)

    theirs = screen_of(client, odd)
    deliver_due()
    assert ticket.get_absolute_url() in theirs.get(reverse("portal:notices")).text
    shown = page(theirs.get(ticket.get_absolute_url()))
    assert "Weet jij de code, @odd?" in shown
    assert "For you, not for the customer" in shown
    assert "You were let in because you were mentioned in a note." in shown

    again = decide(screen_of(client, marieke), ticket, "take")
    assert "Odd may no longer read this question." in page(again)
    assert screen_of(client, odd).get(ticket.get_absolute_url()).status_code == 404


def test_it_is_that_note_and_what_the_customer_reads_and_no_more(client, ticket, note, marieke, odd):
    files = [services.upload(SimpleUploadedFile(name, b"tekst"), by=marieke) for name in ("a.txt", "b.txt")]
    services.attach(ticket, by=marieke, files=files[:1], public=False)
    services.attach(ticket, by=marieke, files=files[1:])
    services.give_access(ticket, by=marieke, person=odd)
    services.note(ticket, by=marieke, text="De kluis is van de minister.")
    odd = fresh(odd)
    told = Event.objects.visible_to(odd)
    assert [event.text for event in told.filter(public=False)] == [note.text]
    assert Attachment.objects.visible_to(odd).get() == files[1]
    assert TicketWords.objects.with_all("kluis", odd).exists()
    assert not TicketWords.objects.with_all("minister", odd).exists()
    assert ticket.verbs_for(odd) == []
    assert not ticket.shows_inside_to(odd)
    assert "Weet jij" not in screen_of(client, ticket.requester).get(ticket.get_absolute_url()).text


def test_who_was_let_in_hears_what_the_customer_hears(ticket, note, marieke, odd):
    services.give_access(ticket, by=marieke, person=odd)
    services.note(ticket, by=marieke, text="Onder ons.")
    services.answer(ticket, by=marieke, text="We komen morgen.")
    deliver_due()
    purposes = Notice.objects.visible_to(fresh(odd)).values_list("purpose", flat=True)
    assert sorted(purposes) == ["let_in", "watched"]
    services.take_access(ticket, by=marieke, person=odd)
    services.answer(ticket, by=marieke, text="Nog iets.")
    deliver_due()
    assert purposes.all().count() == 2


def test_another_note_is_asked_for_again(ticket, note, marieke, odd):
    services.give_access(ticket, by=marieke, person=odd)
    services.note(ticket, by=marieke, text="En @odd, bel je even?")
    assert Access.objects.asked().get().person == odd
    services.refuse_access(ticket, by=marieke, person=odd)
    assert [event.text for event in Event.objects.visible_to(fresh(odd)).filter(public=False)] == [note.text]


def test_what_was_decided_is_decided_once_and_stands_in_the_log(client, ticket, note, marieke, odd):
    services.refuse_access(ticket, by=marieke, person=odd)
    for again in (services.give_access, services.refuse_access):
        with pytest.raises(Refused, match=r"decided already|al beslist"):
            again(ticket, by=marieke, person=odd)
    with pytest.raises(Refused):
        services.take_access(ticket, by=marieke, person=odd)
    assert ticket.events.latest("pk").verb == "access_refused"
    assert screen_of(client, marieke).post(reverse("desk:access", args=[ticket.pk]), {"verb": "x"}).status_code == 404


def test_customers_guests_and_closed_accounts_are_not_let_in(client, ticket, marieke, ingrid):
    guest, gone = add_guest(by=marieke, name="Gast"), make_user("gone", is_active=False)
    assert [can_be_let_in(one, ticket) for one in (ingrid, guest, gone)] == [False] * 3
    desk = screen_of(client, marieke)
    sent = {"to": "note", "verb": "note", "text": f"Zie @ingrid, @{guest.username} en @gone."}
    done = desk.post(reverse("desk:act", args=[ticket.pk, "reply"]), sent, follow=True)
    assert "so they were not told: Gast, Ingrid." in page(done)
    assert not Access.objects.exists()


def test_an_account_that_was_closed_meanwhile_is_not_let_in(ticket, note, marieke, odd):
    User.objects.filter(pk=odd.pk).update(is_active=False)
    with pytest.raises(Refused):
        services.give_access(ticket, by=marieke, person=fresh(odd))


def test_only_who_answers_the_question_decides(client, ticket, note, marieke, auditor, ruben, odd):
    chief = make_user("chief", head_of=[make_unit("elders", "policy")])
    for who in (auditor, ruben, odd, chief):
        with pytest.raises(PermissionDenied):
            services.give_access(ticket, by=who, person=odd)
    assert decide(screen_of(client, auditor), ticket, "give").status_code == 403
    assert 'name="verb" value="give"' not in screen_of(client, auditor).get(ticket.get_desk_url()).text
    assert not Access.objects.visible_to(chief).exists()


def test_it_costs_a_question_without_such_notes_nothing(
    client, ingrid, ticket, note, marieke, odd, django_assert_max_num_queries
):
    """The page asks only where somebody was named; what one may read is still said in the same query."""
    desk, other = screen_of(client, marieke), make_ticket(ingrid)
    desk.get(other.get_desk_url())
    with django_assert_max_num_queries(20):
        desk.get(other.get_desk_url())
    services.give_access(ticket, by=marieke, person=odd)
    odd = fresh(odd)
    assert odd.standing
    with django_assert_max_num_queries(2):
        assert list(Ticket.objects.visible_to(odd)) == [ticket]
        assert list(Event.objects.visible_to(odd))
