"""Files: which are taken, under what name, where they lie, and to what they can belong."""

from __future__ import annotations

import hashlib
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.intake import Question
from core.refusals import Refused
from servicedesk import services, uploads
from servicedesk.models import Attachment
from tests.make import make_product, make_ticket
from tests.servicedesk.acts import PNG, uploaded

GOOD = {
    "brief.pdf": b"%PDF-1.7 x",
    "foto.PNG": PNG,
    "foto.jpg": b"\xff\xd8\xff\xe0 x",
    "foto.jpeg": b"\xff\xd8\xff\xe1 x",
    "kat.gif": b"GIF89a x",
    "foto.webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "lijst.xlsx": b"PK\x03\x04 x",
    "notitie.txt": "één regel".encode(),
    "lijst.csv": b"a;b\n1;2",
    "rapport.definitief.v2.docx": b"PK\x03\x04 x",
}
BAD = {
    "script by name": ("a.js", b"alert(1)"),
    "page by name": ("a.html", b"<script>alert(1)</script>"),
    "drawing that can hold a script": ("a.svg", b"<svg onload=alert(1)>"),
    "program behind a picture's name": ("foto.png", b"MZ\x90\x00"),
    "picture behind a program's name": ("foto.png.exe", PNG),
    "page behind a document's name": ("brief.pdf", b"<html>%PDF-"),
    "sound behind a picture's name": ("foto.webp", b"RIFF\x10\x00\x00\x00WAVEfmt "),
    "NUL before the extension": ("foto.png\x00.exe", PNG),
    "extension written from right to left": ("foto\u202egnp.exe", PNG),
    "NUL in a text": ("a.txt", b"a\x00b"),
    "no extension": ("pdf", b"%PDF-1.7"),
    "only an extension": (".pdf", b"%PDF-1.7"),
    "no name": ("", b"%PDF-1.7"),
    "macro": ("a.docm", b"PK\x03\x04"),
    "archive": ("a.zip", b"PK\x03\x04"),
}


def refused(name: str, content: bytes, by) -> str:
    """Upload past Django's own cleaning of names, as a hostile client would."""
    file = SimpleUploadedFile("x", content)
    file._name = name
    with pytest.raises(Refused) as refusal:
        services.upload(file, by=by)
    assert set(refusal.value.errors) == {"file"}
    assert not Attachment.objects.exists()
    return str(refusal.value)


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_its_name_says_is_taken(ingrid, name):
    file = uploaded(ingrid, name, GOOD[name])
    assert (file.name, file.size, file.ticket, file.uploaded_by) == (name, len(GOOD[name]), None, ingrid)
    assert file.sha256 == hashlib.sha256(GOOD[name]).hexdigest()
    with file.file.open() as stored:
        assert stored.read() == GOOD[name]


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_is_something_else_is_refused(ingrid, case):
    refused(*BAD[case], ingrid)


def test_a_file_of_nothing_or_of_one_byte_too_many_is_refused(ingrid, settings, in_english):
    settings.ATTACHMENT_MAX_BYTES = 64
    assert "empty" in refused("a.txt", b"", ingrid)
    assert "too large" in refused("a.txt", b"x" * 65, ingrid)
    assert uploaded(ingrid, "a.txt", b"x" * 64).size == 64


def test_the_limit_that_people_read_is_the_one_that_holds(settings):
    assert settings.ATTACHMENT_MAX_BYTES == 25 * 1024 * 1024
    assert "25 MB" in uploads.fault("a.txt", b"x", settings.ATTACHMENT_MAX_BYTES + 1, settings.ATTACHMENT_MAX_BYTES)
    assert uploads.fault("a.txt", b"x", settings.ATTACHMENT_MAX_BYTES, settings.ATTACHMENT_MAX_BYTES) == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ingrid\\foto.png", "foto.png"),
        ("foto\u200b.p\u200bng", "foto.png"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie x.txt"),
        ('a"; filename="b.txt', "a; filename=b.txt"),
        ("foto.png. .", "foto.png"),
        ("half \ud800.txt", "half .txt"),
        ("naïef €uro 👍.txt", "naïef €uro 👍.txt"),
        ("\u202e", "bestand"),
    ],
)
def test_a_name_loses_what_could_mislead_or_break_a_header(given, kept):
    assert uploads.safe_name(given) == kept


