"""Ways of reading and sending: another language, dark, with the keyboard alone, twice, and back again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from catalog.intake import Question
from catalog.models import Product
from organisation.models import User
from servicedesk.models import Ticket
from tests.browser.conftest import Enter
from tests.browser.words import button, nl, write
from tests.make import make_product


@pytest.fixture
def chair(facility_team: object) -> Product:
    questions = (Question("kamer", "Voor welke kamer?", required=True),)
    return make_product("bureaustoel", name="Bureaustoel", kind="request", questions=questions)


@pytest.mark.parametrize("screen", ["desktop", "no-js"])
def test_the_house_speaks_english_and_dutch_again(enter: Enter, ingrid: User, screen: str) -> None:
    page = enter(ingrid, screen)
    page.goto("/me/")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(re.compile("/me/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Who approves when you are away?")).to_be_visible()
    page.goto("/tickets/")
    expect(page.get_by_role("heading", name="My questions")).to_be_visible()
    page.get_by_role("button", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page.get_by_role("heading", name=nl("My questions"))).to_be_visible()


def test_dark_stays_dark_wherever_one_goes(enter: Enter, ingrid: User) -> None:
    page = enter(ingrid)
    light = _ink(page)
    button(page, "Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert _ink(page) != light
    page.goto("/products/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    ingrid.refresh_from_db()
    assert ingrid.theme == "dark"


def test_asking_takes_no_mouse(enter: Enter, ingrid: User, chair: Product) -> None:
    page = enter(ingrid)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=nl("To the content"))).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, "input[type=search]")
    page.keyboard.type("burostoel")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    _tab_to(page, "main a[href='/products/bureaustoel/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/bureaustoel/")
    _tab_to(page, "[name=q-kamer]")
    page.keyboard.type("C4.12")
    _tab_to(page, "main form[enctype] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("M-")
    assert Ticket.objects.get().answers == {"kamer": "C4.12"}


def test_sending_twice_asks_once(enter: Enter, ingrid: User, chair: Product) -> None:
    page = enter(ingrid)
    page.goto("/products/bureaustoel/")
    write(page, "Voor welke kamer?", "C4.12")
    button(page, "Send the request").dblclick(no_wait_after=True)
    expect(page.get_by_role("status")).to_contain_text("M-")
    assert Ticket.objects.count() == 1


def test_going_back_from_a_form_that_was_refused_keeps_what_was_typed(
    enter: Enter, ingrid: User, chair: Product
) -> None:
    page = enter(ingrid)
    page.goto("/products/bureaustoel/")
    write(page, "Is there anything else we should know?", "Graag een hoge.")
    button(page, "Send the request").click()
    expect(page.get_by_role("alert")).to_contain_text("Voor welke kamer?")
    page.go_back()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label(re.compile(re.escape(nl("Is there anything else we should know?"))))).to_have_value(
        "Graag een hoge."
    )


def test_a_file_is_kept_while_the_form_is_corrected_and_comes_back_as_a_download(
    enter: Enter, ingrid: User, front_office: object, tmp_path: Path
) -> None:
    photo = tmp_path / "lek in de gang.txt"
    photo.write_text("Het lekt.")
    page = enter(ingrid)
    page.goto("/ask/?kind=incident")
    page.locator("input[type=file]").set_input_files(photo)
    button(page, "Send the question").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("lek in de gang.txt")).to_be_checked()
    page.locator("[name=subject]").press_sequentially("Er lekt water")
    page.locator("[name=description]").press_sequentially("In de gang bij de lift.")
    button(page, "Send the question").click()
    expect(page.get_by_role("status")).to_contain_text("M-")
    with page.expect_download() as downloads:
        page.get_by_role("link", name="lek in de gang.txt").click()
    assert downloads.value.suggested_filename == "lek in de gang.txt"
    assert Path(downloads.value.path()).read_text() == "Het lekt."


def test_a_question_that_depends_on_an_answer_appears_when_it_applies(enter: Enter, ingrid: User) -> None:
    choice = Question("wat", "Wat is er stuk?", "choice", required=True, choices=("De lamp", "Iets anders"))
    other = Question("anders", "Wat dan?", required=True, shown_if=("wat", "Iets anders"))
    make_product("kapot", name="Kapot", questions=(choice, other))
    page = enter(ingrid)
    page.goto("/products/kapot/")
    expect(page.get_by_label("Wat dan?")).to_be_hidden()
    page.get_by_role("radio", name="Iets anders").check()
    write(page, "Wat dan?", "De deur")
    page.get_by_role("radio", name="De lamp").check()
    expect(page.get_by_label("Wat dan?")).to_be_hidden()
    button(page, "Send the request").click()
    expect(page.get_by_role("status")).to_contain_text("M-")
    assert Ticket.objects.get().answers == {"wat": "De lamp"}


def test_what_is_found_changes_while_one_types(enter: Enter, ingrid: User, chair: Product) -> None:
    page = enter(ingrid)
    page.goto("/search/")
    page.get_by_role("searchbox").press_sequentially("bureau")
    expect(page.get_by_role("link", name="Bureaustoel")).to_be_visible()
    page.get_by_role("searchbox").press_sequentially("xqz")
    expect(page.get_by_text(nl("Nothing found for “%(words)s”", words="bureauxqz"))).to_be_visible()


def _ink(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).color"))


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(60):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not get to {selector}")
