"""What waits before it goes to the customer: taken back in time, sent exactly once, never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.refusals import Refused, Stale
from servicedesk import services
from servicedesk.lifecycle import State
from servicedesk.models import Held, HeldFor, Notice
from servicedesk.models.held import HeldState
from servicedesk.services import held as module
from servicedesk.services.deliveries import CLAIM, deliver_due
from servicedesk.tasks import release_due as release_due_task
from tests.make import make_ticket
from tests.servicedesk.test_concurrency import at_once

pytestmark = pytest.mark.usefixtures("in_english")


def later(**time):
    return timezone.now() + timedelta(**time)


def release(**time):
    return services.release_due(later(**time or {"seconds": 11}))


def said(ticket):
    return list(ticket.events.exclude(verb="opened").values_list("verb", flat=True))


def states(held):
    return set(held.rows.values_list("state", flat=True))


def a_file(by, words=b"Een lamp"):
    return services.upload(SimpleUploadedFile("foto.txt", words), by=by)


@pytest.fixture
def ticket(ingrid):
    return make_ticket(ingrid, kind="incident")


@pytest.mark.parametrize(
    ("verb", "state"), [("answer", State.IN_PROGRESS), ("ask", State.WAITING), ("solve", State.SOLVED)]
)
def test_it_goes_out_when_its_time_has_come_and_once(ticket, marieke, verb, state):
    held = services.hold([ticket], by=marieke, verb=verb, text=" Wij komen. ", seen=ticket.version)
    assert release(seconds=5) == 0
    assert said(ticket) == []
    assert release() == 1
    assert release(hours=1) == 0
    ticket.refresh_from_db()
    assert (said(ticket), ticket.state, states(held)) == ([verb], state, {HeldState.SENT})
    assert ticket.events.get(verb=verb).text == "Wij komen."


def test_the_files_come_along_in_the_same_go(ticket, marieke):
    file = a_file(marieke)
    services.hold([ticket], by=marieke, verb="answer", text="", files=[file])
    release()
    assert said(ticket) == ["attach"]
    assert list(ticket.attachments.all()) == [file]


def test_an_answer_whose_file_can_not_go_along_is_not_sent_either(ticket, ingrid, marieke):
    file = a_file(marieke)
    held = services.hold([ticket], by=marieke, verb="answer", text="Zie de foto.", files=[file])
    services.attach(make_ticket(ingrid), by=marieke, files=[file])
    release()
    assert said(ticket) == ["not_sent"]
    assert states(held) == {HeldState.RETURNED}


def test_what_is_taken_back_never_goes(ticket, marieke):
    held = services.hold([ticket], by=marieke, verb="answer", text="Oeps")
    services.take_back(held, by=marieke)
    assert release(days=1) == 0
    assert (said(ticket), states(held)) == ([], {HeldState.RETURNED})
    with pytest.raises(Refused):
        services.take_back(held, by=marieke)


def test_what_has_gone_can_not_be_taken_back(ticket, marieke):
    held = services.hold([ticket], by=marieke, verb="answer", text="Klaar")
    release()
    with pytest.raises(Refused):
        services.take_back(held, by=marieke)
    assert states(held) == {HeldState.SENT}


def test_only_its_author_takes_it_back(ticket, marieke, peter):
    held = services.hold([ticket], by=marieke, verb="answer", text="Klaar")
    with pytest.raises(PermissionDenied):
        services.take_back(held, by=peter)
    assert not Held.objects.visible_to(peter).exists()
    assert not HeldFor.objects.visible_to(peter).exists()


def test_a_screen_that_is_behind_is_stopped_at_once(ticket, marieke, peter):
    seen = ticket.version
    services.answer(ticket, by=peter, text="Ik was eerst.")
    with pytest.raises(Stale) as stale:
        services.hold([ticket], by=marieke, verb="answer", text="Ik ook.", seen=seen)
    assert [event.text for event in stale.value.changes] == ["Ik was eerst."]
    assert not Held.objects.exists()


def test_what_a_colleague_did_meanwhile_stops_it_and_its_author_hears(ticket, marieke, peter):
    held = services.hold([ticket], by=marieke, verb="answer", text="Morgen.", seen=ticket.version)
    services.answer(ticket, by=peter, text="Vandaag.")
    release()
    assert said(ticket) == ["answer", "not_sent"]
    row = held.rows.get()
    assert (row.state, bool(row.reason)) == (HeldState.RETURNED, True)
    deliver_due()
    assert Notice.objects.visible_to(marieke).filter(purpose="not_sent").count() == 1
    assert not Notice.objects.visible_to(peter).filter(purpose="not_sent").exists()


def test_what_its_author_did_meanwhile_stops_nothing(ticket, marieke):
    services.hold([ticket], by=marieke, verb="answer", text="Morgen.", seen=ticket.version)
    services.note(ticket, by=marieke, text="Belt vaak.")
    release()
    assert said(ticket) == ["note", "answer"]


def test_one_of_many_that_is_refused_does_not_hold_up_the_others(ingrid, marieke, peter):
    tickets = [make_ticket(ingrid, kind="incident") for _ in range(3)]
    held = services.hold(tickets, by=marieke, verb="solve", text="Het licht doet het.", wait=timedelta(seconds=30))
    services.cancel(tickets[1], by=peter, text="Dubbel.")
    assert release() == 0
    assert release(seconds=31) == 3
    assert [row.state for row in held.rows.order_by("ticket")] == ["sent", "returned", "sent"]


def test_killed_in_between_nothing_happened_and_it_goes_later(ticket, marieke, monkeypatch, caplog):
    held = services.hold([ticket], by=marieke, verb="answer", text="Wij komen.")

    def killed(*args, **kwargs):
        services.answer(*args, **{key: value for key, value in kwargs.items() if key in ("by", "text", "seen")})
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(module, "attach", killed)
        patched.setattr(module, "reply", killed)
        with pytest.raises(SystemExit):
            release()
    assert (said(ticket), states(held)) == ([], {HeldState.WAITING})
    assert release() == 0, "claimed by the worker that died"
    assert services.release_due(later(seconds=12) + CLAIM) == 1
    assert (said(ticket), states(held)) == (["answer"], {HeldState.SENT})


@pytest.mark.parametrize(
    ("verb", "text", "files"), [("answer", " ", 0), ("ask", "", 1), ("solve", "", 1), ("answer", "\0", 0)]
)
def test_what_can_not_be_said_is_refused_before_it_waits(ticket, marieke, verb, text, files):
    with pytest.raises(Refused):
        services.hold([ticket], by=marieke, verb=verb, text=text, files=[a_file(marieke) for _ in range(files)])
    assert not Held.objects.exists()


def test_the_task_sends_what_is_due(ticket, marieke):
    services.hold([ticket], by=marieke, verb="answer", text="Nu.", wait=timedelta(0))
    assert release_due_task() == 1
    assert said(ticket) == ["answer"]


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_and_a_hand_that_takes_back_one_wins(ticket, marieke):
    for _round in range(3):
        held = services.hold([ticket], by=marieke, verb="answer", text="Eén keer.", wait=timedelta(0))
        before = len(said(ticket))
        at_once(services.release_due, services.release_due, lambda held=held: services.take_back(held, by=marieke))
        sent = len(said(ticket)) - before
        assert states(held) == ({HeldState.SENT} if sent else {HeldState.RETURNED})
        assert sent <= 1


# On the page


@pytest.fixture
def page(client, marieke, ticket):
    """Marieke at the page of the question; returns what sends her reply box."""
    client.force_login(marieke)

    def send(verb="answer", text="Wij komen.", to="customer", **data):
        address = reverse("desk:act", args=[ticket.pk, "reply"])
        return client.post(address, {"verb": verb, "to": to, "text": text, "seen": ticket.version, **data})

    send.look = lambda: client.get(ticket.get_desk_url())
    return send


def box(response):
    return response.context["acts"]["reply"]


def test_a_sent_answer_stands_there_with_a_way_back_and_comes_back_whole(page, client, ticket, marieke):
    assert page(new_files=[SimpleUploadedFile("foto.txt", b"Lamp")]).url.endswith("#held")
    held = Held.objects.get()
    shown = page.look()
    assert "Wij komen." in shown.text
    assert f"/desk/held/{held.pk}/" in shown.text
    assert box(shown)["text"].value() in (None, "")
    client.post(reverse("desk:held", args=[held.pk]))
    form = box(page.look())
    assert (form["text"].value(), [file.name for file in form.attachments]) == ("Wij komen.", ["foto.txt"])

    file = str(form.attachments[0].pk)
    page(text="Wij komen morgen.", kept=[file], instead_of=form["instead_of"].value())
    assert box(page.look())["text"].value() in (None, "")
    release()
    assert ticket.events.get(verb="answer").text == "Wij komen morgen."
    assert ticket.attachments.count() == 1


def test_what_was_refused_at_the_last_moment_is_in_the_box_again(page, ticket, peter):
    page(verb="solve", text="Klaar.")
    services.answer(ticket, by=peter, text="Nog niet klaar.")
    release()
    shown = page.look()
    assert box(shown)["text"].value() == "Klaar."
    assert "Nog niet klaar." in shown.text


def test_a_draft_comes_back_once_with_what_was_taken_back_in_it(page, ticket, marieke):
    services.take_back(services.hold([ticket], by=marieke, verb="answer", text="Teruggehaald."), by=marieke)
    row = HeldFor.objects.get()
    services.save_draft(by=marieke, key=f"ticket-{ticket.pk}", data={"text": ["Ook dit."]})
    assert box(page.look())["text"].value() == "Teruggehaald.\n\nOok dit."
    services.save_draft(
        by=marieke, key=f"ticket-{ticket.pk}", data={"text": ["Alles."], "to": ["note"], "instead_of": [str(row.pk)]}
    )
    assert box(page.look())["text"].value() == "Alles."
    page(text="Alles.", instead_of=str(row.pk))
    assert not marieke.drafts.exists()


@pytest.mark.parametrize(("verb", "to"), [("answer", "customer"), ("note", "note")])
def test_a_double_click_is_one_message(page, ticket, verb, to):
    first = page(verb=verb, to=to, once="a" * 32)
    second = page(verb=verb, to=to, once="a" * 32)
    assert (first.status_code, second.url) == (302, first.url)
    release()
    assert said(ticket) == [verb]


def test_after_the_answer_the_way_goes_on(page, ingrid):
    other = make_ticket(ingrid, subject="Mijn stoel piept")
    assert page.look().context["next"] is None
    page(verb="solve", text="Klaar.")
    assert page.look().context["next"] == other
