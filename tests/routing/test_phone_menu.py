"""The telephone menu as stewards keep it, as callers hear it, and as programs ask for it."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from core.refusals import Refused, Stale
from organisation.models import Unit
from organisation.tokens import issue
from routing import menus
from routing.checks import findings
from routing.models import Closure, MenuOption, Phase, PhaseStart, PhoneMenu
from routing.phone_menu import faults_of, generate, menu_of
from routing.services import menu as services
from tests.make import make_product, make_unit, make_user


@pytest.fixture
def phase(db) -> Phase:
    """Phase 1 in force; travel and post answer for themselves, the front office for the rest."""
    desk = make_unit(extension="8000")
    for code, number in (("reizen", "8200"), ("post", "8300")):
        make_user(code, worker_in=[make_unit(code, "service_point", extension=number)])
    make_user("agent", agent_in=[desk])
    make_product("dienstreis", owner="reizen")
    make_product("visum", owner="reizen")
    make_product("pakket", owner="post")
    make_product("taxi", owner="reizen", executing="reizen", via_front_office=False, direct_note="Bel de taxi.")
    make_product("stoel")
    now = timezone.now()
    phase = Phase.objects.create(number=1, name="Een", planned_from=date(2026, 1, 1), changed_at=now)
    PhaseStart.objects.create(phase=phase, state="started", planned_at=now, started_at=now, created_at=now)
    return phase


@pytest.fixture
def steward(phase):
    return make_user("steward", roles=("manager",))


@pytest.fixture
def menu(phase, steward) -> PhoneMenu:
    return services.generate_menu(phase, by=steward)


def answers(phase: Phase) -> list[str]:
    return [option.answered_by for option in menu_of(phase, timezone.now()).options]


def test_a_menu_that_nobody_keeps_follows_the_rules(phase):
    assert answers(phase) == ["reizen", "post", "servicedesk"]
    Closure.objects.create(phase=phase, unit=Unit.objects.get(code="post"))
    Phase.objects.update(changed_at=timezone.now())
    assert answers(Phase.objects.get()) == ["reizen", "servicedesk"]
    assert not PhoneMenu.objects.exists()


def test_what_is_kept_stays_as_it_is(menu, phase):
    make_product("postzegels", owner="nieuw" if make_unit("nieuw", "service_point") else "")
    assert answers(phase) == ["reizen", "post", "servicedesk"]
    assert len(generate(phase, timezone.now())) == 4


def test_what_is_said_is_named_after_the_products(menu):
    travel = menu.options.get(key="1")
    assert travel.text_nl == "dienstreis en visum"
    assert travel.text_en == "dienstreis and visum"
    assert {product.code for product in travel.products.all()} == {"dienstreis", "visum"}
    assert menu.options.get(is_rest=True).text_en == "all other questions"


def keep(menu: PhoneMenu, by, option: MenuOption | None = None, **values) -> MenuOption:
    given = {"key": "4", "text_nl": "taxi", "text_en": "cab", "answered_by": make_unit()} | values
    return services.keep_option(menu, option, by=by, **given)


def test_a_choice_is_added_changed_and_taken_out(menu, steward, phase):
    option = keep(menu, steward)
    option = keep(menu, steward, option, key="5")
    assert [one.key for one in menu_of(phase, timezone.now()).options] == ["1", "2", "3", "5"]
    menu.refresh_from_db()
    assert menu.is_by_hand
    assert option.history.earliest("history_id").history_type == "+"
    services.remove_option(option, by=steward)
    assert len(answers(phase)) == 3
    assert menu.history.count() == 5


@pytest.mark.parametrize(
    ("values", "field", "text"),
    [
        ({"key": "2"}, "key", "“pakket”"),
        ({"key": "0"}, "key", "1 to 9"),
        ({"text_en": " "}, "text_en", "hears"),
        ({"text_nl": "a" * 201}, "text_nl", "200"),
        ({"is_rest": True}, "is_rest", "3"),
        ({"answered_by": "dumb"}, "answered_by", "no number"),
        ({"answered_by": "closed"}, "answered_by", "closed"),
    ],
)
def test_what_callers_cannot_use_is_refused(menu, steward, phase, in_english, values, field, text):
    make_unit("dumb", "service_point")
    Closure.objects.create(phase=phase, unit=make_unit("closed", "service_point", extension="8600"))
    if "answered_by" in values:
        values = values | {"answered_by": Unit.objects.get(code=values["answered_by"])}
    with pytest.raises(Refused, match=text) as refusal:
        keep(menu, steward, **values)
    assert list(refusal.value.errors) == [field]
    assert menu.options.count() == 3


def test_a_seventh_choice_and_a_third_level_are_refused(menu, steward):
    for key in "456":
        keep(menu, steward, key=key)
    with pytest.raises(Refused) as refusal:
        keep(menu, steward, key="7")
    assert "key" in refusal.value.errors
    below = keep(menu, steward, key="1", parent=menu.options.get(key="1"))
    with pytest.raises(Refused) as refusal:
        keep(menu, steward, key="1", parent=below)
    assert "parent" in refusal.value.errors


def test_the_database_knows_no_equal_keys_either(menu):
    with pytest.raises(IntegrityError), transaction.atomic():
        MenuOption.objects.create(menu=menu, key="1", text_nl="x", text_en="x")


def test_who_saw_an_older_menu_changes_nothing(menu, steward):
    with pytest.raises(Stale):
        keep(menu, steward, seen=menu.version - 1)


def test_only_stewards_change_it(menu, phase):
    with pytest.raises(PermissionDenied):
        services.generate_menu(phase, by=make_user("collega"))


def test_an_emergency_needs_a_number(phase, steward):
    with pytest.raises(Refused) as refusal:
        services.keep_menu(phase, by=steward, emergency_nl="Brand? Toets 0.")
    assert "emergency_number" in refusal.value.errors
    row = services.keep_menu(phase, by=steward, emergency_nl="Brand? Toets 0.", emergency_number="8112")
    assert row.emergency_number == "8112"


def test_faults_are_found_by_name(menu, steward, phase, in_english):
    assert findings("menu") == []
    post = menu.options.get(key="2")
    keep(menu, steward, post, key="2", products=post.products.all(), answered_by=Unit.objects.get(code="reizen"))
    Unit.objects.filter(code="reizen").update(extension="")
    found = [fault.finding.text for fault in faults_of(menu_of(phase, timezone.now()), timezone.now())]
    assert found == [menus.NO_NUMBER, menus.NO_NUMBER, menus.OTHERWISE]
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_routing", stdout=out)
    assert "Choice 2 of phase 1 takes “Pakket” to Reizen, but the rules say Post." in out.getvalue()


def test_where_nobody_works_nobody_picks_up(menu, phase):
    Unit.objects.get(code="post").memberships.all().delete()
    found = [fault.finding.text for fault in faults_of(menu_of(phase, timezone.now()), timezone.now())]
    assert found == [menus.NO_PEOPLE]


def test_the_page_shows_it_and_what_is_wrong(menu, client, in_english):
    client.force_login(make_user("head", head_of=[make_unit()], language="en"))
    Unit.objects.filter(code="post").update(extension="")
    page = client.get("/routing/menu/").content.decode()
    assert "Dienstreis en visum" in page
    assert "Post has no number" in page
    assert client.get("/routing/menu/1/card/").status_code == 200


def test_the_page_costs_as_many_queries_however_many_products(menu, client, django_assert_max_num_queries):
    client.force_login(make_user("head", head_of=[make_unit()], language="en"))
    for number in range(5):
        make_product(f"nog-{number}", owner="reizen")
    with django_assert_max_num_queries(34):
        assert client.get("/routing/menu/").status_code == 200


def test_a_steward_changes_it_on_the_page(menu, steward, client, phase):
    client.force_login(steward)
    form = {"key": "4", "text_nl": "fiets", "text_en": "bicycle", "answered_by": make_unit().pk, "once": "b" * 32}
    for _click in range(2):
        assert client.post("/routing/menu/1/choices/new/", form).status_code == 302
    assert len(answers(phase)) == 4
    refused = client.post("/routing/menu/1/choices/new/", form | {"once": "c" * 32})
    assert refused.status_code == 422
    assert "fiets" in refused.content.decode()
    pk = menu.options.get(key="4").pk
    assert client.post(f"/routing/menu/1/choices/{pk}/", {"do": "remove"}).status_code == 302
    assert client.post("/routing/menu/1/edit/", {"welcome_nl": "Hallo."}).status_code == 302
    assert PhoneMenu.objects.get().welcome_nl == "Hallo."
    assert "Hallo." in client.get("/routing/menu/1/card/").content.decode()
    assert client.post("/routing/menu/1/generate/").status_code == 302
    assert not PhoneMenu.objects.get().is_by_hand


def test_the_api_tells_it(menu, steward):
    services.keep_menu(menu.phase, by=steward, emergency_en="Fire? Press 0.", emergency_number="8112")
    token = issue(make_user("collega"))
    api = APIClient(headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})
    got = api.get("/api/v1/phone-menu").json()
    assert (got["number"], got["phase"]) == ("8000", 1)
    assert [(one["option"], one["answered_by"], one["extension"]) for one in got["options"]] == [
        (1, "reizen", "8200"), (2, "post", "8300"), (3, "servicedesk", "8000"),
    ]  # fmt: skip
    assert got["emergency"] == {"text": "Fire? Press 0.", "number": "8112"}
    assert api.get("/api/v1/phone-menu?phase=1").json() == got
    assert api.get("/api/v1/phone-menu?at=2001-01-01T12:00:00Z").json()["options"] == []
    for wrong in ("phase=9", "at=gisteren", "page_size=3"):
        assert api.get(f"/api/v1/phone-menu?{wrong}").status_code == 400
    decided = api.post("/api/v1/routing-decisions", {"product": "visum"}, "json").json()
    assert (decided["answered_by"], decided["menu_option"]) == ("reizen", 1)


def test_it_is_exported_in_three_ways(menu):
    written = {}
    for form in ("text", "json", "asterisk"):
        out = StringIO()
        call_command("export_phone_menu", format=form, stdout=out)
        written[form] = out.getvalue()
    assert "1  dienstreis en visum / dienstreis and visum → Reizen" in written["text"]
    assert len(json.loads(written["json"])["options"]) == 3
    assert "Goto(fbo-numbers,8200,1)" in written["asterisk"]
    with pytest.raises(CommandError):
        call_command("export_phone_menu", phase=9, stdout=StringIO())
