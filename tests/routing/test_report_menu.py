"""The telephone menus of the example: the report's own choices, and under which key each product is in each phase."""

from __future__ import annotations

from django.utils import timezone

from catalog.example import load_catalogue
from catalog.models import Product
from organisation.example.load import load_organisation
from organisation.models import User
from routing.asking import ground_of, question_about
from routing.example import load_phases
from routing.models import Phase, RuleSet
from routing.phone_menu import check, generate, menu_of, option_for

# Under which key a product is in phase 1, 2 and 3, written out by hand from the report. From phase 3 on whoever picks
# up knows everything: then there is one. Who wants a chauffeur calls Buitenlandse Zaken and finds no key with us.
KEYS = {
    "vergaderzaal-reserveren": "1 1 1",
    "parkeerplaats-reserveren": "1 1 1",
    "storing-of-melding-gebouw": "1 1 1",
    "schoonmaakmelding": "1 1 1",
    "informatie-over-facilitaire-diensten": "1 1 1",
    "treinticket-binnenland": "1 1 1",
    "catering-bij-bijeenkomst": "1 1 1",
    "uitleen-beamer-of-dienstfiets": "1 1 1",
    "buitenlandse-dienstreis": "2 2 1",
    "diplomatiek-paspoort": "2 2 1",
    "visum": "2 2 1",
    "visitekaartjes": "3 3 1",
    "publicatie-bestellen": "3 3 1",
    "kopieer-en-drukwerk": "3 3 1",
    "mailing-verzorgen": "3 3 1",
    "dtp-opmaak": "3 3 1",
    "post-en-koerier": "3 3 1",
    "werkplek-inrichten-of-aanpassen": "4 4 1",
    "verhuizing": "4 4 1",
    "huisvestingsadvies": "4 4 1",
    "inkoop-en-aanbesteding": "1 1 1",
    "declaratie": "5 5 1",
    "vervoersabonnement": "5 5 1",
    "toegangspas": "6 6 1",
    "dienstvervoer-met-chauffeur": "- - -",
    "sportfaciliteit": "1 1 1",
    "evenement-organiseren": "1 1 1",
    "indiensttreding": "1 1 1",
    "uitdiensttreding": "1 1 1",
}
ANSWERS = {
    1: ["bedrijfsbureau", "bureau-reizen", "infodesk-8555", "gebouwzaken", "financien", "beveiliging"],
    2: ["servicedesk", "bz", "servicedesk", "servicedesk", "servicedesk", "servicedesk"],
    3: ["servicedesk"],
}
# What the rules of phase 1 make of it by themselves.
BY_RULES = ["bedrijfsbureau", "infodesk-8555", "bureau-reizen", "gebouwzaken", "", "servicedesk"]
BY_RULES_BELOW = ["bar", "financien", "beveiliging", "sportpark"]


def test_the_menus_of_the_report(db):
    load_organisation("een-lang-wachtwoord")
    load_catalogue(User.objects.get(username="redacteur"))
    load_phases(User.objects.get(username="manager"))
    now, rules = timezone.now(), RuleSet.objects.get()
    products = {product.code: product.definition for product in Product.objects.select_related("current")}
    assert set(products) == set(KEYS)
    wrong = []
    for phase in Phase.objects.all():
        menu, ground = menu_of(phase, now), ground_of(phase, rules)
        assert [option.answered_by for option in menu.options] == ANSWERS[phase.number]
        for code, keys in KEYS.items():
            path = option_for(menu, products[code], ground.decide(question_about(products[code])))
            if ("".join(path) or "-") != keys.split()[phase.number - 1]:
                wrong.append((code, phase.number, path))
        assert option_for(menu, None, ground.decide(question_about(None))) == ("1",)
    assert wrong == []
    assert check() == []
    made = generate(Phase.objects.get(number=1), now)
    assert [option.answered_by for option in made] == BY_RULES
    assert [option.answered_by for option in made[4].options] == BY_RULES_BELOW
