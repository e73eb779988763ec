"""The editors' pages: write, add lines with plain buttons, preview, publish; two at once; and who may look."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from catalog import services
from catalog.definition import ApprovalStep, Definition, Part
from catalog.forms.editor import Editor
from catalog.intake import Question
from catalog.models import Product
from tests.make import make_editor, make_location, make_product, make_user

LIST, NEW = "/catalog/", "/catalog/new/"
FULL = {
    "description": "Een zaal.\nMet koffie.",
    "lead_days": 3,
    "lead_text": "Morgen",
    "conditions": "Op tijd.\nNetjes.",
    "price": Decimal("12.50"),
    "charge_unit": "per uur",
    "locations": ("B20",),
    "face_to_face": True,
    "via_front_office": False,
    "direct_note": "Bel 8000.",
    "cut": "Alles.",
    "synonyms": ("ruimte", "zaaltje"),
    "keywords": ("overleg",),
    "approvals": (
        ApprovalStep("manager"),
        ApprovalStep("unit_head", unit="servicedesk"),
        ApprovalStep("person", person="marco"),
    ),
    "questions": (
        Question("soort", "Welke soort?", "choice", True, "Kies.", ("Klein", "Groot, met podium")),
        Question("lunch", "Lunch?", "yes_no"),
        Question("mensen", "Hoeveel?", "number", shown_if=("lunch", "yes")),
        Question("podium", "Wat op het podium?", "paragraph", shown_if=("soort", "Groot, met podium")),
    ),
    "parts": (
        Part("zaal", "Zaal", "servicedesk", 1),
        Part("stoelen", "Stoelen", "facilitair-team", 0, ("zaal",), only_if=("lunch", "yes")),
        Part("podium", "Podium", "facilitair-team", 2, ("zaal", "stoelen"), except_if=("soort", "Klein")),
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def editor(db):
    person = make_editor()
    person.language = "en"
    person.save()
    return person


@pytest.fixture
def desk(client: Client, editor) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def product(editor, marco):
    make_location("B20")
    return make_product("zaal", **FULL)


def address(product, name="product"):
    return reverse(f"catalog:{name}", args=[product.code])


def sent(product, **more):
    """What a browser sends when the form comes and goes without a change."""
    editor = Editor(product.drafted, seen=product.version, has_code=True)
    data = {key: editor.data.getlist(key) for key in editor.data}
    return data | {"seen": [product.version], "do": ["save"]} | {key: [value] for key, value in more.items()}


def test_a_definition_goes_through_the_form_unchanged(desk, product):
    response = desk.post(address(product), sent(product))
    assert response.status_code == 302
    product.refresh_from_db()
    assert not product.has_draft, "nothing changed, so there is no draft"


def test_the_form_can_be_sent_as_the_page_shows_it(desk, product):
    """Every field that the page has comes back in the form's data under the same name."""
    page = desk.get(address(product)).content.decode()
    for name in sent(product):
        if name not in ("locations", "do") and sent(product)[name] != [""]:
            assert f'name="{name}"' in page, name


def test_a_change_is_kept_as_a_draft(desk, product):
    response = desk.post(address(product), sent(product, name="Grote zaal", price="15,00"))
    assert response.url == address(product)
    product.refresh_from_db()
    assert product.drafted == replace(product.definition, name="Grote zaal", price=Decimal("15.00"))
    assert "Saved as a draft" in desk.get(response.url).content.decode()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("typed", "amount"), [("15,00", "15"), ("15.5", "15.5"), ("€ 1.250,00", "1250"), ("1,250.00", "1250"), ("7", "7")]
)
def test_an_amount_is_read_in_either_notation(desk, editor, product, typed, amount, language):
    editor.language = language
    editor.save()
    assert desk.post(address(product), sent(product, price=typed)).status_code == 302
    product.refresh_from_db()
    assert product.drafted.price == Decimal(amount)


