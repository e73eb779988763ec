"""What waits before it goes to the customer: taken back in time, sent exactly once, never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
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
