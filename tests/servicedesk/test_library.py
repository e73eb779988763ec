"""Texts that are ready: who may use and write them, and what is filled in."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.refusals import Refused
from organisation.example.load import facts
from organisation.models import User
from servicedesk import services
from servicedesk.models import CannedText, StandardCall
from servicedesk.placeholders import filled, unknown
from tests.make import make_ticket, make_unit
from tests.servicedesk.screen import page, screen_of

TEXT = {"name": "Dank u wel", "code": "dank", "text_nl": "Beste {{ klant }}, dank u. Groet, {{agent}}"}


@pytest.fixture
def own(marieke):
    return services.keep_text(CannedText(owner=marieke), by=marieke, **TEXT)


def offered(client, who, **query):
    client.force_login(who)
    return [one["text"] for one in client.get(reverse("desk:texts"), query).json()["texts"]]


def test_only_known_places_are_filled_in_and_nothing_is_run():
    assert filled("{{ klant }} {{nummer}} {{ x }} {% if %} { klant }", {"klant": "{{ nummer }}", "nummer": "M-1"}) == (
        "{{ nummer }} M-1 {{ x }} {% if %} { klant }"
    )
    assert unknown("{{ klant }} {{ klnat }} {{ request.user }}") == ["klnat", "request.user"]


def test_a_text_is_filled_in_for_the_customer_in_the_customers_language(client, marieke, ingrid, own):
    ticket = make_ticket(ingrid)
    assert offered(client, marieke, ticket=ticket.number) == ["Beste Ingrid, dank u. Groet, Marieke"]

    services.keep_text(own, by=marieke, text_en="Dear {{ klant }}, about {{ nummer }}.")
    assert offered(client, marieke, ticket=ticket.number) == ["Beste Ingrid, dank u. Groet, Marieke"]
    User.objects.filter(pk=ingrid.pk).update(language="en")
    assert offered(client, marieke, ticket=ticket.number) == [f"Dear Ingrid, about {ticket.number}."]


def test_a_place_that_nobody_can_fill_in_is_refused(marieke):
    with pytest.raises(Refused, match="klnat"):
        services.keep_text(CannedText(owner=marieke), by=marieke, **TEXT | {"text_nl": "Beste {{ klnat }}"})


@pytest.mark.parametrize("values", [{"code": "twee woorden"}, {"code": ""}, {"text_nl": " "}, {"code": "DANK"}])
def test_what_makes_no_sense_is_refused(marieke, own, values):
    with pytest.raises(Refused):
        services.keep_text(CannedText(owner=marieke), by=marieke, **TEXT | {"code": "anders"} | values)


def test_a_personal_text_is_ones_own_and_a_units_is_of_those_who_work_there(client, marieke, peter, hanna, own):
    with pytest.raises(PermissionDenied):
        services.keep_text(CannedText(unit=make_unit()), by=marieke, **TEXT)
    with pytest.raises(PermissionDenied):
        services.keep_text(own, by=peter, name="Van mij")
    services.keep_text(CannedText(unit=make_unit()), by=hanna, **TEXT | {"text_nl": "Van ons"})

    assert offered(client, peter) == ["Van ons"]
    client.force_login(peter)
    assert client.get(reverse("desk:entry", args=["texts", own.pk])).status_code == 404


def test_a_head_writes_a_standard_call_for_the_unit_on_a_page(client, hanna, marieke, front_office):
    screen = screen_of(client, hanna)
    address = reverse("desk:new-entry", args=["calls"])
    values = {"name": "Lamp kapot", "kind": "incident", "urgency": "normal", "steps": "Welke?\n\nWaar?", "is_on": "on"}
    refused = screen.post(address, values)
    assert refused.status_code == 422
    assert "Lamp kapot" in refused.text

    saved = screen.post(address, values | {"subject": "Lamp kapot", "whose": front_office.pk}, follow=True)
    call = StandardCall.objects.get()
    assert (call.unit, call.steps) == (front_office, ["Welke?", "Waar?"])
    assert "Lamp kapot" in page(saved)

    address = reverse("desk:entry", args=["calls", call.pk])
    screen.post(address, values | {"subject": "Lamp stuk", "is_on": "", "seen": 1})
    call.refresh_from_db()
    assert (call.subject, call.is_on, call.history.count()) == ("Lamp stuk", False, 2)
    client.force_login(marieke)
    assert client.post(address, values | {"subject": "Anders", "seen": 2}).status_code == 403


def test_the_library_is_searched_and_says_when_it_is_empty(client, marieke, own):
    screen = screen_of(client, marieke)
    shown = [page(screen.get(reverse("desk:library", args=["texts"]), {"q": words})) for words in ("dank", "xyzzy")]

    assert "Dank u wel" in shown[0]
    assert "Nothing found" in shown[1]
    assert "There is nothing here yet" in page(screen.get(reverse("desk:library", args=["calls"])))


def test_lists_cost_the_same_however_much_is_ready(client, marieke, django_assert_max_num_queries):
    for number in range(12):
        services.keep_text(CannedText(owner=marieke), by=marieke, **TEXT | {"code": f"t{number}"})
    client.force_login(marieke)
    with django_assert_max_num_queries(16):
        client.get(reverse("desk:library", args=["texts"]))
    with django_assert_max_num_queries(9):
        client.get(reverse("desk:texts"))


def test_the_example_has_texts_that_can_all_be_filled_in(marieke):
    texts = facts("canned_texts")
    for data in texts:
        services.keep_text(CannedText(owner=marieke), by=marieke, **data)
    assert len(texts) >= 15


def test_the_composer_offers_the_texts_for_its_customer(client, marieke, ingrid):
    ticket = make_ticket(ingrid)
    shown = screen_of(client, marieke).get(ticket.get_desk_url())

    assert f'data-texts="/desk/texts/?ticket={ticket.number}"' in shown.text