def test_a_new_product_gets_a_code_from_its_name(desk, product):
    data = {"name": "Nieuwe Zaal", "category": "gebouw", "owner": "servicedesk", "type": "standard", "kind": "request",
            "icon": "room", "do": "save"}  # fmt: skip
    response = desk.post(NEW, data)
    assert response.url == "/catalog/nieuwe-zaal/"
    assert Product.objects.get(code="nieuwe-zaal").drafted.icon == "room"

    again = desk.post(NEW, data)
    assert again.status_code == 422
    assert "Choose another code." in again.content.decode()
    assert Product.objects.count() == 2


@pytest.mark.parametrize("code", ["new", "Met spatie", "../x", "é"])
def test_a_code_that_makes_no_address_is_refused(desk, product, code):
    data = {"name": "X", "code": code, "category": "gebouw", "owner": "servicedesk", "type": "standard",
            "kind": "request", "icon": "room"}  # fmt: skip
    assert desk.post(NEW, data).status_code == 422
    assert Product.objects.count() == 1


def test_a_question_is_added_by_a_plain_button_and_nothing_typed_is_lost(desk, product):
    data = sent(product, do="add:questions", name="Half getypt", price="veel te duur")
    response = desk.post(address(product), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="Half getypt"' in page
    assert 'value="veel te duur"' in page
    assert 'name="questions-4-label"' in page
    assert 'name="questions-count" value="5"' in page
    assert "field--error" not in page, "nothing is checked yet"
    product.refresh_from_db()
    assert not product.has_draft


def test_lines_are_moved_and_removed_by_plain_buttons(desk, product):
    page = desk.post(address(product), sent(product, do="down:questions:0")).content.decode()
    assert page.index("Lunch?") < page.index("Welke soort?")
    gone = desk.post(address(product), sent(product, do="remove:parts:1")).content.decode()
    assert 'name="parts-count" value="2"' in gone
    assert 'value="Stoelen"' not in gone


def test_htmx_gets_the_form_alone(desk, product):
    data = sent(product, do="add:parts")
    response = desk.post(address(product), data, headers={"HX-Request": "true"})
    assert response.content.decode().lstrip().startswith("<div")
    assert "HX-Request" in response.headers["Vary"]


def test_a_new_question_gets_a_key_and_can_be_depended_on(desk, product):
    line = {"questions-count": "5", "questions-4-label": "Wilt u bloemen?", "questions-4-kind": "yes_no"}
    page = desk.post(address(product), sent(product, do="add:questions", **line)).content.decode()
    assert 'name="questions-4-key" value="wilt-u-bloemen"' in page
    assert 'value="wilt-u-bloemen=yes"' in page, "offered to the question below it"

    line |= {"questions-count": "6", "questions-4-key": "wilt-u-bloemen", "questions-5-label": "Welke?",
             "questions-5-kind": "text", "questions-5-shown_if": "wilt-u-bloemen=yes"}  # fmt: skip
    desk.post(address(product), sent(product, **line))
    product.refresh_from_db()
    assert product.drafted.questions[-1] == Question("welke", "Welke?", shown_if=("wilt-u-bloemen", "yes"))


def test_an_empty_line_is_left_out(desk, product):
    data = sent(
        product, **{"questions-count": "5", "questions-4-kind": "text", "parts-count": "4", "parts-3-lead_days": "1"}
    )
    assert desk.post(address(product), data).status_code == 302
    product.refresh_from_db()
    assert not product.has_draft


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("price", "gratis"),
        ("price", "-1"),
        ("price", "1.250"),
        ("price", "NaN"),
        ("lead_days", "morgen"),
        ("lead_days", "-1"),
        ("category", "gone"),
        ("owner", ""),
        ("type", "other"),
        ("kind", "other"),
        ("icon", "../../x"),
        ("summary", "a\x00b"),
        ("synonyms", "x" * 101),
        ("questions-0-label", ""),
        ("questions-0-kind", "other"),
        ("questions-2-shown_if", "lunch"),
        ("parts-0-lead_days", ""),
        ("parts-1-after", "gone"),
        ("approvals-2-person", "Niemand"),
    ],
)
def test_what_cannot_be_right_comes_back_with_the_text_kept(desk, product, field, typed):
    response = desk.post(address(product), sent(product, **{field: typed, "cut": "Dit mag niet weg."}))
    page = response.content.decode()
    if (field, typed) in [("questions-2-shown_if", "lunch"), ("parts-1-after", "gone")]:
        # Kept in the draft; publishing says what is wrong.
        assert response.status_code == 302
        return
    assert response.status_code == 422
    assert 'role="alert"' in page
    assert "field--error" in page
    assert "Dit mag niet weg." in page
    product.refresh_from_db()
    assert not product.has_draft


