"""Signing for one's people, being told, and fetching files on the portal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from catalog.definition import ApprovalStep
from catalog.intake import Question
from organisation.models import Deputy
from servicedesk import services
from servicedesk.models import Approval, Notice
from servicedesk.services.deliveries import deliver_due
from tests.make import make_product, make_ticket
from tests.servicedesk.screen import once, page, screen_of


@pytest.fixture
def fault(ingrid):
    return make_ticket(ingrid)


@pytest.fixture
def signed(ingrid):
    """An access pass that Ingrid's manager has to agree to."""
    questions = (Question("waarom", "Waarom is het nodig?", required=True),)
    product = make_product("pas", approvals=(ApprovalStep("manager"),), questions=questions)
    ticket = make_ticket(ingrid, product=product, subject="Pas: stagiair", answers={"waarom": "Nieuwe collega"})
    return ticket.approvals.get()


# Signing


def test_a_manager_reads_what_is_asked_and_agrees(client, marco, ingrid, signed):
    screen = screen_of(client, marco)
    assert signed.ticket.subject in page(screen.get("/"))
    assert "Pas: stagiair" in page(screen.get(reverse("portal:approvals")))
    address = reverse("portal:approval", args=[signed.pk])
    shown = page(screen.get(address))
    for words in ("Ingrid", "Waarom is het nodig?", "Nieuwe collega", "Costs", "Marco"):
        assert words in shown
    assert screen.post(address, {"verb": "approve", "comment": "Prima."}).url == reverse("portal:approvals")
    signed.refresh_from_db()
    assert (signed.state, signed.decided_by, signed.comment) == ("approved", marco, "Prima.")
    assert "I agree" not in page(screen.get(address))


def test_a_no_needs_words_and_ends_the_question(client, marco, signed):
    screen = screen_of(client, marco)
    address = reverse("portal:approval", args=[signed.pk])
    refused = screen.post(address, {"verb": "refuse", "comment": " "})
    assert refused.status_code == 422
    assert refused.context["form"].errors["comment"]
    assert screen.post(address, {"verb": "refuse", "comment": "Te duur."}).status_code == 302
    signed.ticket.refresh_from_db()
    assert signed.ticket.state == "cancelled"
    again = screen.post(address, {"verb": "approve", "comment": "Toch maar wel."})
    assert again.status_code == 422
    assert "This has been decided already." in page(again)


@pytest.mark.parametrize("verb", ["", "delete"])
def test_without_a_button_nothing_is_decided(client, marco, signed, verb):
    response = screen_of(client, marco).post(reverse("portal:approval", args=[signed.pk]), {"verb": verb})
    assert response.status_code == 422
    signed.refresh_from_db()
    assert signed.state == "asked"


def test_a_double_click_decides_once(client, marco, signed):
    address = reverse("portal:approval", args=[signed.pk])
    screen = screen_of(client, marco)
    data = {"verb": "approve", "comment": "", "once": once(screen.get(address))}
    assert [screen.post(address, data).status_code for _ in range(2)] == [302, 302]


def test_a_stand_in_sees_for_whom_and_a_past_one_sees_nothing(client, marco, odd, signed):
    today = timezone.localdate()
    screen = screen_of(client, odd)
    address = reverse("portal:approval", args=[signed.pk])
    past = Deputy.objects.create(
        person=marco, deputy=odd, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )
    assert screen.get(address).status_code == 404
    Deputy.objects.filter(pk=past.pk).update(ends_on=today)
    assert "You stand in for Marco." in page(screen.get(address))
    assert "you stand in for Marco" in page(screen.get(reverse("portal:approvals")))
    assert screen.post(address, {"verb": "approve"}).status_code == 302
    assert "by Odd, who stood in" in page(screen.get(address))


def test_the_requester_and_a_stranger_cannot_sign(client, ingrid, odd, signed):
    for user in (ingrid, odd):
        client.force_login(user)
        address = reverse("portal:approval", args=[signed.pk])
        assert (client.get(address).status_code, client.post(address, {"verb": "approve"}).status_code) == (404, 404)
    assert Approval.objects.get().state == "asked"


# Notices and files


def test_notices_lead_to_where_one_can_act_and_are_read_by_a_button(client, marco, signed):
    deliver_due()
    screen = screen_of(client, marco)
    response = screen.get(reverse("portal:notices"))
    assert reverse("portal:approval", args=[signed.pk]) in response.text
    assert "Your approval is asked." in page(response)
    assert Notice.objects.visible_to(marco).unread().exists()
    assert screen.post(reverse("portal:notices")).status_code == 302
    assert not Notice.objects.visible_to(marco).unread().exists()


def test_a_file_is_a_download_that_cannot_run(client, ingrid, fault):
    name = "a\"'; b é.txt"
    file = services.upload(SimpleUploadedFile(name, b"<script>alert(1)</script>"), by=ingrid)
    services.attach(fault, by=ingrid, files=[file])
    response = screen_of(client, ingrid).get(file.get_absolute_url())
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    response.close()
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert "\n" not in response["Content-Disposition"]


def test_a_file_is_only_for_whom_it_concerns(client, ingrid, odd, marieke, fault):
    shown = services.upload(SimpleUploadedFile("a.txt", b"a"), by=ingrid)
    hidden = services.upload(SimpleUploadedFile("b.txt", b"b"), by=marieke)
    services.attach(fault, by=ingrid, files=[shown])
    services.attach(fault, by=marieke, files=[hidden], public=False)
    portal = screen_of(client, ingrid)
    assert portal.get(hidden.get_absolute_url()).status_code == 404
    assert "b.txt" not in portal.get(fault.get_absolute_url()).text
    client.force_login(odd)
    assert client.get(shown.get_absolute_url()).status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_there(client, ingrid):
    file = services.upload(SimpleUploadedFile("a.txt", b"a"), by=ingrid)
    file.file.storage.delete(file.file.name)
    assert screen_of(client, ingrid).get(file.get_absolute_url()).status_code == 404
