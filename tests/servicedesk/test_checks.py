"""Check-lists: where they come from, who ticks, and what one reads of it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.refusals import Refused
from organisation.example.load import facts
from servicedesk import services
from servicedesk.models import CannedText, CheckList, StandardCall, Ticket
from servicedesk.wording import line
from tests.make import make_product, make_ticket
from tests.servicedesk.screen import page, screen_of

pytestmark = pytest.mark.usefixtures("in_english")
STEPS = ["Welke lamp?", "Is de gang ook donker?"]


@pytest.fixture
def question(ingrid, front_office):
    return make_ticket(ingrid)


@pytest.fixture
def step_elsewhere(question, marieke, odd, facility_team, ruben):
    """The question is carried out by Ruben's team; the key of a step of a question that isn't."""
    services.forward(services.classify(question, by=marieke, kind="incident"), by=marieke, unit=facility_team)
    return services.put_list(make_ticket(odd), by=marieke, title="Anders", steps=["x"])[0].pk


def texts(ticket):
    return list(ticket.checks.order_by("pk").values_list("title", "text"))


def post(client, ticket, follow=True, **sent):
    return client.post(reverse("desk:checks", args=[ticket.pk]), sent, follow=follow)


def test_a_product_brings_its_list_and_an_own_one_does_not(ingrid, hanna, front_office):
    product = make_product()
    services.keep_list(CheckList(unit=front_office), by=hanna, name="Lamp", steps=STEPS, product=product)
    services.keep_list(CheckList(owner=hanna), by=hanna, name="Van mij", steps=["Iets"], product=product)
    services.keep_list(CheckList(unit=front_office), by=hanna, name="Uit", steps=["x"], product=product, is_on=False)

    ticket = make_ticket(ingrid, product=product)
    assert texts(ticket) == [("Lamp", step) for step in STEPS]
    other = make_ticket(ingrid)
    services.classify(other, by=hanna, product=product)
    assert texts(other) == texts(ticket)


def test_what_a_standard_call_says_to_do_goes_along_with_the_question(client, marieke, hanna, ingrid, front_office):
    values = {"name": "Lamp kapot", "kind": "incident", "subject": "Lamp kapot", "steps": STEPS}
    call = services.keep_call(StandardCall(unit=front_office), by=hanna, **values)
    screen = screen_of(client, marieke)
    for verb, text in (("save", ""), ("solve", "Het is al gemaakt.")):
        once = screen.get(reverse("desk:new")).context["form"]["once"].value()
        sent = {"once": once, "requester": ingrid.pk, "offer": f"call:{call.pk}", "subject": "Lamp", "text": text}
        screen.post(reverse("desk:new"), sent | {"verb": verb, "channel": "phone", "urgency": "normal"})

    waiting, answered = Ticket.objects.order_by("pk")
    assert texts(waiting) == [("Lamp kapot", step) for step in STEPS]
    assert texts(answered) == []


def test_a_step_is_ticked_once_by_whom_the_log_names_and_nobody_s_words_are_overruled(
    question, marieke, peter, in_english
):
    first, _second = services.put_list(question, by=marieke, title="Lamp", steps=STEPS)
    services.tick(first, by=marieke)
    services.tick(first, by=peter)
    first.refresh_from_db()
    assert first.done_by == marieke

    services.untick(first, by=peter)
    lines = [line(event) for event in question.events.exclude(verb="opened").order_by("pk")]
    assert lines == [
        "Marieke put the check-list “Lamp” on this question.",
        "Marieke ticked off “Welke lamp?”.",
        "Peter took the tick away from “Welke lamp?”.",
    ]
    services.answer(question, by=peter, text="Wij komen.", seen=1)


def test_a_list_is_on_a_question_once_and_for_who_handles_it(question, marieke, odd):
    services.put_list(question, by=marieke, title="Lamp", steps=STEPS)
    with pytest.raises(Refused, match="already"):
        services.put_list(question, by=marieke, title="Lamp", steps=STEPS)
    with pytest.raises(PermissionDenied):
        services.tick(question.checks.first(), by=odd)


def test_on_the_page_one_puts_a_list_on_and_ticks_without_script(client, question, marieke):
    own = services.keep_list(CheckList(owner=marieke), by=marieke, name="Mijn lijst", steps=STEPS)
    screen = screen_of(client, marieke)
    assert "Mijn lijst" in screen.get(question.get_desk_url()).text

    shown = page(post(screen, question, list=own.pk))
    assert "0 of 2 done" in shown
    step = question.checks.first()
    shown = page(post(screen, question, tick=step.pk))
    assert "1 of 2 done" in shown
    assert f'name="untick" value="{step.pk}" aria-pressed="true"' in shown
    assert "0 of 2 done" in page(post(screen, question, untick=step.pk))


@pytest.mark.parametrize("sent", [{}, {"tick": "x"}, {"tick": "999999"}, {"list": "٣"}, {"list": "1" * 30}])
def test_what_is_not_there_is_not_found(client, question, marieke, sent):
    assert post(screen_of(client, marieke), question, **sent).status_code == 404


def test_a_step_of_another_question_is_not_found(client, question, marieke, odd):
    (step,) = services.put_list(make_ticket(odd), by=marieke, title="Lamp", steps=["x"])
    assert post(screen_of(client, marieke), question, tick=step.pk).status_code == 404


def test_with_script_the_list_alone_comes_back(client, question, marieke):
    (step,) = services.put_list(question, by=marieke, title="Lamp", steps=["x"])
    address, headers = reverse("desk:checks", args=[question.pk]), {"HX-Request": "true"}
    answer = screen_of(client, marieke).post(address, {"tick": step.pk}, headers=headers)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert '<span hx-swap-oob="innerHTML:#heard">Lamp: 1 of 1 done</span>' in answer.text


def test_who_carries_it_out_reads_and_ticks_the_steps_at_the_order(client, question, marieke, ruben, step_elsewhere):
    (step,) = services.put_list(question, by=marieke, title="Lamp", steps=["Sluit de stroom af"])
    order = question.work_orders.get()
    screen, address = screen_of(client, ruben), reverse("work:checks", args=[order.pk])
    assert "Sluit de stroom af" in page(screen.get(order.get_absolute_url()))
    assert "1 of 1 done" in page(screen.post(address, {"tick": step.pk}, follow=True))
    part = screen.post(address, {"untick": step.pk}, headers={"HX-Request": "true"})
    assert f'hx-post="{address}"' in part.text
    assert "Lamp: 0 of 1 done" in part.text
    assert screen.post(address, {}).status_code == 404
    assert screen.post(address, {"tick": step_elsewhere}).status_code == 404
    step.refresh_from_db()
    assert not step.is_done


def test_who_only_reads_ticks_nothing(client, question, marieke, auditor, facility_team):
    (step,) = services.put_list(question, by=marieke, title="Lamp", steps=["x"])
    (order,) = services.forward(
        services.classify(question, by=marieke, kind="incident"), by=marieke, unit=facility_team
    )
    screen = screen_of(client, auditor)
    assert f'value="{step.pk}"' not in screen.get(order.get_absolute_url()).text
    assert screen.post(reverse("work:checks", args=[order.pk]), {"tick": step.pk}).status_code == 403


def test_merging_takes_the_lists_along_and_undo_brings_them_back(ingrid, question, marieke):
    into = make_ticket(ingrid)
    for ticket in (question, into):
        services.put_list(ticket, by=marieke, title="Op beide", steps=["x"])
    services.put_list(question, by=marieke, title="Lamp", steps=STEPS)
    services.tick(question.checks.get(text=STEPS[0]), by=marieke)

    batch = services.merge_all([question], by=marieke, into=into)
    assert texts(into) == [("Op beide", "x"), *[("Lamp", step) for step in STEPS]]
    assert texts(question) == [("Op beide", "x")]
    services.tick(into.checks.get(text=STEPS[1]), by=marieke)

    services.undo(batch, by=marieke)
    assert texts(into) == [("Op beide", "x")]
    assert [check.is_done for check in question.checks.filter(title="Lamp")] == [True, True]


def test_a_head_writes_a_list_on_a_page_and_one_without_steps_comes_back(client, hanna, front_office):
    screen, address = screen_of(client, hanna), reverse("desk:new-entry", args=["lists"])
    assert screen.post(address, {"name": "Lamp", "steps": " \n "}).status_code == 422
    screen.post(address, {"name": "Lamp", "steps": "\n".join(STEPS), "whose": front_office.pk, "is_on": "on"})
    assert CheckList.objects.get().steps == STEPS


def test_a_text_that_is_ready_goes_below_what_was_written_without_script(client, question, marieke):
    from_library = {"name": "Dank u", "code": "dank", "text_nl": "Dank u, {{ klant }}."}
    services.keep_text(CannedText(owner=marieke), by=marieke, **from_library)
    screen = screen_of(client, marieke)
    assert '<option value="dank">' in screen.get(question.get_desk_url()).text

    address = reverse("desk:act", args=[question.pk, "reply"])
    shown = screen.post(address, {"verb": "insert", "ready": "dank", "text": "Beste Ingrid,", "to": "note"})
    assert shown.status_code == 200
    assert shown.context["acts"]["reply"]["text"].value() == "Beste Ingrid,\n\nDank u, Ingrid."
    assert shown.context["reply_to"] == "note"
    shown = screen.post(address, {"verb": "insert", "ready": "xyzzy", "text": "Beste,"})
    assert shown.context["acts"]["reply"]["text"].value() == "Beste,"
    assert question.events.count() == 1


def test_the_example_has_lists_for_what_takes_more_than_one_step(hanna, front_office):
    codes = {product["code"] for product in facts("products")} | {""}
    for data in facts("check_lists"):
        assert data["product"] in codes
        services.keep_list(CheckList(unit=front_office), by=hanna, **data | {"product": None})
    assert CheckList.objects.count() >= 5
