"""Controls that are drawn without a template look to a browser as Django's own do."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html

from core.renderer import DRAWN, HouseRenderer

CHOICES = [("", "Choose"), ("a", "A & <b>B</b>"), ("Group", [("c", "C"), (3, "Three")])]
WIDGETS = [
    forms.TextInput({"class": 'a"b', "required": True, "disabled": False}), forms.NumberInput({"min": 0, "step": 1.5}),
    forms.EmailInput(), forms.URLInput(), forms.PasswordInput(), forms.HiddenInput(), forms.DateInput(),
    forms.CheckboxInput(), forms.Textarea({"rows": 4}), forms.Select(choices=CHOICES), forms.TelInput(),
    forms.SelectMultiple(choices=CHOICES), forms.SearchInput(),
]  # fmt: skip


@pytest.mark.parametrize("value", [None, "", "a", 3, '<b>"&', "\nline", True])
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_a_control_is_drawn_as_django_does(widget, value):
    if isinstance(widget, forms.SelectMultiple):
        value = [value]
    ours, theirs = (
        widget.render("name", value, {"id": "id_name"}, renderer=renderer())
        for renderer in (HouseRenderer, TemplatesSetting)
    )
    assert parse_html(ours) == parse_html(theirs)
    assert widget.template_name in DRAWN


@pytest.mark.parametrize("widget", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_a_choice_of_a_group_is_drawn_as_django_does(widget):
    def drawn(renderer):
        class Form(forms.Form):
            choose = forms.ChoiceField(choices=CHOICES[:2], widget=widget)

        form = Form({"choose": "a"}, renderer=renderer())
        return [option.tag(wrap_label) for option in form["choose"] for wrap_label in (False, True)]

    ours, theirs = drawn(HouseRenderer), drawn(TemplatesSetting)
    assert [parse_html(one) for one in ours] == [parse_html(one) for one in theirs]
    assert "checked" in "".join(ours)
