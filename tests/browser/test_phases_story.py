"""A phase is made ready, refused, started all the same with a reason, and everybody can see why."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from organisation.models import User
from routing.models import Closure, PhaseStart
from tests.browser.conftest import Enter
from tests.browser.words import button, field, link, nl
from tests.make import make_location, make_need, make_phase, make_site, make_start, make_unit


def test_a_phase_is_made_ready_and_started_with_a_reason(enter: Enter, hanna: User, ingrid: User) -> None:
    first, second = make_phase(1, name="Drie balies"), make_phase(2, name="Eén balie")
    make_site(first, "Balie B30")
    make_site(second, "Servicedesk Centre Court", location=make_location("CC"))
    make_start(first, timezone.now() - timedelta(days=30))
    make_need(second, text="De evaluatie is gehouden", owner=hanna)
    make_need(second, text="De werkplek is ingericht")
    travel = make_unit("bureau-reizen", "service_point")
    Closure.objects.create(phase=second, unit=travel, successor=make_unit())

    page = enter(hanna)
    page.goto("/routing/")
    expect(page.locator(".phase--now")).to_contain_text("Drie balies")
    link(page, "What must be so before it starts").click()
    expect(page.locator(".meter")).to_contain_text(nl("%(met)s of %(total)s met", met=0, total=2))
    row = page.locator(".needs > li").filter(has_text="De evaluatie is gehouden")
    row.locator("summary").click()
    field(row, "What shows it").fill("Verslag van 10 december")
    button(row, "It is so").click()
    expect(page.locator(".meter")).to_contain_text(nl("%(met)s of %(total)s met", met=1, total=2))

    link(page, "Start phase %(number)s", number=2).click()
    expect(page.locator("main")).to_contain_text("Bureau reizen")
    button(page, "Start it").click()
    expect(page.locator(".errors")).to_contain_text("De werkplek is ingericht")
    assert PhaseStart.objects.in_force(timezone.now()).phase == first
    field(page, "Start all the same, because").fill("De verhuizing is morgen.")
    button(page, "Start it").click()
    expect(page.get_by_role("status").first).to_contain_text(nl("It is in force now."))
    link(page, "History").click()
    expect(page.locator("main")).to_contain_text("De verhuizing is morgen.")
    expect(page.locator("main")).to_contain_text("De werkplek is ingericht")
    assert PhaseStart.objects.in_force(timezone.now()).phase == second
