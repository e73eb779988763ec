"""The history of a product, for people who never saw a database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from catalog import services
from catalog.changes import Change, changes, facts, merged
from catalog.definition import ApprovalStep, Definition, Part
from catalog.history import definition_at, entries, since
from catalog.intake import Question
from catalog.names import Names
from tests.make import make_editor, make_product, make_user

NAMES = Names(
    units={"servicedesk": "Servicedesk", "ft": "Facilitair Team"},
    groups={"kern": "Kerndepartement"},
    locations={"B30": "B30 Hoofdgebouw"},
    categories={"gebouw": "Gebouw"},
    people={"marco": "Marco Visser"},
)
PLAIN = Definition(code="zaal", name="Zaal", owner="servicedesk", category="gebouw")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def editor(db):
    return make_editor()


def said(**values):
    return [(change.label, change.old, change.new) for change in changes(PLAIN, replace(PLAIN, **values), NAMES)]


def test_a_change_is_said_in_words():
    assert said(name="Grote zaal") == [("Name", "Zaal", "Grote zaal")]
    assert said(owner="ft") == [("Owner: answers the customer", "Servicedesk", "Facilitair Team")]
    assert said(groups=("kern",)) == [("Who may ask for it", "", "Kerndepartement")]
    assert said(locations=("B30",)) == [("Where it is offered", "Everywhere", "B30 Hoofdgebouw")]
    assert said(self_service=True)[0][1:] == ("No", "Yes")
    assert said(type="advice")[0][1:] == ("standard", "advice or project")
    assert said(approvals=(ApprovalStep("person", person="marco"), ApprovalStep("unit_head", unit="ft")))[0][2] == (
        "1. One person: Marco Visser\n2. The head of a unit: Facilitair Team"
    )


def test_questions_are_compared_one_by_one():
    old = replace(PLAIN, questions=(Question("a", "A?"), Question("b", "B?"), Question("c", "C?", "yes_no")))
    new = replace(
        PLAIN,
        questions=(
            Question("c", "C?", "yes_no"),
            Question("a", "A?", required=True),
            Question("d", "D?", shown_if=("c", "yes")),
        ),
    )
    assert changes(old, new, NAMES) == [
        Change("Question “B?”", "Question: B?\nKind of answer: One line of text\nMust be answered: No", ""),
        Change("Question “A?”: Must be answered", "No", "Yes"),
        Change(
            "Question “D?”",
            "",
            "Question: D?\nKind of answer: One line of text\nMust be answered: No\nOnly ask when: C? → Yes",
        ),
        Change("Question “C?”: Place in the order", "2", "1"),
    ]


def test_only_what_differs_is_shown_of_a_long_text():
    old = replace(PLAIN, conditions="Op tijd.\nNetjes.\nGratis.", synonyms=("ruimte", "zaaltje"))
    new = replace(PLAIN, conditions="Op tijd.\nSchoon.\nGratis.", synonyms=("ruimte", "zaaltje", "hal"))
    assert changes(old, new, NAMES) == [Change("Conditions", "Netjes.", "Schoon."), Change("Other names", "", "hal")]
    turned = replace(old, synonyms=("zaaltje", "ruimte"))
    assert changes(old, turned, NAMES) == [Change("Other names", "ruimte, zaaltje", "zaaltje, ruimte")]


def test_parts_are_compared_one_by_one():
    old = replace(PLAIN, parts=(Part("a", "Zaal", "servicedesk"), Part("b", "Stoelen", "ft")))
    new = replace(PLAIN, parts=(Part("a", "Zaal", "servicedesk"), Part("b", "Stoelen", "ft", 2, ("a",))))
    assert changes(old, new, NAMES) == [
        Change("Part “Stoelen”: Working days", "1", "2"),
        Change("Part “Stoelen”: Starts after", "", "Zaal"),
    ]


TEXT = st.sampled_from(["", "a", "b", "c"])
QUESTIONS = st.lists(
    st.builds(Question, st.sampled_from("abcd"), TEXT, st.sampled_from(["text", "yes_no"]), st.booleans()),
    max_size=4,
    unique_by=lambda question: question.key,
).map(tuple)
DEFINITIONS = st.builds(
    Definition, st.just("x"), TEXT, summary=TEXT, self_service=st.booleans(), lead_days=st.none() | st.integers(0, 3),
    synonyms=st.lists(TEXT, max_size=2).map(tuple), questions=QUESTIONS,
)  # fmt: skip


@given(DEFINITIONS, DEFINITIONS)
def test_there_is_a_change_exactly_where_two_differ(old, new):
    assert (changes(old, new, NAMES) == []) == (old == new)


@given(DEFINITIONS, DEFINITIONS, DEFINITIONS)
def test_merging_takes_mine_where_i_changed_it_and_theirs_elsewhere(start, mine, theirs):
    both = merged(start, mine, theirs)
    for field in ("name", "summary", "self_service", "lead_days", "synonyms", "questions"):
        touched = getattr(mine, field) != getattr(start, field)
        assert getattr(both, field) == getattr(mine if touched else theirs, field)
    assert merged(start, start, theirs) == theirs
    assert merged(start, mine, start) == mine


@given(DEFINITIONS)
def test_facts_never_say_nothing(definition):
    assert all(fact.label and fact.value for fact in facts(definition, NAMES))


def test_the_life_of_a_product_reads_as_a_list(editor, client):
    other = make_user("bea", name="Bea Bos", roles=("catalogue_editor", "auditor"))
    product = make_product("zaal", summary="Een zaal.")
    draft = services.save_draft(product, by=other, definition=replace(product.drafted, summary="Een grote zaal."))
    draft = services.save_draft(draft, by=editor, definition=replace(draft.drafted, name="Grote zaal"))
    published = services.publish(draft, by=other)
    services.withdraw(published, by=editor)

    found = entries(product)
    assert [(entry.what, entry.by, entry.number) for entry in found] == [
        ("made", editor, None),
        ("published", editor, 1),
        ("saved", other, None),
        ("saved", editor, None),
        ("published", other, 2),
        ("withdrawn", editor, None),
    ]
    assert [change.new for change in found[2].changes] == ["Een grote zaal."]
    assert [change.new for change in found[3].changes] == ["Grote zaal"]
    assert [change.new for change in found[4].changes] == ["Grote zaal", "Een grote zaal."], "against version 1"
    assert [entry.what for entry in since(product, published.version)] == ["withdrawn"]

    other.language = "en"
    other.save()
    client.force_login(other)
    page = client.get("/catalog/zaal/history/").content.decode()
    for words in ("Bea Bos", "published version 2.", "saved a draft.", "withdrew the product", "Een grote zaal."):
        assert words in page, words
    assert page.index("withdrew the product") < page.index("published version 2."), "newest first"


def test_what_stood_there_before_can_be_found_by_its_version(editor):
    product = make_product("zaal", summary="Een zaal.")
    seen = product.version
    services.save_draft(product, by=editor, definition=replace(product.drafted, summary="Anders."))
    assert definition_at(product, seen).summary == "Een zaal."
    assert definition_at(product, 999) is None


def test_who_made_it_may_be_unknown(editor, client):
    product = make_product("zaal")
    product.history.update(history_user=None)
    reader = make_user("bea", roles=("auditor",), language="en")
    client.force_login(reader)
    assert "The system" in client.get("/catalog/zaal/history/").content.decode()
