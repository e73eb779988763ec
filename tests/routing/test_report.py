"""The table of the report, written out by hand: 29 products in three phases."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from catalog.example import load_catalogue
from catalog.models import Product
from organisation.example.load import load_organisation
from organisation.models import User
from routing.asking import ground_of, question_about
from routing.example import load_phases
from routing.models import Phase, RuleSet

# For each product: who answers and who works in phase 1, 2 and 3. One desk from phase 2 on.
DESK = "servicedesk"
TABLE = {
    "vergaderzaal-reserveren": [("bedrijfsbureau", "bedrijfsbureau"), (DESK, DESK), (DESK, DESK)],
    "parkeerplaats-reserveren": [("bedrijfsbureau", "bedrijfsbureau"), (DESK, DESK), (DESK, DESK)],
    "storing-of-melding-gebouw": [
        ("bedrijfsbureau", "facilitair-team"), (DESK, "facilitair-team"), (DESK, "facilitair-team"),
    ],
    "schoonmaakmelding": [("bedrijfsbureau", "iss"), (DESK, "iss"), (DESK, "iss")],
    "informatie-over-facilitaire-diensten": [("bedrijfsbureau", "bedrijfsbureau"), (DESK, DESK), (DESK, DESK)],
    "treinticket-binnenland": [("bedrijfsbureau", "bedrijfsbureau"), (DESK, DESK), (DESK, DESK)],
    "catering-bij-bijeenkomst": [("bedrijfsbureau", "albron"), (DESK, "albron"), (DESK, "albron")],
    "uitleen-beamer-of-dienstfiets": [("bedrijfsbureau", "bedrijfsbureau"), (DESK, DESK), (DESK, DESK)],
    "buitenlandse-dienstreis": [("bureau-reizen", "bureau-reizen"), (DESK, "bz"), (DESK, "bz")],
    "diplomatiek-paspoort": [("bureau-reizen", "bureau-reizen"), (DESK, "bz"), (DESK, "bz")],
    "visum": [("bureau-reizen", "bureau-reizen"), (DESK, "bz"), (DESK, "bz")],
    "visitekaartjes": [("infodesk-8555", "infodesk-8555"), (DESK, "quickservice"), (DESK, "quickservice")],
    "publicatie-bestellen": [("infodesk-8555", "infodesk-8555"), (DESK, "quickservice"), (DESK, "quickservice")],
    "kopieer-en-drukwerk": [("infodesk-8555", "infodesk-8555"), (DESK, "quickservice"), (DESK, "quickservice")],
    "mailing-verzorgen": [("infodesk-8555", "infodesk-8555"), (DESK, "wpt"), (DESK, "wpt")],
    "dtp-opmaak": [("infodesk-8555", "infodesk-8555"), (DESK, "wpt"), (DESK, "wpt")],
    "post-en-koerier": [("infodesk-8555", "ia"), (DESK, "ia"), (DESK, "ia")],
    "werkplek-inrichten-of-aanpassen": [("gebouwzaken", "gebouwzaken"), (DESK, "gebouwzaken"), (DESK, "gebouwzaken")],
    "verhuizing": [("gebouwzaken", "gebouwzaken"), (DESK, "gebouwzaken"), (DESK, "gebouwzaken")],
    "huisvestingsadvies": [("gebouwzaken", "gebouwzaken"), (DESK, "gebouwzaken"), (DESK, "gebouwzaken")],
    "inkoop-en-aanbesteding": [("bar", "bar"), (DESK, "bar"), (DESK, "bar")],
    "declaratie": [("financien", "financien"), (DESK, "financien"), (DESK, "financien")],
    "vervoersabonnement": [("financien", "financien"), (DESK, "financien"), (DESK, "financien")],
    "toegangspas": [("beveiliging", "beveiliging"), (DESK, "beveiliging"), (DESK, "beveiliging")],
    "dienstvervoer-met-chauffeur": [("bz", "bz"), ("bz", "bz"), ("bz", "bz")],
    "sportfaciliteit": [("sportpark", "sportpark"), (DESK, "sportpark"), (DESK, "sportpark")],
    "evenement-organiseren": [("bar", "bar"), (DESK, "bar"), (DESK, "bar")],
    "indiensttreding": [(DESK, DESK), (DESK, DESK), (DESK, DESK)],
    "uitdiensttreding": [(DESK, DESK), (DESK, DESK), (DESK, DESK)],
}  # fmt: skip
OUTSIDE = {"dienstvervoer-met-chauffeur"}
SKILLED = {
    (2, "declaratie"): "inkoop",
    (2, "toegangspas"): "toegang",
    (2, "verhuizing"): "werkplek",
    (3, "verhuizing"): "werkplek",
    (3, "declaratie"): "",
}


@pytest.fixture
def example(db):
    load_organisation("een-lang-wachtwoord")
    load_catalogue(User.objects.get(username="redacteur"))
    load_phases(User.objects.get(username="manager"))


def test_who_answers_and_who_works_in_each_phase(example):
    rules = RuleSet.objects.get()
    grounds = {phase.number: ground_of(phase, rules) for phase in Phase.objects.all()}
    products = {product.code: product for product in Product.objects.select_related("current")}
    assert set(products) == set(TABLE)
    assert len(TABLE) == 29
    wrong = []
    for code, phases in TABLE.items():
        question = question_about(products[code].definition)
        for number, (answers, works) in enumerate(phases, start=1):
            decision = grounds[number].decide(question)
            told = (decision.answered_by, decision.carried_out_by, decision.via_front_office)
            if told != (answers, works, code not in OUTSIDE):
                wrong.append((code, number, told))
            assert "telefooncentrale" not in told
            assert decision.skill == SKILLED.get((number, code), decision.skill)
    assert not wrong


def test_a_decision_says_why(example, in_english):
    travel = question_about(Product.objects.get(code="buitenlandse-dienstreis").definition)
    decision = ground_of(Phase.objects.get(number=2), RuleSet.objects.get()).decide(travel)
    said = " ".join(decision.explanation)
    assert "because of rule 4: Buitenlandse reizen vraagt men bij ons, Buitenlandse Zaken regelt ze." in said
    assert decision.rule_version == 1


def test_the_dates_of_the_report_can_be_kept(db):
    call_command("load_example", "--yes", "--historic", "--tickets", "0", verbosity=0)
    assert [str(phase.planned_from) for phase in Phase.objects.all()] == ["2007-10-01", "2008-02-01", "2010-04-01"]
