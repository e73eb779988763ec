"""Numbers as people type them and exchanges send them come to one form, and lead to a person or to a "maybe"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisation.models import User
from organisation.telephone import normal, shown
from tests.make import make_user


@pytest.mark.parametrize(
    "text",
    ["070 379 6412", "+31 (0)70-3796412", "0031703796412", "070/379.64.12", "tel:+31703796412", "070 - 379 6412 "],
)
def test_one_number_has_one_form(text):
    assert normal(text) == "+31703796412"
    assert shown(normal(text)) == "070 379 6412"


@pytest.mark.parametrize(("text", "expected"), [("6412", "6412"), ("64 12", "6412"), ("sip:6412@exchange", "6412")])
def test_an_extension_stays_one(text, expected):
    assert normal(text) == expected


@pytest.mark.parametrize("text", ["", "anonymous", "+", "1", "zes vier", "٣٤٥٦", "0" * 60])
def test_what_is_no_number_has_no_form(text):
    assert normal(text) == ""


@given(st.text())
def test_any_text_has_a_form_that_is_its_own_form(text):
    assert normal(normal(text)) == normal(text)


def test_the_form_follows_the_extension(db):
    person = make_user("ingrid", extension="070 379 6412")
    assert list(User.objects.called_by("+31703796412")) == [person]
    person.extension = "6413"
    person.save(update_fields=["extension"])
    assert list(User.objects.called_by("6413")) == [person]
    assert list(User.objects.called_by("+31703796413")) == [person]
    assert list(User.objects.called_by("")) == []
