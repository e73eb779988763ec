"""The customer hears unasked (rule 9); each hears once, and nobody of the own doing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core import mail as outbox
from django.utils import timezone

from catalog.definition import ApprovalStep
from organisation.models import Deputy
from servicedesk import mail as desk_mail
from servicedesk import services
from servicedesk.models import Notice
from servicedesk.services.deliveries import deliver_due
from tests.make import make_product, make_ticket, make_unit, make_user


def told(person) -> list[str]:
    deliver_due()
    return list(Notice.objects.visible_to(person).order_by("pk").values_list("purpose", flat=True))


def test_each_step_is_told_to_whom_it_concerns(ingrid, marieke, ruben):
    ticket = make_ticket(ingrid, product=make_product())
    assert told(ingrid) == []
    services.take(ticket, by=marieke)
    (order,) = services.forward(ticket, by=marieke)
    assert (told(ingrid), told(ruben)) == (["under_way"], ["work"])
    services.return_order(order, by=ruben, reason="Welke kamer?")
    assert told(marieke) == ["returned"]
    services.resend(order, by=marieke, note="Kamer 4.12")
    services.complete(order, by=ruben, result="Nieuwe lamp.")
    services.solve(ticket, by=marieke, text="De lamp doet het weer.")
    assert told(ingrid) == ["under_way", "done"]
    assert told(marieke) == ["returned", "work_done"]
    assert told(ruben) == ["work", "work"]


def test_a_question_registered_for_someone_is_confirmed_by_mail_with_number_date_and_invitation(ingrid, marieke):
    ticket = make_ticket(ingrid, by=marieke, channel="phone")
    deliver_due()
    (letter,) = outbox.outbox
    assert letter.to == ["ingrid@example.org"]
    assert ticket.number in letter.subject
    assert ticket.number in letter.body
    assert "/ask/?kind=complaint" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert letter.extra_headers["Message-ID"] == letter.extra_headers["Message-ID"].strip()


def test_delivering_twice_mails_once(ingrid, marieke):
    ticket = make_ticket(ingrid, by=marieke, channel="phone")
    deliver_due()
    ticket.events.get(verb="opened").deliveries.update(done_at=None, due_at=timezone.now())
    deliver_due()
    assert len(outbox.outbox) == 1
    assert Notice.objects.filter(event__ticket=ticket, channel="page").count() == 1


def test_an_approval_is_asked_of_the_manager_and_of_todays_deputy(ingrid, marco, odd):
    today = timezone.localdate()
    Deputy.objects.create(person=marco, deputy=odd, starts_on=today, ends_on=today + timedelta(days=3))
    make_ticket(ingrid, product=make_product("pas", approvals=(ApprovalStep("manager"),)))
    assert (told(marco), told(odd)) == (["approve"], ["approve"])


def test_a_deputy_of_last_week_hears_nothing(ingrid, marco, odd):
    today = timezone.localdate()
    Deputy.objects.create(
        person=marco, deputy=odd, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )
    make_ticket(ingrid, product=make_product("pas", approvals=(ApprovalStep("manager"),)))
    assert told(odd) == []


def test_work_for_a_partner_goes_to_its_mailbox(ingrid, marieke):
    albron = make_unit("albron", "partner")
    ticket = make_ticket(ingrid, product=make_product("lunch", executing="albron"))
    (order,) = services.forward(ticket, by=marieke, note="Voor veertien mensen.")
    deliver_due()
    (letter,) = [letter for letter in outbox.outbox if letter.to == [albron.email]]
    assert order.number in letter.subject
    assert "Voor veertien mensen." in letter.body


def test_a_letter_is_in_the_language_of_its_reader(marieke):
    english = make_user("john", language="en")
    ticket = make_ticket(english)
    services.solve(ticket, by=marieke, text="Ready.")
    deliver_due()
    assert outbox.outbox[-1].subject == f"Your question is done [{ticket.number}]"


@pytest.mark.parametrize("purpose", ["received", "question", "answer", "approve", "approved", "refused", "work", "done",
                                     "cancelled", "merged", "assigned"])  # fmt: skip
def test_every_letter_can_be_written(purpose, ingrid, marieke):
    ticket = make_ticket(ingrid, product=make_product())
    services.forward(ticket, by=marieke)
    event = ticket.events.get(verb="order_sent")
    notice = Notice.objects.create(
        event=event, person=ingrid, address=ingrid.email, channel="email", purpose=purpose, created_at=timezone.now()
    )
    letter = desk_mail.compose(notice)
    assert ticket.number in letter.subject
    assert "<" not in letter.body
    assert "Ingrid" in letter.body


def test_a_subject_with_a_line_break_makes_no_second_header(ingrid, marieke):
    ticket = make_ticket(ingrid, by=marieke, subject="Lamp\r\nBcc: iedereen@example.org", channel="phone")
    deliver_due()
    assert ticket.subject == "Lamp Bcc: iedereen@example.org"
    assert "\n" not in outbox.outbox[0].subject


class Kept(Message):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list = []

    def handle_message(self, message) -> None:
        self.letters.append(message)


@pytest.fixture
def post_office() -> Iterator[tuple[str, int, list]]:
    handler = Kept()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield "127.0.0.1", port, handler.letters
    controller.stop()


def test_a_real_mail_server_takes_the_letter(ingrid, marieke, post_office, settings):
    host, port, letters = post_office
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    ticket = make_ticket(ingrid, by=marieke, channel="phone")
    deliver_due()
    (letter,) = letters
    assert letter["To"] == "ingrid@example.org"
    assert letter["In-Reply-To"] == f"<ticket-{ticket.pk}@example.org>"


def test_mail_waits_for_a_mail_server_that_is_away(ingrid, marieke, post_office, settings):
    host, port, letters = post_office
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, 1
    ticket = make_ticket(ingrid, by=marieke, channel="phone")
    deliver_due()
    waiting = ticket.events.get(verb="opened").deliveries.get(reader="mail")
    assert waiting.done_at is None
    assert "ConnectionRefused" in waiting.error
    assert Notice.objects.filter(person=ingrid, channel="page").count() == 1

    settings.EMAIL_PORT = port
    deliver_due(timezone.now() + timedelta(hours=2))
    assert len(letters) == 1
