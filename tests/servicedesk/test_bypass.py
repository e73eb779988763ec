"""What goes round the front office becomes its question, is counted per unit and product, and never per person."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.refusals import Refused
from routing.models import RetiredAddress
from routing.services.retired import retire, stop_counting
from servicedesk import services
from servicedesk.bypass_figures import cells, lines, months
from servicedesk.models import Bypass, Contact, Ticket
from servicedesk.services.deliveries import deliver_due
from servicedesk.wording import story
from tests.make import make_product, make_unit, make_user


@pytest.fixture
def bas(db):
    """Works in the facility team; people stop him in the corridor."""
    return make_user(
        "bas",
        worker_in=[make_unit("facilitair-team", "back_office")],
        name="Bas Visser",
        extension="6600",
        language="en",
    )


@pytest.fixture
def steward(db):
    return make_user("steward", roles=("manager",), extension="", language="en")


def asked(client, user, **data):
    client.force_login(user)
    page = client.get(reverse("work:asked"))
    sent = {"once": page.context["form"]["once"].value(), "who": "Ingrid", "about": "Storing"} | data
    return client.post(reverse("work:asked"), sent, follow=True)


def test_what_a_unit_is_asked_directly_is_a_question_of_the_front_office(
    client, bas, ingrid, marieke, front_office, facility_team
):
    make_product()
    page = asked(client, bas)
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.product.name, ticket.lead_unit) == (ingrid, "Storing", front_office)
    assert Ticket.objects.visible_to(marieke).unassigned().get() == ticket
    contact = Contact.objects.get()
    assert (contact.outcome, contact.site, contact.person) == ("bypass", facility_team, ingrid)
    assert (ticket.bypass.unit, ticket.bypass.product) == (facility_team, ticket.product)
    assert "Ingrid hears so" in page.text
    assert page.redirect_chain == [(reverse("work:home"), 302)]


def test_the_customer_hears_once_that_there_is_one_place_in_the_own_language(client, bas, ingrid):
    ingrid.language = "en"
    ingrid.save(update_fields=["language"])
    make_unit()
    asked(client, bas, about="De lamp knippert")
    deliver_due()
    (letter,) = mail.outbox
    assert letter.to == [ingrid.email]
    assert "You asked Facilitair team something" in letter.body
    assert "Next time you can come to one place" in letter.body
    assert "Bas" not in letter.body


def test_nobody_can_see_or_count_who_registered(client, bas, ingrid, marieke, steward, auditor):
    make_unit()
    asked(client, bas)
    ticket = Ticket.objects.get()
    assert {event.actor for event in ticket.events.all()} == {None}
    assert Contact.objects.get().agent is None
    assert {field.name for field in Bypass._meta.get_fields()} & {"person", "by", "actor", "agent", "user"} == set()
    deliver_due()
    for who in (marieke, steward, auditor):
        client.force_login(who)
        for address in (
            ticket.get_desk_url(),
            reverse("arranging:bypass"),
            f"{reverse('arranging:bypass')}?format=csv",
        ):
            answer = client.get(address)
            assert answer.status_code == 200
            assert "Bas" not in answer.text
    client.force_login(ingrid)
    assert "Bas" not in client.get(ticket.get_absolute_url()).text


def test_the_log_says_which_unit_was_asked(in_english, bas, ingrid):
    make_unit()
    ticket = services.register_bypass(by=bas, unit=make_unit("facilitair-team"), who="ingrid", about="Een lamp")
    (first,) = story(ticket, ticket.events.all())
    assert first.headline == "Facilitair team was asked this directly and passed it on."


@pytest.mark.parametrize("who", ["Ingrid", "ingrid@example.org", "INGRID", "6412", "070 379 6412", "Jansen"])
def test_a_colleague_is_found_by_what_one_knows_of_them(who, bas, ingrid):
    ingrid.name = "Ingrid" if who == "Ingrid" else "Ingrid Jansen"
    ingrid.save(update_fields=["name"])
    type(ingrid).objects.exclude(pk=ingrid.pk).update(phone="")
    assert services.bypasses.whose(who) == ingrid


def test_who_is_not_sure_stays_as_it_was_written_and_nobody_is_written_to(client, bas, front_office, ingrid):
    make_user("ingrid2", name="Ingrid")
    for who in ("Ingrid", "De man van de derde"):
        assert asked(client, bas, who=who).status_code == 200
    one, other = Ticket.objects.order_by("pk")
    assert (one.requester, other.requester) == (None, None)
    assert "De man van de derde" in other.description
    deliver_due()
    assert mail.outbox == []


def test_what_goes_straight_to_its_unit_is_no_bypass(client, bas, front_office):
    make_product("taxi", via_front_office=False, direct_note="Bel de chauffeurs zelf: 6300.")
    page = asked(client, bas, about="taxi")
    assert page.status_code == 422
    assert "Bel de chauffeurs zelf" in page.text
    assert 'value="Ingrid"' in page.text, "what was typed stays"
    assert not Bypass.objects.exists()


def test_a_double_click_is_one_and_leads_from_nobody_to_a_question(client, bas, front_office):
    client.force_login(bas)
    key = client.get(reverse("work:asked")).context["form"]["once"].value()
    for _click in range(2):
        client.post(reverse("work:asked"), {"once": key, "who": "Niemand", "about": "Een lamp"})
    assert Bypass.objects.count() == 1


def test_only_who_works_in_a_unit_registers_for_that_one(bas, marieke, front_office):
    for by, unit in ((marieke, front_office), (bas, front_office)):
        with pytest.raises(PermissionDenied):
            services.register_bypass(by=by, unit=unit, who="x", about="y")
    two = make_user("two", worker_in=[make_unit("facilitair-team"), make_unit("post", "back_office")])
    assert services.register_bypass(by=two, unit=make_unit("post"), who="x", about="y").bypass.unit.code == "post"


# Old numbers and mailboxes


@pytest.fixture
def old(steward, facility_team):
    """The number and the mailbox of before."""
    since = timezone.localdate() - timedelta(days=9)
    return [retire(by=steward, unit=facility_team, address=one, retired_on=since) for one in ("8555", "Info@Old.org")]


def call(by, called, number="0612345678", ago=0, key="een"):
    at = timezone.now() - timedelta(days=ago)
    return services.report_phone_call(by=by, exchange_id=key, number=number, at=at, is_answered=False, called=called)


@pytest.mark.parametrize("called", ["8555", "070 379 8555", "sip:8555@exchange"])
def test_a_call_to_an_old_number_counts_for_whose_it_was(called, marieke, old, facility_team):
    at = call(marieke, called)[0].at
    services.report_phone_call(
        by=marieke, exchange_id="een", number="0612345678", at=at, is_answered=False, called=called
    )
    row = Bypass.objects.get()
    assert (row.unit, row.way, row.at) == (facility_team, "call", at)
    assert Contact.objects.get().outcome == "bypass"


def test_a_call_to_another_number_or_before_that_day_counts_for_nothing(marieke, old):
    call(marieke, "8000", key="ander")
    call(marieke, "", key="geen")
    call(marieke, "8555", ago=20, key="eerder")
    assert not Bypass.objects.exists()


def test_a_call_without_a_number_counts_too(marieke, old):
    call(marieke, "8555", number="anonymous")
    assert Bypass.objects.count() == 1


def test_mail_to_an_old_address_counts_once_by_the_api(api, marieke, ingrid, old):
    api.force_authenticate(marieke)
    sent = {"id": "<1@mail>", "address": "info@old.org", "at": timezone.now().isoformat()}
    answers = [api.post("/api/v1/bypasses", sent, format="json") for _time in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json() | {}
    assert (answers[0].json()["unit"], answers[0].json()["way"]) == ("facilitair-team", "mail")
    assert Bypass.objects.count() == 1
    assert api.post("/api/v1/bypasses", sent | {"address": "x@y.org"}, format="json").status_code == 409
    api.force_authenticate(ingrid)
    assert api.post("/api/v1/bypasses", sent, format="json").status_code == 403


def test_stewards_keep_the_list_and_what_was_counted_stays(client, steward, marieke, old):
    client.force_login(steward)
    unit = make_unit("post", "back_office")
    sent = {"owner": unit.code, "address": "nothing", "retired_on": "2026-01-02"}
    assert "Write a telephone number" in client.post(reverse("routing:retired"), sent).text
    client.post(reverse("routing:retired"), sent | {"address": "070 379 6000"})
    row = RetiredAddress.objects.get(unit=unit)
    assert (row.number, row.history.get().history_user) == ("+31703796000", steward)
    with pytest.raises(Refused):
        retire(by=steward, unit=unit, address="0703796000", retired_on=row.retired_on)
    call(marieke, "8555")
    client.post(reverse("routing:retired"), {"stop": old[0].pk})
    call(marieke, "8555", key="later")
    assert Bypass.objects.count() == 1
    assert RetiredAddress.history.filter(number="8555", history_type="-").get().history_user == steward
    with pytest.raises(PermissionDenied):
        stop_counting(old[1], by=marieke)


# The figures


def test_the_figures_are_of_units_products_and_phases(
    client, bas, ingrid, marieke, steward, old, django_assert_max_num_queries
):
    make_product()
    for about in ("Storing", "storing", "Iets anders"):
        services.register_bypass(by=bas, unit=make_unit("facilitair-team"), who="ingrid", about=about)
    call(marieke, "8555")
    client.force_login(steward)
    client.get(reverse("arranging:bypass"))
    with django_assert_max_num_queries(8):
        page = client.get(reverse("arranging:bypass"))
    assert [(line.name, line.total) for line in page.context["units"]] == [("Facilitair team", 4)]
    assert [(line.name, line.total) for line in page.context["products"]] == [("", 2), ("Storing", 2)]
    assert [(one.phase, one.total) for one in page.context["phases"]] == [(None, 4)]
    rows = client.get(reverse("arranging:bypass"), {"format": "csv"}).text.splitlines()
    assert rows[0] == "month;unit;product;phase;way;number"
    assert f"{timezone.localdate():%Y-%m};Facilitair team;Storing;;asked directly;2" in rows


def test_months_are_those_of_the_house_and_old_ones_are_left_out(auditor, facility_team):
    now = timezone.make_aware(timezone.datetime(2026, 3, 31, 12))
    for at in ("2026-02-28T23:30:00+00:00", "2025-04-01T00:00:00+02:00", "2025-03-31T23:59:00+02:00"):
        Bypass.objects.create(unit=facility_team, way="call", at=at)
    shown = months(now)
    assert (shown[0].isoformat(), shown[-1].isoformat(), len(shown)) == ("2025-04-01", "2026-03-01", 12)
    (line,) = lines(cells(auditor, now), shown, "unit")
    assert line.counts == [1] + [0] * 10 + [1]


def test_a_name_is_no_formula_in_a_spreadsheet(client, auditor, db):
    unit = make_unit("raar", "back_office", name="=1+1")
    Bypass.objects.create(unit=unit, way="call", at=timezone.now())
    client.force_login(auditor)
    assert ";'=1+1;" in client.get(reverse("arranging:bypass"), {"format": "csv"}).text
