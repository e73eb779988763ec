"""The intake form: every kind of question, without script, and nothing typed is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils import timezone, translation

from catalog.forms.intake import IntakeForm
from catalog.intake import KINDS, Question
from tests.make import make_location, make_user

FILE_ID = "3f1f4cf0-7a3c-4a55-9a3a-0b1c2d3e4f50"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def ask(user, data=None, *questions, files=None, **more):
    return IntakeForm(data, files, questions=questions, user=user, **more)


def drawn(form):
    return render_to_string("catalog/_intake.html", {"intake": form})


def test_every_kind_of_question_can_be_drawn(ingrid):
    questions = [Question(key=kind, label=f"What {kind}?", kind=kind, choices=("a", "b")) for kind in KINDS]
    html = drawn(ask(ingrid, None, *questions))
    for kind in KINDS:
        assert f'name="q-{kind}"' in html
    assert 'type="hidden" name="q-file-kept"' in html


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  blue  ", "blue"),
        ("paragraph", "one\r\ntwo", "one\ntwo"),
        ("number", "12,5", "12,5"),
        ("date", "22-11-2026", "2026-11-22"),
        ("date", "22 november 2026", "2026-11-22"),
        ("date", "2026-11-22", "2026-11-22"),
        ("choice", "b", "b"),
        ("location", "B30", "B30"),
        ("person", "ingrid", "ingrid"),
        ("person", "INGRID@example.org", "ingrid"),
        ("yes_no", "no", "no"),
    ],
)
def test_an_answer_is_kept_in_its_own_form(ingrid, kind, typed, kept):
    form = ask(ingrid, {"q-it": typed}, Question("it", "What?", kind, required=True, choices=("a", "b")))
    assert form.is_valid(), form.errors
    assert form.answers == {"it": kept}


@pytest.mark.parametrize(
    ("kind", "typed", "text"),
    [
        ("number", "many", "Fill in a number, for example 12."),
        ("number", "--5", "Fill in a number, for example 12."),
        ("date", "31-2-2027", "Fill in a date, for example 22-11-2027."),
        ("choice", "c", "Choose one of the answers."),
        ("yes_no", "maybe", "Choose yes or no."),
        ("location", "B99", "Choose a location from the list."),
        ("text", "a\x00b", "This has a character that we can't keep."),
        ("text", "x" * 201, "This is too long."),
        ("person", "<b>", "Fill in the full name or the e-mail address."),
    ],
)
def test_a_wrong_answer_is_named_and_stays_as_typed(ingrid, kind, typed, text):
    form = ask(ingrid, {"q-it": typed}, Question("it", "What?", kind, choices=("a", "b")))
    assert not form.is_valid()
    assert text in form.errors["it"][0]
    assert form["it"].value() == typed


@pytest.mark.parametrize("kind", KINDS)
def test_a_required_question_says_what_to_fill_in(ingrid, kind):
    question = Question("it", "How many", kind, required=True, choices=("a", "b"))
    form = ask(ingrid, {}, question)
    assert not form.is_valid()
    assert form.errors["it"][0].startswith("How many: ")
    assert ask(ingrid, {}, question, complete=False).is_valid(), "an agent may save what is known so far"


def test_what_is_not_asked_is_neither_needed_nor_kept(ingrid):
    lunch = Question("lunch", "Lunch?", "yes_no", required=True)
    people = Question("people", "How many?", "number", required=True, shown_if=("lunch", "yes"))
    form = ask(ingrid, {"q-lunch": "no", "q-people": "many"}, lunch, people)
    assert form.is_valid(), form.errors
    assert form.answers == {"lunch": "no"}
    assert not ask(ingrid, {"q-lunch": "yes"}, lunch, people).is_valid()


def test_a_condition_can_be_read_without_script(ingrid):
    lunch = Question("lunch", "Lunch?", "yes_no")
    html = drawn(ask(ingrid, None, lunch, Question("people", "How many?", "number", shown_if=("lunch", "yes"))))
    assert "Only if your answer to “Lunch?” is: Yes" in html
    assert 'data-shown-if-key="q-lunch" data-shown-if-value="yes"' in html


def test_a_name_that_is_nearly_right_gets_suggestions(ingrid, marco):
    form = ask(ingrid, {"q-who": "Marko"}, Question("who", "Who?", "person"))
    assert not form.is_valid()
    assert "Do you mean: Marco (marco@example.org)?" in form.errors["who"][0]


def test_two_people_with_one_name_are_told_apart_by_mail(ingrid):
    make_user("jdv1", name="Jan de Vries")
    make_user("jdv2", name="Jan de Vries")
    who = Question("who", "Who?", "person")
    form = ask(ingrid, {"q-who": "jan de vries"}, who)
    assert not form.is_valid()
    assert "jdv1@example.org" in form.errors["who"][0]
    assert "jdv2@example.org" in form.errors["who"][0]
    assert ask(ingrid, {"q-who": "jdv2@example.org"}, who).is_valid()


def test_who_left_is_not_found(ingrid):
    make_user("gone", is_active=False)
    assert not ask(ingrid, {"q-who": "gone"}, Question("who", "Who?", "person")).is_valid()


def test_a_username_goes_before_a_name(ingrid):
    make_user("other", name="ingrid")
    form = ask(ingrid, {"q-who": "ingrid"}, Question("who", "Who?", "person"))
    assert form.is_valid()
    assert form.answers == {"who": "ingrid"}


def test_only_buildings_in_use_are_offered_and_the_own_one_is_chosen(ingrid):
    make_location("B99", valid_until=timezone.localdate() - timedelta(days=1))
    question = Question("where", "Where?", "location")
    form = ask(ingrid, None, question)
    assert list(form.locations) == ["B30"]
    assert form["where"].value() == "B30"
    before = ask(ingrid, None, question, answers={"where": "B99"})
    assert list(before.locations) == ["B30", "B99"], "what was answered before stays"


def test_many_choices_become_a_list(ingrid):
    few = Question("few", "Which?", "choice", choices=tuple("abcdef"))
    many = Question("many", "Which?", "choice", choices=tuple("abcdefg"))
    html = drawn(ask(ingrid, None, few, many))
    assert html.count('type="radio"') == 7, "six and one for no answer"
    assert html.count("<select") == 1


def test_kept_answers_are_shown_as_one_types_them(ingrid, marco):
    form = ask(
        ingrid,
        None,
        Question("on", "When?", "date"),
        Question("who", "Who?", "person"),
        answers={"on": "2026-11-22", "who": "marco"},
    )
    assert form["on"].value() == "22-11-2026"
    assert form["who"].value() == "marco@example.org"


def test_a_file_that_came_along_counts_as_an_answer(ingrid):
    photo = Question("photo", "Photo?", "file", required=True)
    form = ask(ingrid, {}, photo, files={"q-photo": SimpleUploadedFile("lamp.png", b"")})
    assert form.is_valid(), form.errors
    assert list(form.new_files) == ["photo"]
    assert form.answers == {}
    form.keep("photo", FILE_ID, "lamp.png")
    assert form.answers == {"photo": FILE_ID}


def test_a_file_outlives_an_error_elsewhere(ingrid):
    questions = [Question("photo", "Photo?", "file", required=True), Question("n", "How many?", "number")]
    form = ask(ingrid, {"q-n": "many"}, *questions, files={"q-photo": SimpleUploadedFile("lamp.png", b"x")})
    assert not form.is_valid()
    form.keep("photo", FILE_ID, "lamp.png")
    html = drawn(form)
    assert f'value="{FILE_ID}"' in html
    assert "lamp.png is kept" in html

    again = ask(ingrid, {"q-n": "3", "q-photo-kept": FILE_ID}, *questions)
    assert again.is_valid()
    assert again.answers == {"photo": FILE_ID, "n": "3"}


def test_a_kept_file_must_look_like_one(ingrid):
    form = ask(ingrid, {"q-photo-kept": "../../etc/passwd"}, Question("photo", "Photo?", "file", required=True))
    assert not form.is_valid()


def test_html_in_a_question_stays_text(ingrid):
    question = Question("it", "<script>alert(1)</script>", "choice", choices=("<b>a</b>", "b"), help="<i>")
    html = drawn(ask(ingrid, {"q-it": "<u>"}, question))
    assert "<script>" not in html
    assert "<b>" not in html


def test_a_date_without_a_year_is_the_coming_one(ingrid):
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = ask(ingrid, {"q-on": f"{tomorrow.day}-{tomorrow.month}"}, Question("on", "When?", "date"))
    assert form.is_valid()
    assert date.fromisoformat(form.answers["on"]) == tomorrow
