"""Where a customer goes: written out by hand for the report, and shown on the portal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.example import load_catalogue
from catalog.models import Product
from organisation.example.load import load_organisation
from organisation.models import User
from routing.desks import desk_for, desks_at
from routing.example import load_phases
from routing.models import Phase, RuleSet
from tests.make import make_location, make_phase, make_product, make_site, make_start

# In phase 1; in 2 and 3 there is one desk for all that goes through us. Left out: by phone and on the portal only.
FIRST = {
    "vergaderzaal-reserveren": "Bedrijfsbureau",
    "parkeerplaats-reserveren": "Bedrijfsbureau",
    "storing-of-melding-gebouw": "Bedrijfsbureau",
    "schoonmaakmelding": "Bedrijfsbureau",
    "informatie-over-facilitaire-diensten": "Bedrijfsbureau",
    "treinticket-binnenland": "Bedrijfsbureau",
    "catering-bij-bijeenkomst": "Bedrijfsbureau",
    "uitleen-beamer-of-dienstfiets": "Bedrijfsbureau",
    "buitenlandse-dienstreis": "Bureau Reizen",
    "diplomatiek-paspoort": "Bureau Reizen",
    "visum": "Bureau Reizen",
    "visitekaartjes": "Infodesk 8555",
    "publicatie-bestellen": "Infodesk 8555",
    "kopieer-en-drukwerk": "Infodesk 8555",
    "mailing-verzorgen": "Infodesk 8555",
    "dtp-opmaak": "Infodesk 8555",
    "post-en-koerier": "Infodesk 8555",
    "declaratie": "Bedrijfsbureau",
    "vervoersabonnement": "Bedrijfsbureau",
    "toegangspas": "Bedrijfsbureau",
    "indiensttreding": "Bedrijfsbureau",
    "uitdiensttreding": "Bedrijfsbureau",
}
NO_DESK = {"dienstvervoer-met-chauffeur"}
LATER = {2: "Servicedesk Centre Court", 3: "Servicedesk B30"}
PLACES = {
    "Bedrijfsbureau": "B50",
    "Bureau Reizen": "B30",
    "Infodesk 8555": "B20",
    "Servicedesk Centre Court": "CC",
    "Servicedesk B30": "B30",
}


def test_at_which_desk_each_product_is_in_each_phase(db):
    load_organisation("een-lang-wachtwoord")
    load_catalogue(User.objects.get(username="redacteur"))
    load_phases(User.objects.get(username="manager"))
    rules, wrong = RuleSet.objects.get(), []
    products = list(Product.objects.select_related("current"))
    assert len(products) == 29
    for phase in Phase.objects.all():
        for product in products:
            expected = FIRST.get(product.code) if phase.number == 1 else LATER[phase.number]
            expected = None if product.code in NO_DESK else expected
            site = desk_for(product.definition, phase, rules)
            if (site and site.name) != expected:
                wrong.append((phase.number, product.code, site))
            assert site is None or site.location.code == PLACES[site.name]
    assert wrong == []
    assert {site.number for site in Phase.objects.filter(preconditions__isnull=False).distinct()} == {1, 2, 3}


@pytest.fixture
def desks(ingrid):
    """Ingrid sits in B30, where the first phase has a desk; CC is one phase further."""
    first, second = make_phase(1), make_phase(2)
    make_site(first, "Balie B50", location=make_location("B50"))
    make_site(first, "Balie B30")
    make_site(first, "Gebouwzaken", kind="workplace")
    make_site(second, "Balie in Centre Court", location=make_location("CC"))
    make_start(first, timezone.now() - timedelta(days=9))
    make_start(second, timezone.now() - timedelta(days=1), make_location("CC"))
    return first, second


def test_the_desks_follow_the_phase_at_ones_own_place(desks, django_assert_num_queries):
    now, here = timezone.now(), make_location()
    with django_assert_num_queries(2):
        found = desks_at(now, here)
    assert [(desk.site.name, desk.is_here) for desk in found] == [("Balie B30", True), ("Balie B50", False)]
    assert [desk.site.name for desk in desks_at(now, make_location("CC"))] == ["Balie in Centre Court"]
    assert desks_at(now - timedelta(days=30), here) == []


def test_the_portal_says_where_to_come(desks, client, ingrid):
    User.objects.update(language="en")
    client.force_login(ingrid)
    page = client.get("/").content.decode()
    assert "Balie B30, Building B30 (your building): Monday 08:00-17:30" in page
    assert "Gebouwzaken" not in page
    make_product("pas", face_to_face=True)
    make_product("lamp")
    desks[0].sites.get(name="Balie B50").products.add(Product.objects.get(code="pas"))
    assert "Balie B50, Building B50: Monday" in client.get("/products/pas/").content.decode()
    assert "Balie B" not in client.get("/products/lamp/").content.decode()
