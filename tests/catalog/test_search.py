"""Finding a product with everyday words, on the example catalogue: with slips, plurals, compounds and synonyms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from catalog import services
from catalog.definition import Definition
from catalog.likeness import is_one_slip, similarity, swapped
from catalog.matching import least, read, score, search_names, search_text, wanted
from catalog.models import Category
from catalog.search import search_products
from organisation.models import UnitKind
from tests.make import make_department, make_editor, make_group, make_location, make_product, make_unit, make_user

EXAMPLE = Path(settings.BASE_DIR) / "organisation" / "example" / "products.json"
PRODUCTS = [Definition.from_dict(data) for data in json.loads(EXAMPLE.read_text())]
TEXTS = {product.code: read(search_names(product), search_text(product)) for product in PRODUCTS}
NAMES = {product.code: product.name for product in PRODUCTS}

# What is typed, and what comes first.
FIRST = {
    # synonyms
    "te koud": "storing-of-melding-gebouw",
    "lamp kapot": "storing-of-melding-gebouw",
    "pasje kwijt": "toegangspas",
    "broodjes": "catering-bij-bijeenkomst",
    "parkeerplek": "parkeerplaats-reserveren",
    "treinkaartje": "treinticket-binnenland",
    "fiets lenen": "uitleen-beamer-of-dienstfiets",
    "vliegticket": "buitenlandse-dienstreis",
    "onkosten": "declaratie",
    "taxi": "dienstvervoer-met-chauffeur",
    "offerte": "inkoop-en-aanbesteding",
    "nieuwe collega": "indiensttreding",
    "andere kamer": "verhuizing",
    "naambordje": "werkplek-inrichten-of-aanpassen",
    "pakketje versturen": "post-en-koerier",
    "openingstijden": "informatie-over-facilitaire-diensten",
    # whole sentences
    "de verwarming doet het niet": "storing-of-melding-gebouw",
    "ik heb het koud": "storing-of-melding-gebouw",
    "mijn badge werkt niet": "toegangspas",
    "ik wil een zaal boeken voor 12 personen": "vergaderzaal-reserveren",
    "hoe kan ik geld terug krijgen": "declaratie",
    "waar is de kantine?": "informatie-over-facilitaire-diensten",
    "waar kan ik parkeren met een gast": "parkeerplaats-reserveren",
    # slips of the finger
    "vergaderzal": "vergaderzaal-reserveren",
    "visitekaarjes": "visitekaartjes",
    "lmap kapot": "storing-of-melding-gebouw",
    "parkeerplaas": "parkeerplaats-reserveren",
    "beamr": "uitleen-beamer-of-dienstfiets",
    "verhuisen": "verhuizing",
    "toegagnspas": "toegangspas",
    "declaraite": "declaratie",
    "chaufeur": "dienstvervoer-met-chauffeur",
    "paspoord verlengen": "diplomatiek-paspoort",
    "visitekaatjes bestelen": "visitekaartjes",
    # other forms and parts of words
    "vergaderzalen": "vergaderzaal-reserveren",
    "zaal": "vergaderzaal-reserveren",
    "zalen": "vergaderzaal-reserveren",
    "visitekaartje": "visitekaartjes",
    "kopiëren": "kopieer-en-drukwerk",
    "KOPIEREN": "kopieer-en-drukwerk",
    "prullenbakken vol": "schoonmaakmelding",
    "plafondlamp": "storing-of-melding-gebouw",
    "afscheidsfeest": "evenement-organiseren",
    "pas": "toegangspas",
    "aangetekende brief": "post-en-koerier",
    # where a word belongs to more than one
    "ov kaart": "vervoersabonnement",
    "wc stinkt": "schoonmaakmelding",
    "koffie gemorst": "schoonmaakmelding",
    "visum china": "visum",
    "nieuwe stoel": "werkplek-inrichten-of-aanpassen",
    "uitnodigingen versturen": "mailing-verzorgen",
    "rapport opmaken": "dtp-opmaak",
    "folder": "publicatie-bestellen",
    "meer ruimte": "huisvestingsadvies",
    "collega gaat weg": "uitdiensttreding",
}
# What is typed, and what is among the first three.
AMONG_THREE = {
    "koffie": "catering-bij-bijeenkomst",
    "stoel": "storing-of-melding-gebouw",
    "dienstreis": "treinticket-binnenland",
    "pasfoto": "vervoersabonnement",
    "drukwerk": "kopieer-en-drukwerk",
    "kaartje": "visitekaartjes",
    "beamer": "vergaderzaal-reserveren",
}
NOTHING = ["fietsenhok", "salaris", "xyzzy", "", "   ", "?!", "\x00", "🙂"]


def ranking(typed: str) -> list[str]:
    """Rank the example by the pure functions alone."""
    scores = {code: score(wanted(typed), text) for code, text in TEXTS.items()}
    enough = least(scores.values())
    found = [code for code, value in scores.items() if value >= enough]
    return sorted(found, key=lambda code: (-round(scores[code], 6), NAMES[code]))


@pytest.mark.parametrize(("typed", "code"), FIRST.items())
def test_everyday_words_bring_the_product_first(typed, code):
    assert ranking(typed)[:1] == [code]


@pytest.mark.parametrize(("typed", "code"), AMONG_THREE.items())
def test_a_word_of_several_products_brings_each_among_the_first_three(typed, code):
    assert code in ranking(typed)[:3]


@pytest.mark.parametrize("typed", NOTHING)
def test_what_nobody_offers_finds_nothing(typed):
    assert ranking(typed) == []


@pytest.fixture
def example(db):
    """The example catalogue, published."""
    for product in PRODUCTS:
        Category.objects.get_or_create(code=product.category, defaults={"name": product.category})
        for group in product.groups:
            make_group(group)
        for unit in {product.owner, product.carried_out_by, *(part.unit for part in product.parts)}:
            make_unit(unit, UnitKind.BACK_OFFICE)
    editor = make_editor()
    for product in PRODUCTS:
        services.publish(services.create_product(by=editor, definition=product), by=editor)


def test_every_database_gives_the_same_answer(example, ingrid):
    typed = [*FIRST, *AMONG_THREE, *NOTHING]
    found = {words: [product.code for product in search_products(ingrid, words)] for words in typed}
    assert found == {words: ranking(words)[:20] for words in typed}


def test_slips_in_any_word_of_a_name_give_the_same_answer_on_every_database(example, ingrid):
    """Whatever PostgreSQL leaves out beforehand must be what the ranking would leave out."""
    words = sorted({word for product in PRODUCTS for word in wanted(product.name) if len(word) > 4})
    slips = [slip for word in words for slip in (word[:2] + word[3:], word[1:], word[0] + word[2] + word[1] + word[3:])]
    found = {slip: [product.code for product in search_products(ingrid, slip)] for slip in slips}
    assert found == {slip: ranking(slip)[:20] for slip in slips}


def test_two_queries_however_many_products(example, ingrid, django_assert_num_queries):
    _ = ingrid.standing
    with django_assert_num_queries(2):
        found = search_products(ingrid, "lamp kapot in de vergaderzaal")
        assert all(product.category and product.definition and product.owner for product in found)
    with django_assert_num_queries(0):
        assert search_products(ingrid, " ?! ") == []


def codes(user, words):
    return [product.code for product in search_products(user, words)]


def test_nobody_finds_what_the_own_group_cannot_have(ingrid):
    make_product("visum", groups=("kerndepartement",))
    outside = make_user("bea", department=make_department("AT", "buitendienst"))
    assert codes(ingrid, "visum") == ["visum"]
    assert codes(outside, "visum") == []


def test_nobody_finds_what_the_own_location_cannot_have(ingrid):
    make_location("B20")
    make_product("garage", locations=("B20",))
    there = make_user("bea", location=make_location("B20"))
    assert codes(ingrid, "garage") == []
    assert codes(there, "garage") == ["garage"]
    assert codes(make_user("nowhere", location=None), "garage") == []


def test_an_agent_finds_all_that_is_published_and_nothing_else(marieke):
    make_group("buitendienst")
    make_product("visum", groups=("buitendienst",))
    withdrawn = make_product("visa-oud", name="Visum oud", groups=("buitendienst",))
    services.withdraw(withdrawn, by=make_editor())
    services.create_product(
        by=make_editor(),
        definition=Definition(code="visum-nieuw", name="Visum nieuw", category="gebouw", owner="servicedesk"),
    )
    assert codes(marieke, "visum") == ["visum"]
    assert codes(make_editor(), "visum") == [], "an editor who asks is a customer like any other"


def test_a_draft_is_not_searched(ingrid):
    product = make_product("visum")
    services.save_draft(
        product, by=make_editor(), definition=Definition(code="visum", name="Zeppelin", owner="servicedesk")
    )
    assert codes(ingrid, "zeppelin") == []


@pytest.mark.parametrize("typed", ["lamp " * 2000, "l" * 10_000, "' | !& ():*", "\u202e\u0661\u0662 ½ x²", "a:b & c"])
def test_odd_words_do_no_harm(example, ingrid, typed):
    search_products(ingrid, typed)


def test_the_number_of_answers_is_limited(example, ingrid):
    assert len(search_products(ingrid, "bestellen", limit=2)) <= 2


WORDS = st.text(alphabet="abcdefghij", min_size=4, max_size=12)


@given(WORDS, st.data())
def test_one_slip_is_recognised(word, data):
    at = data.draw(st.integers(0, len(word) - 2))
    assert is_one_slip(word[:at] + word[at + 1 :], word)
    assert is_one_slip(word, word[:at] + "x" + word[at:])
    assert is_one_slip(word, word[:at] + "x" + word[at + 1 :])
    assert all(is_one_slip(other, word) for other in swapped(word))


@given(WORDS)
def test_a_word_is_like_itself_and_unlike_another(word):
    assert similarity(word, word) == 1
    assert not is_one_slip(word, word)
    assert similarity(word, "xyzxyz") == 0


@given(st.text(max_size=300))
def test_any_text_can_be_sought(typed):
    assert 0 <= max(score(wanted(typed), text) for text in list(TEXTS.values())[:3]) <= 1.5