@pytest.mark.parametrize("name", ["x" * 400, "x" * 400 + ".png", "x." + "y" * 400, "." * 400])
def test_a_long_name_is_cut_and_keeps_its_extension(name):
    kept = uploads.safe_name(name)
    assert 0 < len(kept) <= 150
    assert kept.endswith(".png") == name.endswith(".png")


def test_where_a_file_lies_says_nothing_and_cannot_be_guessed(ingrid):
    one, two = uploaded(ingrid, "geheim.png"), uploaded(ingrid, "geheim.png")
    assert re.fullmatch(r"attachments/[0-9a-f]{2}/[0-9a-f]{32}", one.file.name)
    assert one.file.name != two.file.name
    assert uuid.UUID(one.file.name[-32:]).version == 4
    assert "geheim" not in one.file.name


def test_the_same_file_can_be_added_to_one_question_only(ingrid, marieke):
    file = uploaded(ingrid)
    one, two = make_ticket(ingrid), make_ticket(ingrid)
    services.attach(one, by=ingrid, files=[file, file])
    with pytest.raises(Refused):
        services.attach(two, by=ingrid, files=[file])
    assert Attachment.objects.get().ticket == one
    assert one.events.get(verb="attach").data["files"] == ["lamp.png"]


@pytest.mark.parametrize("thief", ["odd", "marieke"])
def test_a_file_of_someone_else_cannot_be_taken_along(request, ingrid, thief):
    thief = request.getfixturevalue(thief)
    file = uploaded(ingrid)
    ticket = make_ticket(thief)
    with pytest.raises(Refused):
        make_ticket(thief, files=[file])
    with pytest.raises(Refused):
        services.attach(ticket, by=thief, files=[file])
    assert Attachment.objects.get().ticket is None


def test_a_file_chosen_in_the_form_is_bound_when_the_question_is_asked(ingrid, marieke):
    product = make_product(questions=(Question("foto", "Een foto", kind="file", required=True),))
    file, more = uploaded(ingrid), uploaded(ingrid)
    ticket = make_ticket(ingrid, product=product, answers={"foto": str(file.pk)}, files=[more])
    assert set(ticket.attachments.all()) == {file, more}
    services.classify(ticket, by=marieke, answers={"foto": str(file.pk)})
    assert services.forward(ticket, by=marieke)


@pytest.mark.parametrize("answer", ["not-an-id", str(uuid.UUID(int=0)), "another's", "of another question"])
def test_an_answer_names_only_a_file_that_was_chosen_for_it(ingrid, marieke, odd, answer):
    product = make_product(questions=(Question("foto", "Een foto", kind="file", required=True),))
    if answer == "another's":
        answer = str(uploaded(odd).pk)
    elif answer == "of another question":
        file = uploaded(ingrid)
        make_ticket(ingrid, files=[file])
        answer = str(file.pk)
    with pytest.raises(Refused) as refusal:
        make_ticket(ingrid, product=product, answers={"foto": answer})
    assert set(refusal.value.errors) == {"answers.foto"}
    with pytest.raises(Refused):
        make_ticket(ingrid, by=marieke, channel="phone", product=product, answers={"foto": answer})


def test_a_file_that_stays_inside_is_not_the_customers_to_see(ingrid, marieke, odd):
    ticket = make_ticket(ingrid)
    services.attach(ticket, by=marieke, files=[uploaded(marieke, "offerte.pdf", b"%PDF-1")], public=False)
    services.attach(ticket, by=marieke, files=[uploaded(marieke, "plan.pdf", b"%PDF-1")])
    seen = {
        who.username: set(Attachment.objects.visible_to(who).values_list("name", flat=True))
        for who in (ingrid, marieke, odd)
    }
    assert seen == {"ingrid": {"plan.pdf"}, "marieke": {"plan.pdf", "offerte.pdf"}, "odd": set()}