def test_publishing_names_each_problem_at_its_place_and_keeps_the_draft(desk, product):
    data = sent(product, do="publish", **{"questions-0-choices": "Klein"})
    data["groups"] = []
    response = desk.post(address(product), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose at least one customer group" in page
    assert 'href="#id_questions-0-choices"' in page
    product.refresh_from_db()
    assert product.drafted.groups == ()
    assert product.current.number == 1
    assert f'name="seen" value="{product.version}"' in page


def test_publishing_from_the_form_and_from_the_preview(desk, product):
    response = desk.post(address(product), sent(product, do="publish", name="Grote zaal"))
    assert response.url == address(product, "preview")
    product.refresh_from_db()
    assert (product.name, product.current.number) == ("Grote zaal", 2)

    services.save_draft(product, by=make_editor(), definition=replace(product.drafted, name="Zaal 3"))
    product.refresh_from_db()
    response = desk.post(address(product, "publish"), {"seen": product.version})
    assert response.url == address(product, "preview")
    product.refresh_from_db()
    assert (product.name, product.current.number) == ("Zaal 3", 3)


def test_publishing_nothing_new_says_so(desk, product):
    response = desk.post(address(product, "publish"), {"seen": product.version})
    assert response.status_code == 422
    assert "Nothing has changed" in response.content.decode()


def test_withdrawing(desk, product):
    response = desk.post(address(product, "withdraw"), {"seen": product.version})
    assert response.url == address(product)
    product.refresh_from_db()
    assert product.state == "withdrawn"
    assert desk.post(address(product, "withdraw"), {"seen": product.version}).status_code == 422


def test_two_editors_at_once_the_second_hears_it_and_loses_nothing(desk, product):
    mine = sent(product, name="Mijn naam")
    colleague = make_user("collega", name="Anna Smit", roles=("catalogue_editor",))
    services.save_draft(
        product, by=colleague, definition=replace(product.drafted, summary="Haar regel.", cut="Haar knip.")
    )

    mine["cut"] = ["Mijn knip."]
    response = desk.post(address(product), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Anna Smit" in page
    assert 'value="Mijn naam"' in page
    assert "Mijn knip.</textarea>" in page, "what both changed stays mine"
    assert 'value="Haar regel."' in page, "what I didn't touch is hers"

    product.refresh_from_db()
    assert product.drafted.name == "Zaal"
    assert f'name="seen" value="{product.version}"' in page
    both = {"summary": "Haar regel.", "cut": "Mijn knip.", "name": "Mijn naam", "seen": product.version}
    assert desk.post(address(product), sent(product, **both)).status_code == 302


@pytest.mark.parametrize("verb", ["publish", "withdraw"])
def test_a_stale_preview_is_not_published_or_withdrawn(desk, product, verb):
    seen = product.version
    services.save_draft(product, by=make_editor(), definition=replace(product.drafted, summary="Anders."))
    response = desk.post(address(product, verb), {"seen": seen})
    assert response.status_code == 409
    assert "Anders." in response.content.decode()
    product.refresh_from_db()
    assert product.current.number == 1


def test_the_preview_shows_the_draft_as_a_customer_reads_it(desk, product):
    draft = replace(product.drafted, name="Grote zaal", via_front_office=True)
    services.save_draft(product, by=make_editor(), definition=draft)
    page = desk.get(address(product, "preview")).content.decode()
    for words in ("<h1>Grote zaal</h1>", "€ 12.50 per uur", "Morgen", "Netjes.", "Welke soort?",
                  "the head of Servicedesk", "Marco", "Stoelen", "Only if your answer to"):  # fmt: skip
        assert words in page, words


def test_html_in_every_field_stays_text(desk, product):
    evil = "<script>alert(1)</script>"
    words = dict.fromkeys(("name", "summary", "description", "conditions", "lead_text", "charge_unit", "cut"), evil)
    words |= {"synonyms": evil, "questions-0-label": evil, "questions-0-help": evil, "parts-0-name": evil}
    words["questions-0-choices"] = f"{evil}\nB"
    assert desk.post(address(product), sent(product, **words)).status_code == 302
    for name in ("product", "preview", "history"):
        page = desk.get(address(product, name)).content.decode()
        assert evil not in page
    assert evil not in desk.get(LIST).content.decode()


def test_the_list_is_narrowed_by_words_state_owner_and_shelf(desk, product):
    make_product("lamp", owner="facilitair-team")
    services.withdraw(make_product("oud"), by=make_editor())
    services.save_draft(product, by=make_editor(), definition=replace(product.drafted, summary="x"))

    def codes(query):
        return {row.code for row in desk.get(LIST + query).context["page"]}

    assert codes("") == {"zaal", "lamp", "oud"}
    assert codes("?state=published") == {"zaal", "lamp"}
    assert codes("?state=with-draft") == {"zaal"}
    assert codes("?state=withdrawn") == {"oud"}
    assert codes("?q=LAM") == {"lamp"}
    assert codes("?owner=facilitair-team") == {"lamp"}
    assert codes("?category=gebouw&q=z") == {"zaal"}
    assert codes("?q=%00&owner=gone&state=gone&page=x") == {"zaal", "lamp", "oud"}, "what can't be read is left out"
    assert codes("?q=niets") == set()


READERS = [("manager",), ("auditor",)]


@pytest.mark.parametrize("roles", READERS)
def test_who_reads_along_sees_everything_and_nothing_to_press(client, product, roles):
    services.save_draft(product, by=make_editor(), definition=replace(product.drafted, summary="Nog niet."))
    client.force_login(make_user("lezer", roles=roles))
    for name in ("product", "preview", "history"):
        page = client.get(address(product, name))
        assert page.status_code == 200
        main = page.content.decode().partition("<main")[2]
        assert "<form" not in main.partition("</main")[0]
    assert "Nog niet." in client.get(address(product)).content.decode()
    assert client.get(LIST).status_code == 200
    assert client.get(NEW).status_code == 403
    assert client.post(address(product), sent(product)).status_code == 403
    assert client.post(address(product, "publish"), {}).status_code == 403
    assert client.post(address(product, "withdraw"), {}).status_code == 403


def test_others_do_not_come_in(client, product, marieke, ruben, ingrid):
    for user in (marieke, ruben, ingrid, make_user("beheer", roles=("administrator",))):
        client.force_login(user)
        for path in (LIST, NEW, address(product), address(product, "preview"), address(product, "history")):
            assert client.get(path).status_code == 403
        assert client.post(address(product), {}).status_code == 403


def test_what_is_not_there_is_not_found(desk):
    assert desk.get("/catalog/bestaat-niet/").status_code == 404


def test_an_empty_form_does_no_harm(desk, product):
    assert desk.post(address(product), {}).status_code == 422
    assert desk.post(NEW, {}).status_code == 422


def _fill(count):
    for number in range(count):
        made = make_product(f"product-{number}")
        services.save_draft(made, by=make_editor(), definition=replace(made.drafted, summary=f"Regel {number}"))


def test_the_list_costs_the_same_however_many_products(desk, product, django_assert_max_num_queries):
    _fill(12)
    with django_assert_max_num_queries(16):
        desk.get(LIST)


@pytest.mark.parametrize("name", ["product", "preview", "history"])
def test_a_page_costs_the_same_however_often_it_was_changed(desk, product, name, django_assert_max_num_queries):
    for number in range(10):
        services.save_draft(product, by=make_editor(), definition=replace(product.drafted, summary=f"Regel {number}"))
        services.publish(product, by=make_editor())
    with django_assert_max_num_queries(20):
        assert desk.get(address(product, name)).status_code == 200


def test_a_definition_without_anything_can_be_shown(editor, desk):
    make_product()
    empty = services.create_product(
        by=editor, definition=Definition(code="leeg", name="Leeg", category="gebouw", owner="servicedesk")
    )
    for name in ("product", "preview", "history"):
        assert desk.get(address(empty, name)).status_code == 200
