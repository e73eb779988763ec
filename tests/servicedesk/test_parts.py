"""Parts that wait for a whole, links that are taken away, and a question that is split."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.refusals import Refused
from servicedesk import services
from servicedesk.models import Held, Notice, Ticket
from servicedesk.services.deliveries import deliver_due
from tests.make import make_ticket
from tests.servicedesk.screen import page, screen_of


@pytest.fixture
def whole(ingrid):
    return make_ticket(ingrid, subject="De hele verdieping is koud")


@pytest.fixture
def part(odd):
    return make_ticket(odd, subject="Mijn kamer is koud")


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_a_part_waits_until_the_whole_is_solved_and_its_holder_is_told(marieke, peter, whole, part):
    services.take(part, by=peter)
    services.link(part, by=marieke, other=whole, kind="part_of")
    assert (fresh(part).state, fresh(part).waiting_for) == ("waiting", "parent")
    assert [ticket.events.last().verb for ticket in (part, whole)] == ["link", "part"]
    services.solve(whole, by=marieke, text="De ketel doet het weer.")
    deliver_due()
    assert (fresh(part).state, fresh(part).waiting_for) == ("in_progress", "")
    deliver_due(timezone.now())
    assert list(part.events.values_list("verb", flat=True)).count("parent_ended") == 1
    assert Notice.objects.filter(event__verb="parent_ended", person=peter).exists()


def test_what_waits_for_something_of_its_own_is_not_touched(marieke, whole, part):
    services.ask(part, by=marieke, text="Welke kamer?")
    services.link(part, by=marieke, other=whole, kind="part_of")
    assert fresh(part).waiting_for == "customer"
    services.solve(whole, by=marieke, text="Klaar.")
    deliver_due()
    assert fresh(part).waiting_for == "customer"


def test_the_parts_are_solved_with_the_same_words_which_can_be_taken_back(client, marieke, odd, whole, part):
    desk = screen_of(client, marieke)
    services.link(part, by=marieke, other=whole, kind="part_of")
    address = whole.get_desk_url()
    assert "is a part of this" in page(desk.get(address))
    assert "has this as a part" in page(desk.get(part.get_desk_url()))
    assert "act=solve_parts" not in desk.get(address).text
    services.solve(whole, by=marieke, text="De ketel doet het weer.")
    assert "act=solve_parts" in desk.get(address).text
    form = desk.get(address, {"act": "solve_parts"}).context["acts"]["solve_parts"]
    assert form["text"].value() == "De ketel doet het weer."
    sent = {"parts": [part.pk], "text": "De ketel doet het weer.", "seen": fresh(whole).version}
    told = desk.post(reverse("desk:act", args=[whole.pk, "solve_parts"]), sent, follow=True)
    assert reverse("desk:held", args=[Held.objects.get().pk]) in told.text
    services.release_due(Held.objects.get().send_at)
    assert fresh(part).state == "solved"


def test_whole_and_part_are_two_open_questions_and_never_both(marieke, ingrid, whole, part):
    third = make_ticket(ingrid)
    services.link(part, by=marieke, other=whole, kind="part_of")
    services.link(part, by=marieke, other=whole, kind="part_of")
    for ticket, other in ((part, third), (third, part), (whole, third), (whole, whole)):
        with pytest.raises(Refused):
            services.link(ticket, by=marieke, other=other, kind="part_of")
    services.cancel(third, by=marieke, text="Toch niet.")
    with pytest.raises(Refused):
        services.link(third, by=marieke, other=whole, kind="part_of")


@pytest.mark.parametrize("from_the_whole", [True, False])
def test_a_link_is_taken_away_and_the_part_goes_on(client, marieke, whole, part, from_the_whole):
    services.link(part, by=marieke, other=whole, kind="part_of")
    here, there = (whole, part) if from_the_whole else (part, whole)
    desk = screen_of(client, marieke)
    address = reverse("desk:act", args=[here.pk, "unlink"])
    assert f'action="{address}"' in desk.get(here.get_desk_url()).text
    assert desk.post(address, {"other": there.number, "seen": fresh(here).version}).status_code == 302
    assert fresh(part).state == "in_progress"
    assert {ticket.events.last().verb for ticket in (part, whole)} == {"unlink"}
    again = desk.post(address, {"other": there.number, "seen": fresh(here).version})
    assert again.status_code == 422
    assert "These two questions are not linked." in page(again)


def test_a_message_becomes_a_question_of_its_own(client, marieke, ingrid, whole):
    services.remark(whole, by=ingrid, text="En mijn lamp is ook stuk.")
    services.note(whole, by=marieke, text="Belt vaak.")
    desk = screen_of(client, marieke)
    form = desk.get(whole.get_desk_url(), {"act": "split"}).context["acts"]["split"]
    choices = dict(form.fields["event"].choices)
    assert any("En mijn lamp is ook stuk." in label for label in choices.values())
    assert not any("Belt vaak." in label for label in choices.values())
    said = whole.events.get(verb="remark")
    sent = {"event": said.pk, "subject": "Lamp stuk", "seen": fresh(whole).version}
    told = desk.post(reverse("desk:act", args=[whole.pk, "split"]), sent)
    new = Ticket.objects.get(subject="Lamp stuk")
    assert told.url == new.get_desk_url()
    assert (new.requester, new.description, new.location) == (ingrid, "En mijn lamp is ook stuk.", whole.location)
    assert new.links.get().other == whole
    assert whole.number in page(desk.get(new.get_desk_url()))
    assert (whole.events.last().verb, new.events.last().verb) == ("split", "split_from")


def test_only_what_the_customer_reads_here_can_be_split_off(marieke, odd, whole, part):
    services.note(whole, by=marieke, text="Belt vaak.")
    for event in (whole.events.get(verb="note"), part.events.get()):
        with pytest.raises(Refused):
            services.split(whole, by=marieke, event=event, subject="Iets anders")
