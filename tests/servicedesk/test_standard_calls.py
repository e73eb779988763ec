"""Standard calls: kept by heads, found by words, and what choosing one fills in."""

from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from core.refusals import Refused, Stale
from organisation.example.load import facts
from servicedesk import services
from servicedesk.models import Outage, StandardCall
from servicedesk.offered import Sought
from servicedesk.offers import filling, offers
from servicedesk.standard_calls import fill_call
from tests.browser.calls import CALLS
from tests.make import make_group, make_product, make_unit, make_user

pytestmark = pytest.mark.django_db

LAMP = {"name": "Lamp kapot", "keywords": "geen licht, tl-buis", "kind": "incident", "subject": "Lamp kapot"}


@pytest.fixture
def desk():
    return make_unit()


@pytest.fixture
def head(desk):
    return make_user("head", head_of=[desk])


@pytest.fixture
def agent(desk):
    return make_user("agent", agent_in=[desk])


def found(by, words):
    return [offer.label for offer in offers(Sought(by, None, None, words)) if offer.source == "call"]


def test_a_call_is_found_by_its_name_its_other_words_and_with_a_slip(desk, head, agent):
    services.keep_call(StandardCall(unit=desk), by=head, **LAMP)

    assert [found(agent, words) for words in ("lamp", "geen licht", "lmap", "koffie")] == [["Lamp kapot"]] * 3 + [[]]


def test_only_the_head_keeps_what_is_of_the_unit_and_everyone_what_is_personal(desk, head, agent):
    with pytest.raises(PermissionDenied):
        services.keep_call(StandardCall(unit=desk), by=agent, **LAMP)

    services.keep_call(StandardCall(owner=agent), by=agent, **LAMP)

    assert found(agent, "lamp") == ["Lamp kapot"]
    assert found(head, "lamp") == []
    assert found(make_user("colleague", agent_in=[desk]), "lamp") == []


def test_what_is_off_is_not_offered_and_not_filled_in(desk, head, agent):
    call = services.keep_call(StandardCall(unit=desk), by=head, **LAMP, is_on=False)

    assert found(agent, "lamp") == []
    assert fill_call(call.pk, agent, None) is None


def test_choosing_one_fills_in_the_question(desk, head, agent):
    product = make_product()
    call = services.keep_call(
        StandardCall(unit=desk), by=head, **LAMP, product=product, answer="Wij komen.", steps=["Welke lamp?", " "]
    )

    filling = fill_call(call.pk, agent, make_user("ingrid"))

    assert (filling.kind, filling.product, filling.subject) == ("incident", product, "Lamp kapot")
    assert (filling.text, filling.steps) == ("Wij komen.", ("Welke lamp?",))


def test_a_customer_who_cannot_have_the_product_gets_the_rest(desk, head, agent):
    make_group("bewindslieden")
    product = make_product(groups=("bewindslieden",))
    call = services.keep_call(StandardCall(unit=desk), by=head, **LAMP, product=product)

    filling = fill_call(call.pk, agent, make_user("ingrid"))

    assert (filling.product, filling.subject) == (None, "Lamp kapot")


@pytest.mark.parametrize("values", [{"name": " "}, {"subject": ""}, {"steps": ["x"] * 21}, {"steps": ["x" * 201]}])
def test_what_makes_no_sense_is_refused(desk, head, values):
    with pytest.raises(Refused):
        services.keep_call(StandardCall(unit=desk), by=head, **LAMP | values)


def test_a_stale_screen_cannot_overrule_a_colleague(desk, head):
    call = services.keep_call(StandardCall(unit=desk), by=head, **LAMP)
    services.keep_call(call, by=head, urgency="high", seen=1)

    with pytest.raises(Stale):
        services.keep_call(call, by=head, urgency="low", seen=1)
    assert [row.urgency for row in call.history.order_by("history_id")] == ["normal", "high"]


def test_the_example_has_the_calls_that_come_every_day(desk, head, agent):
    codes = {product["code"] for product in facts("products")}
    calls = facts("calls")
    for data in calls:
        services.keep_call(StandardCall(unit=desk), by=head, **data | {"product": None})

    assert len(calls) >= 25
    assert {data["product"] for data in calls} <= codes
    asked = "lamp kapot|te koud|toner|pas kwijt|vergaderzaal|lunch|parkeren bezoeker|taxi|visitekaartjes|openingstijden"
    assert [found(agent, words)[0] for words in asked.split("|")] == [data["name"] for data in calls[:10]]


def test_the_calls_whose_keys_are_counted_are_those_that_the_example_plays_most():
    """Of what is asked equally often the first in the catalogue; what is about no product is one of them."""
    order = [None, *(product["code"] for product in facts("products"))]
    texts = facts("texts")
    often = Counter(text["product"] for text in texts)
    most = sorted(often, key=lambda code: (-often[code], order.index(code)))[:10]
    first = {text["product"]: (text["subject"], text["kind"]) for text in reversed(texts)}
    assert {call.product: (call.subject, call.kind) for call in CALLS} == {code: first[code] for code in most}


@pytest.mark.parametrize(("typed", "kind"), [("klacht", "complaint"), ("wens", "wish"), ("kla", "complaint")])
def test_what_is_about_no_product_is_found_by_its_kind(desk, head, agent, typed, kind):
    services.keep_call(StandardCall(unit=desk), by=head, **LAMP | {"name": "Klacht over de schoonmaak"})
    with translation.override("nl"):
        best = next(offer for offer in offers(Sought(agent, None, None, typed)) if offer.source == "kind")
    filled = filling(best.value, by=agent, customer=None)
    assert (filled.kind, filled.product, filled.subject) == (kind, None, "")
    assert filling("kind:99", by=agent, customer=None) is None


def test_what_goes_on_and_what_comes_every_day_go_before_the_product(desk, head, agent):
    make_product(name="Lamp", keywords=("lamp",))
    services.keep_call(StandardCall(unit=desk), by=head, **LAMP | {"name": "Lamp"})
    services.keep_outage(Outage(), by=agent, name="Lamp", text="Wij weten ervan.", since=timezone.now())
    assert [one.source for one in offers(Sought(agent, None, None, "lamp"))] == ["outage", "call", "product"]
