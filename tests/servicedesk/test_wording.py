"""Every event says in a whole sentence what happened."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from catalog.definition import ApprovalStep
from catalog.intake import Question
from servicedesk import services, wording
from tests.make import make_product, make_ticket

SERVICES = Path(services.__file__).parent
VERB = re.compile(r'(?:record|log)\(\s*\w+,\s*"(\w+)"')


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def lines(ticket):
    return [wording.line(event) for event in ticket.events.for_display()]


def test_every_verb_that_a_service_records_has_a_sentence_of_its_own():
    verbs = {verb for path in SERVICES.glob("*.py") for verb in VERB.findall(path.read_text())}
    assert len(verbs) > 25
    assert verbs - {"attach", "classify", "link", "snooze"} == set(wording.LINES)


def test_a_story_is_told_with_names(ingrid, marieke, peter, ruben):
    ticket = make_ticket(ingrid, product=make_product(), description="Ik krijg er hoofdpijn van.")
    services.assign(ticket, by=marieke, to=peter)
    services.ask(ticket, by=peter, text="Welke lamp?")
    services.remark(ticket, by=ingrid, text="De linker.")
    (order,) = services.forward(ticket, by=peter)
    services.accept(order, by=ruben)
    services.return_order(order, by=ruben, reason="Ik heb geen ladder.")
    services.resend(order, by=peter, note="De ladder staat in B30.")
    services.complete(order, by=ruben, result="Nieuwe lamp.")
    services.solve(ticket, by=peter, text="De lamp doet het weer.")
    services.close(ticket, by=ingrid)
    number = order.number
    assert lines(ticket) == [
        "Ingrid registered this question.",
        "Marieke put this question in the name of Peter.",
        "Peter asked the customer something.",
        "Ingrid added something.",
        "Peter passed the work on to Facilitair team.",
        f"Work order {number} went to Facilitair team.",
        f"Ruben of Facilitair team took on work order {number}.",
        f"Ruben of Facilitair team gave back work order {number}.",
        f"Peter sent work order {number} to Facilitair team again.",
        f"Ruben of Facilitair team completed work order {number}.",
        "Peter gave the answer.",
        "Ingrid closed this question.",
    ]


def test_words_for_the_customer_notes_and_facts_look_different(ingrid, marieke):
    ticket = make_ticket(ingrid, description="Help.")
    services.take(ticket, by=marieke)
    services.note(ticket, by=marieke, text="Belt vaak.")
    services.answer(ticket, by=marieke, text="We komen.")
    story = wording.story(ticket, ticket.events.for_display())
    assert [(entry.event.verb, entry.sort) for entry in story] == [
        ("opened", "say"),
        ("take", "fact"),
        ("note", "note"),
        ("answer", "say"),
    ]
    assert [entry.from_customer for entry in story] == [True, False, False, False]
    assert [entry.headline for entry in story] == [
        "Ingrid", "Marieke took on this question.", "Marieke", "Marieke",
    ]  # fmt: skip


def test_what_an_agent_writes_down_of_a_call_is_what_the_customer_said(ingrid, marieke):
    ticket = make_ticket(ingrid, by=marieke, channel="phone", description="Het is koud.")
    (entry,) = wording.story(ticket, ticket.events.for_display())
    assert (entry.headline, entry.from_customer, entry.line) == ("Ingrid", True, "Marieke registered this question.")


def test_new_details_are_named_with_the_new_promise(ingrid, marieke):
    ticket = make_ticket(ingrid)
    product = make_product(lead_days=9, questions=(Question("aantal", "Aantal", "number"),))
    services.classify(ticket, by=marieke, product=product, room="2.31")
    services.classify(ticket, by=marieke, kind="wish", urgency="high")
    services.classify(ticket, by=marieke, answers={"aantal": "3"})
    services.classify(ticket, by=marieke)
    first, second, third, fourth = lines(ticket)[1:]
    assert first.startswith(
        "Marieke changed the details: the kind is now incident, it is about “Storing”, the room. We now promise "
    )
    assert second == "Marieke changed the details: the kind is now wish, the urgency is now high."
    assert third == "Marieke changed the details: the answers."
    assert fourth == "Marieke looked through the details and left them as they are."


def test_an_approval_names_who_decides_and_for_whom(ingrid, marco, marieke, odd):
    ticket = make_ticket(ingrid, product=make_product(approvals=(ApprovalStep("manager"),)))
    services.approve(ticket.approvals.get(), by=marco, comment="Prima.")
    assert lines(ticket)[1:] == ["Marco was asked to agree.", "Marco agreed.", "Everybody who was asked has agreed."]
    event = ticket.events.for_display().get(verb="approved")
    event.data["deputy_for"] = "Hanna"
    assert wording.line(event) == "Marco agreed on behalf of Hanna."
    assert wording.sort(event) == "say"


def test_links_merges_and_ends_say_where_it_goes_on(ingrid, marieke):
    one, two, three = (make_ticket(ingrid) for _ in range(3))
    services.link(one, by=marieke, other=two, kind="duplicate")
    services.cancel(one, by=marieke, text="Dubbel.")
    services.merge(two, by=marieke, into=three)
    assert lines(one)[1:] == [
        f"Marieke noted that this is the same as {two.number}.",
        "Marieke stopped this question.",
    ]
    assert lines(two)[-1] == f"Marieke let this question go on in {three.number}."
    assert lines(three)[-1] == f"Marieke added question {two.number} to this one."


def test_a_verb_of_a_later_version_still_gets_a_sentence(ingrid):
    event = make_ticket(ingrid).events.for_display().get()
    event.verb, event.data, event.actor = "teleport", {}, None
    assert wording.line(event) == "The service desk did something with this question."
