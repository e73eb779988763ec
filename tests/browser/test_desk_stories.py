"""At the desk: answered at once, ordered in parts, given back, and two colleagues at one question."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from catalog.definition import Part
from catalog.intake import Question
from organisation.models import Unit, User
from servicedesk.models import Ticket, WorkOrder
from servicedesk.services import release_due
from tests.browser.conftest import Enter
from tests.browser.words import button, field, nl, unfold, write
from tests.make import make_product, make_ticket, make_unit, make_user


def test_a_question_at_the_phone_is_answered_at_once(enter: Enter, ingrid: User, marieke: User) -> None:
    page = enter(marieke)
    page.goto("/desk/")
    page.keyboard.press("Alt+KeyN")
    page.wait_for_url("**/desk/new/**")
    expect(field(page, "Name, number, e-mail or room")).to_be_focused()
    page.keyboard.type("ingr")
    page.keyboard.press("Enter")
    expect(page.locator("#caller")).to_contain_text("6412")
    unfold(page, "Subject, kind, urgency and channel")
    write(page, "In a few words", "Hoe laat is het restaurant open?")
    field(page, "Kind").select_option("information")
    write(page, "Your answer", "Van half twaalf tot twee uur.")
    button(page, "Register as answered").click()

    ticket = Ticket.objects.get()
    said = nl("Question %(number)s is registered and answered.", number=ticket.number)
    expect(page.get_by_role("status")).to_have_text(said)
    assert (ticket.state, ticket.first_contact, ticket.channel) == ("closed", True, "phone")
    assert ticket.contacts.get().person == ingrid


def test_a_trip_is_done_in_parts_each_after_what_it_waits_for(
    enter: Enter, ingrid: User, marieke: User, ruben: User
) -> None:
    visa_team = make_unit("visumteam", "back_office")
    vera = make_user("vera", worker_in=[visa_team])
    _trip(visa_team)
    customer, agent, worker, visa = enter(ingrid), enter(marieke), enter(ruben), enter(vera)

    customer.goto("/products/dienstreis/")
    customer.get_by_label("Waar gaat u heen?").press_sequentially("Accra")
    _choose(customer, "Is een visum nodig?", "Yes")
    _choose(customer, "Hebt u een hotel nodig?", "No")
    button(customer, "Send the request").click()
    ticket = Ticket.objects.get()

    agent.goto(ticket.get_desk_url())
    unfold(agent, "Pass on")
    ahead = agent.get_by_role("list").filter(has_text="Vliegtickets boeken")
    expect(ahead).to_contain_text("Reisbrief sturen")
    expect(agent.get_by_text("Hotel boeken")).to_have_count(0)
    button(agent, "Order the work").click()
    expect(agent.get_by_role("status")).to_be_visible()
    assert _states() == {"visum": "sent", "vlucht": "planned", "brief": "planned"}

    worker.goto("/work/?list=team")
    expect(worker.get_by_role("button", name=nl("Take on"))).to_have_count(0)
    expect(worker.get_by_text(nl("Still to come"))).to_be_visible()

    _completes(visa, "Visum aanvragen", "Het visum is er.")
    assert _states() == {"visum": "done", "vlucht": "sent", "brief": "planned"}
    _completes(worker, "Vliegtickets boeken", "KL 589 is geboekt.")
    assert _states() == {"visum": "done", "vlucht": "done", "brief": "sent"}
    customer.reload()
    expect(customer.get_by_role("region", name=nl("How it stands"))).to_contain_text("Facilitair team")
    _completes(worker, "Reisbrief sturen", "Verstuurd.")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_for) == ("in_progress", "")


def test_work_that_was_given_back_is_sent_again(enter: Enter, ingrid: User, marieke: User, ruben: User) -> None:
    ticket = make_ticket(ingrid, product=make_product(name="Storing"), subject="Het raam tocht")
    agent, worker = enter(marieke), enter(ruben, "phone")
    agent.goto(ticket.get_desk_url())
    unfold(agent, "Pass on")
    button(agent, "Order the work").click()
    expect(agent.get_by_role("status")).to_be_visible()

    worker.goto("/work/")
    worker.get_by_role("link", name=nl("Give back")).click()
    button(worker, "Give back").click()
    expect(worker.get_by_role("alert")).to_contain_text(nl("Say what is missing or why you can't do it."))
    write(worker, "What is missing, or why can't you do it?", "Welk raam is het?")
    button(worker, "Give back").click()
    expect(worker.get_by_role("status")).to_contain_text(nl("The desk has this work back."))

    agent.goto("/desk/queues/returned/")
    agent.get_by_role("link", name="Het raam tocht").click()
    expect(agent.get_by_text("Welk raam is het?").first).to_be_visible()
    unfold(agent, "Send again")
    write(agent, "What was missing", "Het linker raam in 4.12.")
    button(agent, "Send again").click()
    expect(agent.get_by_role("status")).to_have_text(nl("The work order has been sent again."))

    worker.goto("/work/")
    worker.get_by_role("link", name="Het raam tocht").click()
    expect(worker.get_by_text("Het linker raam in 4.12.").first).to_be_visible()
    assert WorkOrder.objects.get().state == "sent"


def test_who_comes_second_reads_what_changed_and_loses_nothing(
    enter: Enter, ingrid: User, marieke: User, peter: User
) -> None:
    ticket = make_ticket(ingrid, subject="De deur klemt")
    first, second = enter(marieke), enter(peter)
    for page in (first, second):
        page.goto(ticket.get_desk_url())
        expect(page.locator("#live")).to_contain_text("" if page is first else "Marieke")
    with second.expect_response("**/desk/drafts/**"):
        write(second, "Text", "We komen morgen langs.\nTussen negen en tien.")
    ask_again(first)
    writes = nl("<strong>%(name)s</strong> is writing here.", name="Peter")
    expect(first.locator("#live")).to_contain_text(re.sub("<.*?>", "", writes))

    write(first, "Text", "We komen vandaag nog.")
    button(first, "Send").last.click()
    _goes_out(first)

    button(second, "Send").last.click()
    told = second.get_by_role("alert")
    expect(told).to_contain_text(nl("Something changed while you were working on this"))
    expect(told).to_contain_text("We komen vandaag nog.")
    expect(field(second, "Text")).to_have_value("We komen morgen langs.\nTussen negen en tien.")
    assert ticket.events.filter(verb="answer").count() == 1

    write(second, "Text", "Of zaten we al bij u?")
    button(second, "Send").last.click()
    _goes_out(second)
    write(first, "Text", "Ik bel ook even.")
    ask_again(first)
    button(first, "Show").click()
    expect(first.locator(".say", has_text="Of zaten we al bij u?")).to_be_focused()
    expect(field(first, "Text")).to_have_value("Ik bel ook even.")
    button(first, "Send").last.click()
    _goes_out(first)
    said = ticket.events.filter(verb="answer").order_by("pk")
    assert [event.actor for event in said] == [marieke, peter, marieke]
    assert "We komen morgen langs." in said[1].text


def ask_again(page: Page) -> None:
    """Let the page ask what is new, as it does by itself in a few seconds."""
    with page.expect_response("**/desk/live/**"):
        page.evaluate("htmx.trigger('#live', 'ask')")


def _goes_out(page: Page) -> None:
    """What was written stands ready at the end of the story, in focus; its moment passes."""
    expect(page.locator("#held")).to_be_focused()
    assert release_due(timezone.now() + timedelta(seconds=11)) == 1


def test_what_was_sent_too_soon_is_taken_back(enter: Enter, ingrid: User, marieke: User) -> None:
    ticket = make_ticket(ingrid, subject="De deur klemt")
    page = enter(marieke, "no-js")
    page.goto(ticket.get_desk_url())
    write(page, "Text", "We komen nooit.")
    button(page, "Send").last.click()
    expect(page.locator("#held")).to_contain_text("We komen nooit.")
    button(page, "Take back").click()
    expect(page.get_by_role("status").first).to_contain_text(
        nl("It was not sent. What you wrote is in the reply box again.")
    )
    expect(field(page, "Text")).to_have_value("We komen nooit.")
    assert release_due(timezone.now() + timedelta(seconds=11)) == 0
    assert not ticket.events.filter(verb="answer").exists()


def test_files_are_pasted_and_dropped_and_what_is_sent_counts_down(
    enter: Enter, ingrid: User, marieke: User, ruben: User
) -> None:
    ticket = make_ticket(ingrid, subject="De deur klemt")
    page = enter(marieke)
    page.goto(ticket.get_desk_url())
    for event, carrier, name in (("paste", "clipboardData", "image.png"), ("drop", "dataTransfer", "plattegrond.txt")):
        page.locator("#reply-text").evaluate(BRINGS, [event, carrier, name])
    named = page.locator("[data-files-named]")
    expect(named).to_contain_text("plattegrond.txt")
    expect(named).to_contain_text(nl("Screenshot"))
    write(page, "Text", "Zie hiernaast.")
    button(page, "Send").last.click()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^Wordt over \d+ s"))
    expect(page.locator("#held")).to_contain_text("plattegrond.txt")
    release_due(timezone.now() + timedelta(seconds=11))
    page.evaluate("htmx.trigger('#live', 'ask')")
    expect(page.locator("#held")).to_have_count(0)
    assert ticket.attachments.count() == 2

    page.emulate_media(media="print")
    assert (
        page.evaluate("[...document.querySelectorAll('button, .btn, textarea')].filter((one) => one.checkVisibility())")
        == []
    )
    for words in ("De deur klemt", "Zie hiernaast.", nl("Customer and place"), nl("Why this date?")):
        expect(page.get_by_text(words).first).to_be_visible()


# What a browser does when somebody pastes or drops a file.
BRINGS = """(area, [event, carrier, name]) => {
  const carried = new DataTransfer();
  const bytes = name.endsWith("png") ? [137, 80, 78, 71, 13, 10, 26, 10, 0, 0] : [97];
  carried.items.add(new File([new Uint8Array(bytes)], name));
  const happening = new Event(event, { bubbles: true, cancelable: true });
  Object.defineProperty(happening, carrier, { value: carried });
  area.dispatchEvent(happening);
}"""


def test_a_draft_survives_a_browser_that_stops(enter: Enter, ingrid: User, marieke: User) -> None:
    ticket = make_ticket(ingrid, subject="De deur klemt")
    page = enter(marieke)
    page.goto(ticket.get_desk_url())
    page.get_by_role("radio", name=nl("Internal note")).check()
    page.locator("#composer textarea").press_sequentially("Let op de kat.")
    with page.expect_response("**/desk/drafts/**"):
        expect(page.locator("[data-draft-state]")).to_have_text(nl("What you write is kept."))
    page.context.close()

    elsewhere = enter(marieke)
    elsewhere.goto(ticket.get_desk_url())
    expect(elsewhere.locator("#composer textarea")).to_have_value("Let op de kat.")
    expect(elsewhere.get_by_role("radio", name=nl("Internal note"))).to_be_checked()


def _trip(visa_team: Unit) -> None:
    questions = (
        Question("doel", "Waar gaat u heen?", required=True),
        Question("visum", "Is een visum nodig?", "yes_no", required=True),
        Question("hotel", "Hebt u een hotel nodig?", "yes_no", required=True),
    )
    parts = (
        Part("visum", "Visum aanvragen", visa_team.code, 5, only_if=("visum", "yes")),
        Part("hotel", "Hotel boeken", "facilitair-team", 2, only_if=("hotel", "yes")),
        Part("vlucht", "Vliegtickets boeken", "facilitair-team", 2, after=("visum", "hotel")),
        Part("brief", "Reisbrief sturen", "facilitair-team", 1, after=("vlucht",)),
    )
    make_product("dienstreis", name="Dienstreis", kind="request", questions=questions, parts=parts)


def _choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(nl(answer), exact=True).check()


def _completes(page: Page, task: str, result: str) -> None:
    page.goto("/work/")
    page.get_by_role("link", name=task).click()
    unfold(page, "Complete")
    write(page, "What did you do?", result)
    button(page, "Complete").click()
    expect(page.get_by_role("status")).to_contain_text(nl("This work is done."))


def _states() -> dict[str, str]:
    return dict(WorkOrder.objects.values_list("part", "state"))
