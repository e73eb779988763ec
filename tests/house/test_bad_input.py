"""Bad input in every form: a clear message where it was typed, the text kept and escaped, never a 5xx."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from io import BytesIO
from itertools import cycle
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from servicedesk import services
from servicedesk.models import Attachment, Ticket
from tests.browser.scenery import ANSWERS, Scenery, make_scenery
from tests.database import undone
from tests.make import PASSWORD

MB = 1024 * 1024
LONG = "x" * 10_001
NUL = "voor\x00na"
EMOJI = "🚲 fiets 👩🏽‍🔧"
BACKWARDS = "‮ahcs‬ م"
MARKUP = "<script>alert(1)</script><b onclick=x>\"'&"
BAD = {"long": LONG, "nul": NUL, "emoji": EMOJI, "backwards": BACKWARDS, "markup": MARKUP}
# Controls in which one types, and those that say nothing unless they are chosen.
TYPED = frozenset({"text", "textarea", "email"})
CHOSEN = frozenset({"file", "button", "radio", "checkbox"})
# Who sends which form, where; the page it stands on where that is another.
FORMS: dict[str, tuple[str, str, str]] = {
    "log in": ("", "/login/", ""),
    "ask": ("ingrid", "/ask/", ""),
    "complain": ("ingrid", "/ask/?kind=complaint", ""),
    "ask for a product": ("ingrid", "/products/pas/", ""),
    "remark": ("ingrid", "/tickets/{new}/remark/", "/tickets/{new}/"),
    "withdraw": ("ingrid", "/tickets/{new}/cancel/", "/tickets/{new}/"),
    "reopen": ("ingrid", "/tickets/{solved}/reopen/", "/tickets/{solved}/"),
    "decide": ("marco", "/approvals/{approval_asked}/", ""),
    "name a stand-in": ("marco", "/me/", ""),
    "register": ("marieke", "/desk/new/", ""),
    "reply": ("marieke", "/desk/tickets/{new}/reply/", "/desk/tickets/{new}/"),
    "classify": ("marieke", "/desk/tickets/{new}/classify/", "/desk/tickets/{new}/"),
    "answers": ("marieke", "/desk/tickets/{asked}/answers/", "/desk/tickets/{asked}/"),
    "forward": ("marieke", "/desk/tickets/{new}/forward/", "/desk/tickets/{new}/"),
    "assign": ("marieke", "/desk/tickets/{new}/assign/", "/desk/tickets/{new}/"),
    "cancel": ("marieke", "/desk/tickets/{new}/cancel/", "/desk/tickets/{new}/"),
    "merge": ("marieke", "/desk/tickets/{new}/merge/", "/desk/tickets/{new}/"),
    "link": ("marieke", "/desk/tickets/{new}/link/", "/desk/tickets/{new}/"),
    "reopen at the desk": ("marieke", "/desk/tickets/{solved}/reopen/", "/desk/tickets/{solved}/"),
    "send again": ("marieke", "/desk/tickets/{returned}/resend/", "/desk/tickets/{returned}/"),
    "take back": ("marieke", "/desk/tickets/{returned}/cancel_order/", "/desk/tickets/{returned}/"),
    "complete": ("ruben", "/work/{order_accepted}/complete/", "/work/{order_accepted}/"),
    "give back": ("ruben", "/work/{order_accepted}/return/", "/work/{order_accepted}/"),
    "write down": ("ruben", "/work/{order_accepted}/note/", "/work/{order_accepted}/"),
    "new product": ("editor", "/catalog/new/", ""),
    "product": ("editor", "/catalog/pas/", ""),
}
SEARCHES = {
    "ingrid": ("/search/?q=", "/ask/?about=", "/ask/?kind=", "/tickets/?page=", "/tickets/?tab=", "/notices/?page="),
    "marieke": (
        "/desk/queues/all/?q=", "/desk/queues/all/?after=", "/desk/queues/all/?building=", "/desk/people/?people=",
        "/desk/new/?requester=", "/desk/new/?product=", "/desk/new/?location=",
    ),
    "ruben": ("/work/?q=", "/work/?after=", "/work/?list=", "/work/{order_accepted}/?do="),
    "editor": ("/catalog/?q=", "/catalog/?state=", "/catalog/?owner=", "/catalog/pas/history/?page="),
}  # fmt: skip


@pytest.fixture
def scenery(db: None) -> Scenery:
    return make_scenery()


def at(scenery: Scenery, who: str) -> Client:
    """Return the browser of somebody; what breaks in the house comes back as a 500."""
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(scenery.cast[who])
    return client


@pytest.mark.parametrize("form", list(FORMS))
def test_whatever_is_typed_in_a_form_is_taken_or_comes_back(scenery: Scenery, form: str) -> None:
    who, to, page = (part.format(**scenery.numbers) for part in FORMS[form])
    client = at(scenery, who)
    fields = {name: (kind, value) for name, kind, value in _fields(_unfolded(client, page or to), to)}
    sent = {name: value for name, (kind, value) in fields.items() if kind not in CHOSEN}
    assert sent.keys() & fields.keys() - {"csrfmiddlewaretoken", "once", "seen"}
    written = {name for name, (kind, _value) in fields.items() if kind in TYPED}
    everywhere = [(written, bad) for bad in BAD]
    one_by_one = [({name}, bad) for name, bad in zip(filter(_is_first, fields), cycle(BAD), strict=False)]
    for names, bad in everywhere + one_by_one:
        with undone():
            response = client.post(to, sent | dict.fromkeys(names, BAD[bad]), follow=True)
        assert response.status_code in (200, 403, 404, 409, 422), (names, bad)
        assert MARKUP not in response.text, (names, bad)
        if response.status_code == 422:
            assert 'class="errors"' in response.text, (names, bad)
            assert not names & written or bad == "nul" or _is_kept(response.text, BAD[bad]), (names, bad)


def _unfolded(client: Client, address: str) -> str:
    """Return the page with the forms that it fetches when they unfold."""
    page = client.get(address).text
    folded = map(html.unescape, re.findall(r'hx-get="([^"]*\?act=[^"]*)"', page))
    return page + "".join(client.get(one).text for one in folded)


@pytest.mark.parametrize("bad", [*BAD.values(), "-1", "99999999999999999999", "1e9", "%00", "٣"])
def test_whatever_stands_in_an_address_gets_a_page(scenery: Scenery, bad: str) -> None:
    for who, addresses in SEARCHES.items():
        client = at(scenery, who)
        for address in addresses:
            path, _, name = address.format(**scenery.numbers).partition("?")
            response = client.get(path, {name.rstrip("="): bad})
            assert response.status_code in (200, 404), address
            assert MARKUP not in response.text, address


@pytest.mark.parametrize("path", ["/tickets/M-99999999/", "/tickets/M-0/", "/tickets/M-x/", "/products/bestaat-niet/",
                                  "/approvals/999/", "/attachments/00000000-0000-4000-8000-000000000000/"])  # fmt: skip
def test_what_is_not_there_is_a_page_that_says_so(scenery: Scenery, path: str) -> None:
    response = at(scenery, "ingrid").get(path)
    assert response.status_code == 404
    assert "<h1" in response.text


def test_another_s_question_is_not_there(scenery: Scenery) -> None:
    client = at(scenery, "odd")
    number = scenery.numbers["new"]
    for path in (f"/tickets/{number}/", f"/desk/tickets/{number}/"):
        assert client.get(path).status_code in (403, 404)
    assert client.post(f"/tickets/{number}/remark/", {"text": "Van mij?"}).status_code == 404
    assert Ticket.objects.numbered(number).get().events.filter(verb="remark").count() == 0


def test_a_product_that_was_taken_off_is_not_asked_for(scenery: Scenery) -> None:
    client = at(scenery, "ingrid")
    assert client.post("/products/bestaat-niet/", {"subject": "Toch"}).status_code == 404
    response = at(scenery, "marieke").post(
        "/desk/new/", {"requester": scenery.cast["ingrid"].pk, "product": "99999", "subject": "Toch", "verb": "save"}
    )
    assert response.status_code == 422
    assert "Toch" in response.text


@pytest.mark.parametrize(
    ("who", "to", "more"),
    [
        ("ingrid", "/ask/", {"subject": "Zie de foto", "description": "Een lang verhaal."}),
        ("ingrid", "/tickets/{new}/remark/", {"text": "Een lang verhaal."}),
        ("marieke", "/desk/tickets/{new}/reply/", {"verb": "answer", "to": "customer", "text": "Een lang verhaal."}),
        ("ruben", "/work/{order_accepted}/note/", {"text": "Een lang verhaal."}),
    ],
)
@pytest.mark.parametrize("what", ["a program called .pdf", "a page called .png", "nothing", "too much"])
def test_a_file_that_is_not_welcome_is_named_and_the_text_stays(
    scenery: Scenery, who: str, to: str, more: dict[str, str], what: str
) -> None:
    files = {
        "a program called .pdf": SimpleUploadedFile("factuur.pdf", b"MZ\x90\x00\x03" + b"\x00" * 200),
        "a page called .png": SimpleUploadedFile("factuur.png", b"<!doctype html><script>alert(1)</script>"),
        "nothing": SimpleUploadedFile("factuur.pdf", b""),
        "too much": Large("factuur.pdf", 26 * MB),
    }
    before = Attachment.objects.count()
    response = at(scenery, who).post(to.format(**scenery.numbers), more | {"new_files": files[what]})
    assert response.status_code == 422
    assert "factuur." in response.text
    assert "Een lang verhaal." in response.text
    assert Attachment.objects.count() == before


def test_a_photo_of_a_hundred_megabytes_is_refused_by_name_and_the_rest_of_the_form_stays(scenery: Scenery) -> None:
    answers = {f"q-{key}": value for key, value in ANSWERS.items()}
    sent = answers | {"q-waarom": "Een lang verhaal.", "q-foto": Large("pasfoto.png", 100 * MB)}
    response = at(scenery, "ingrid").post("/products/pas/", sent)
    assert response.status_code == 422
    assert "25 MB" in response.text
    assert "Een lang verhaal." in response.text
    assert "Jan Bakker" in response.text


def test_what_is_far_too_large_is_not_even_read(scenery: Scenery) -> None:
    class Unread(BytesIO):
        def read(self, *args: Any) -> bytes:
            raise AssertionError("the body was read")

    client = at(scenery, "ingrid")
    request = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(900 * MB)}
    response = client.generic("POST", "/ask/", content_type="multipart/form-data; boundary=x", **request)
    assert response.status_code == 413
    assert "25 MB" in response.text


@pytest.mark.parametrize(
    ("to", "data"),
    [
        ("/desk/tickets/{new}/reply/", {"verb": "answer", "to": "customer", "text": "Ik kom <b>zo</b>."}),
        ("/desk/tickets/{new}/cancel/", {"text": "Ik kom <b>zo</b>."}),
        ("/desk/tickets/{new}/forward/", {"note": "Ik kom <b>zo</b>."}),
    ],
)
def test_a_form_from_yesterday_comes_back_with_the_news_and_with_what_was_typed(
    scenery: Scenery, to: str, data: dict[str, str]
) -> None:
    ticket = Ticket.objects.numbered(scenery.numbers["new"]).get()
    seen = ticket.version
    services.answer(ticket, by=scenery.cast["marieke"], text="Dit is nieuw.")
    response = at(scenery, "hanna").post(to.format(**scenery.numbers), data | {"seen": seen})
    assert response.status_code == 409
    assert "Dit is nieuw." in response.text
    assert _is_kept(response.text, "Ik kom <b>zo</b>.")


def test_a_password_that_is_wrong_in_a_strange_way_is_just_wrong(db: None) -> None:
    for bad in BAD.values():
        client = Client(raise_request_exception=False)
        assert client.post("/login/", {"username": bad, "password": PASSWORD}).status_code == 422
        assert client.post("/login/", {"username": "ingrid", "password": bad}).status_code == 422


class Large(BytesIO):
    """A file of many zeros that is not in memory as a whole, until it is sent."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(b"%PDF-1.7\n" + bytes(size))
        self.name = name


def _fields(page: str, to: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, kind and value of each control of the form that is sent to `to`."""
    forms = re.findall(r'<form\b[^>]*method="post"[^>]*>.*?</form>', page, re.S)
    own = [form for form in forms if f'action="{to}"' in form] or [
        form for form in forms if "action=" not in form[:200]
    ]
    for form in own[:1]:
        for tag, attributes in re.findall(r"<(input|textarea|select|button)\b([^>]*)>", form):
            values = dict(re.findall(r'([a-z-]+)="([^"]*)"', attributes))
            if "name" in values:
                kind = values.get("type", "text") if tag == "input" else tag
                yield values["name"], kind, html.unescape(values.get("value", ""))


def _is_first(name: str) -> bool:
    """Of a product's questions, parts and signatures the first will do."""
    return not re.match(r"[a-z]+-[1-9]", name)


def _is_kept(page: str, text: str) -> bool:
    return html.escape(text) in page or html.escape(text, quote=False) in page
