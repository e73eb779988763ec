"""A phase begins when all is ready, or when a head says why it begins all the same; later, once, and back again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from catalog.models import Product
from core.clock import moved_to
from core.refusals import Refused, Stale
from organisation.models import User
from routing.going_over import register_preview
from routing.models import PhaseStart, Precondition, StartState
from routing.readiness import Measured, readiness, register
from routing.services import preconditions, starting
from routing.services.starting import NotReady, start_due, start_phase, withdraw_start
from tests.make import make_location, make_phase, make_product, make_start, make_user

pytestmark = pytest.mark.usefixtures("in_english")
DAY = timedelta(days=1)


@pytest.fixture
def manager(db):
    return make_user("jan", roles=("manager",), language="en")


@pytest.fixture
def phases(db):
    first, second = make_phase(1), make_phase(2)
    make_start(first, timezone.now() - 9 * DAY)
    return first, second


@pytest.fixture
def needs(phases, manager, marieke):
    """Two things must be so for phase 2."""
    texts = ("De evaluatie is gehouden", "De werkplek is ingericht")
    values = {"owner": marieke, "due_on": date(2020, 1, 1)}
    return [
        preconditions.keep_precondition(Precondition(phase=phases[1]), by=manager, text=text, **values)
        for text in texts
    ]


def in_force(location=None, at=None):
    start = PhaseStart.objects.in_force(at or timezone.now(), location)
    return start.phase.number if start else None


def test_what_is_open_is_named_and_nothing_begins(phases, needs, manager, marieke):
    with pytest.raises(NotReady, match="De evaluatie is gehouden; De werkplek is ingericht") as refusal:
        start_phase(phases[1], by=manager)
    assert refusal.value.errors == {"preconditions": [row.text for row in needs]}
    preconditions.tick_off(needs[0], by=marieke, evidence="Verslag van 2 november")
    with pytest.raises(NotReady, match="Still open: De werkplek is ingericht"):
        start_phase(phases[1], by=manager)
    assert in_force() == 1
    preconditions.tick_off(needs[1], by=manager, evidence="Gezien")
    assert start_phase(phases[1], by=manager).state == StartState.STARTED
    assert in_force() == 2


def test_a_head_overrides_with_a_reason_that_is_kept_and_shown(phases, needs, manager, hanna, client):
    administrator = make_user("beheer", roles=("administrator",))
    with pytest.raises(PermissionDenied):
        start_phase(phases[1], by=administrator, override="Het moet nu.")
    start = start_phase(phases[1], by=hanna, override="De verhuizing is al begonnen.")
    assert (start.override_reason, start.still_open) == (
        "De verhuizing is al begonnen.",
        [row.text for row in needs],
    )
    client.force_login(manager)
    page = client.get("/routing/phases/2/history/").content.decode()
    assert "De verhuizing is al begonnen." in page
    assert "De werkplek is ingericht" in page


def test_only_a_steward_starts_a_phase(phases, marieke):
    with pytest.raises(PermissionDenied):
        start_phase(phases[1], by=marieke)


def test_the_way_back_asks_for_a_reason_too(phases, manager, client):
    start_phase(phases[1], by=manager)
    for override in ("", "  "):
        with pytest.raises(Refused, match="reason for going back"):
            start_phase(phases[0], by=manager, override=override)
    with pytest.raises(PermissionDenied):
        start_phase(phases[0], by=make_user("beheer", roles=("administrator",)))
    client.force_login(manager)
    assert "Go back to phase 1" in client.get("/routing/phases/1/start/").content.decode()
    assert client.post("/routing/phases/1/start/", {}).status_code == 422
    assert in_force() == 2
    assert client.post("/routing/phases/1/start/", {"override": "Het dak lekt."}).status_code == 302
    assert in_force() == 1


def test_what_is_in_force_does_not_begin_again(phases, manager):
    place = make_location("CC")
    with pytest.raises(Refused, match="1 Stap 1 is in force there already"):
        start_phase(phases[0], by=manager)
    start_phase(phases[1], by=manager, location=place)
    assert (in_force(), in_force(place)) == (1, 2)
    with pytest.raises(Refused, match="in force there already"):
        start_phase(phases[1], by=manager, location=place)
    start_phase(phases[1], by=manager)
    assert (in_force(), in_force(place)) == (2, 2)


def test_a_planned_start_begins_by_itself_once(phases, manager):
    when = timezone.now() + DAY
    start = start_phase(phases[1], by=manager, at=when)
    assert (start.state, in_force()) == (StartState.PLANNED, 1)
    assert start_due() == 0
    late = when + timedelta(hours=3)
    assert start_due(late) == 1
    assert start_due(late) == 0
    starting._start_one(start.pk, late)
    start.refresh_from_db()
    assert (start.state, start.started_at) == (StartState.STARTED, late)
    assert PhaseStart.objects.started().filter(phase=phases[1]).count() == 1


def test_a_planned_start_that_is_not_ready_is_refused_and_says_why(phases, needs, manager, client):
    when = timezone.now() + DAY
    start = start_phase(phases[1], by=manager, at=when)
    start_due(when)
    start.refresh_from_db()
    assert (start.state, start.still_open) == (StartState.REFUSED, [row.text for row in needs])
    client.force_login(manager)
    page = client.get("/routing/phases/2/").content.decode()
    assert "did not begin" in page
    assert "De werkplek is ingericht" in page
    ready = start_phase(phases[1], by=manager, at=when + DAY, override="Het gaat door.")
    start_due(when + DAY)
    ready.refresh_from_db()
    assert (ready.state, len(ready.still_open)) == (StartState.STARTED, 2)


def test_two_starts_for_the_same_place_and_moment_are_refused(phases, manager):
    when = timezone.now() + DAY
    first = start_phase(phases[1], by=manager, at=when)
    with pytest.raises(Refused, match="2 Stap 2 is planned there for the same moment"):
        start_phase(phases[1], by=manager, at=when)
    start_phase(phases[1], by=manager, at=when, location=make_location("CC"))
    withdraw_start(first, by=manager)
    with pytest.raises(Refused, match="not planned any more"):
        withdraw_start(first, by=manager)
    assert start_phase(phases[1], by=manager, at=when).state == StartState.PLANNED


def test_a_start_that_was_withdrawn_does_not_begin(phases, manager, client):
    when = timezone.now() + DAY
    start = start_phase(phases[1], by=manager, at=when)
    client.force_login(manager)
    assert "Withdraw" in client.get("/routing/phases/2/").content.decode()
    assert client.post(f"/routing/starts/{start.pk}/withdraw/").status_code == 302
    assert start_due(when) == 0
    assert in_force(at=when) == 1


def test_a_phase_brings_its_products_and_the_way_back_takes_them(phases, manager):
    product = make_product("indiensttreding")
    phases[1].introduces.add(product)
    Product.objects.filter(pk=product.pk).update(state="withdrawn")
    start_phase(phases[1], by=manager, location=make_location("CC"))
    assert not Product.objects.published().filter(pk=product.pk).exists()
    start_phase(phases[1], by=manager)
    assert Product.objects.published().filter(pk=product.pk).exists()
    start_phase(phases[0], by=manager, override="Het dak lekt.")
    assert not Product.objects.published().filter(pk=product.pk).exists()


def test_what_the_system_measures_is_not_ticked_off(phases, manager, monkeypatch):
    monkeypatch.setattr("routing.readiness._measures", {})
    row = preconditions.keep_precondition(
        Precondition(phase=phases[1]), by=manager, text="Producten hebben een weg", measured="products"
    )
    (item,) = readiness(phases[1]).items
    assert (item.met, item.sentence) == (False, "The system can't measure this yet.")
    register("products", "Products", lambda phase: Measured(phase.number == 2, "Every product has one."))
    (item,) = readiness(phases[1]).items
    assert (item.met, item.sentence) == (True, "Every product has one.")
    with pytest.raises(Refused, match="looks after this itself"):
        preconditions.tick_off(row, by=manager, evidence="Gezien")

    def fails(phase):
        raise ValueError

    register("products", "Products", fails)
    assert readiness(phases[1]).met == 0


def test_the_house_measures_whether_every_product_has_a_route(phases, manager):
    from routing.measures import products_have_a_route as measured  # noqa: PLC0415

    assert not measured(phases[1]).met
    product = make_product()
    assert measured(phases[1]) == Measured(True, "All 1 products have a form and a route.")
    phases[1].closures.create(unit=product.executing, successor=None)
    phases[1].changed_at = timezone.now()
    assert measured(phases[1]).met


def test_an_owner_ticks_off_and_another_does_not(needs, marieke, peter, manager):
    with pytest.raises(PermissionDenied):
        preconditions.tick_off(needs[0], by=peter, evidence="Gezien")
    with pytest.raises(Refused, match="Write what shows it"):
        preconditions.tick_off(needs[0], by=marieke, evidence=" ")
    done = preconditions.tick_off(needs[0], by=marieke, evidence="Verslag")
    with pytest.raises(Stale):
        preconditions.open_again(needs[0], by=marieke, seen=needs[0].version)
    with pytest.raises(Refused, match="already"):
        preconditions.tick_off(done, by=manager, evidence="Nog eens")
    assert preconditions.open_again(done, by=marieke).evidence == "Verslag"
    assert [row.state for row in done.history.order_by("history_id")] == ["open", "met", "open"]


def test_the_readiness_page(phases, needs, manager, marieke, client, django_assert_max_num_queries):
    preconditions.tick_off(needs[0], by=marieke, evidence="Zie https://example.org/verslag")
    User.objects.update(language="en")
    client.force_login(marieke)
    with django_assert_max_num_queries(10):
        page = client.get("/routing/phases/2/readiness/").content.decode()
    assert "1 of 2 met" in page
    assert "too late" in page
    assert "https://example.org/verslag" in page
    assert "Start phase 2" not in page
    tick = f"/routing/phases/2/readiness/{needs[1].pk}/"
    assert client.post(tick, {"evidence": ""}).status_code == 422
    assert client.post(tick, {"evidence": "Gezien", "seen": 1}).status_code == 302
    assert client.post(tick, {"do": "open"}).status_code == 302
    assert client.post(tick, {"evidence": "Weer", "seen": 1}).status_code == 409
    client.force_login(manager)
    assert "Start phase 2" in client.get("/routing/phases/2/readiness/").content.decode()
    new = {"text": "De menukaart klopt", "owner": marieke.pk, "due_on": "2030-01-01"}
    assert client.post("/routing/phases/2/readiness/new/", new).status_code == 302
    row = Precondition.objects.get(text="De menukaart klopt")
    edit = f"/routing/phases/2/readiness/{row.pk}/edit/"
    assert client.post(edit, {"text": ""}).status_code == 422
    assert client.post(edit, {"do": "remove"}).status_code == 302
    assert Precondition.objects.count() == 2


def test_the_start_page_shows_what_will_happen(phases, manager, client, monkeypatch, facility_team):
    monkeypatch.setattr("routing.going_over._previews", [])
    register_preview(lambda phase, location: [f"12 vragen gaan over bij {phase.name}."])
    phases[1].closures.create(unit=facility_team, successor=None)
    phases[1].introduces.add(make_product("indiensttreding"))
    client.force_login(manager)
    page = client.get("/routing/phases/2/start/").content.decode()
    for words in ("12 vragen gaan over bij Stap 2.", "Facilitair team is closed", "can ask for Indiensttreding"):
        assert words in page


def test_a_start_may_be_planned_in_the_past_hour_and_is_then_now(phases, manager):
    with moved_to(timezone.now()):
        start = start_phase(phases[1], by=manager, at=timezone.now() - timedelta(minutes=5))
        assert start.started_at == timezone.now()
