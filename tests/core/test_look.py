"""The look holds: contrast, tokens, icons, classes, and templates that the content policy lets through."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage
from django.template.loader import render_to_string

from core.templatetags import look

CSS = Path(settings.BASE_DIR) / "static" / "css"
TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
SHEETS = sorted(CSS.rglob("*.css"))
TOKENS = (CSS / "tokens.css").read_text()
THEMES = {"light": 0, "dark": 1}


def _colours() -> dict[str, tuple[str, str]]:
    """Return each colour of the tokens as (light, dark)."""
    found = {}
    for name, value in re.findall(r"--([a-z0-9-]+):\s*([^;]+);", TOKENS):
        hexes = re.findall(r"#[0-9a-f]{6}", value)
        if hexes:
            found[name] = (hexes[0], hexes[-1])
    return found


COLOURS = _colours()


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, definition of contrast ratio."""
    high, low = sorted([_luminance(one), _luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


GROUNDS = ["canvas", "surface", "surface-raised", "surface-sunken", "surface-hover"]
TEXT = {
    "ink": [*GROUNDS, "accent-soft", "new-bg", "waiting-bg", "late-bg", "note-bg"],
    "ink-muted": [*GROUNDS, "accent-soft", "note-bg"],
    "ink-faint": ["canvas", "surface", "surface-raised", "surface-hover", "accent-soft", "note-bg"],
    "accent": [*GROUNDS, "accent-soft"],
    "accent-strong": ["canvas", "surface", "accent-soft"],
    "on-accent": ["accent", "accent-strong"],
    "on-band": ["band", "band-deep", "band-line"],
    "on-band-muted": ["band", "band-deep"],
    "band-ink": ["on-band"],
    "sun": ["band"],
    "on-sun": ["sun", "sun-strong"],
    "canvas": ["ink"],
    "new-fg": ["new-bg", "surface", "surface-hover", "accent-soft"],
    "progress-fg": ["progress-bg", "surface", "surface-hover", "accent-soft"],
    "waiting-fg": ["waiting-bg", "note-bg", "canvas", "surface", "surface-hover", "accent-soft"],
    "late-fg": ["late-bg", *GROUNDS, "accent-soft"],
    "done-fg": ["done-bg", "canvas", "surface"],
    "on-late": ["late-solid"],
}
EDGES = {
    "line-control": GROUNDS,
    "accent": GROUNDS,
    "new-mark": ["surface", "canvas"],
    "progress-mark": ["surface", "canvas", "surface-sunken"],
    "waiting-mark": ["surface", "canvas"],
    "late-mark": ["surface", "canvas", "late-bg"],
    "done-mark": ["surface", "done-bg"],
    "note-line": ["note-bg", "canvas", "surface"],
}


def _pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(front, back) for front, backs in table.items() for back in backs]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), _pairs(TEXT))
def test_text_can_be_read(text, ground, theme):
    assert _contrast(COLOURS[text][THEMES[theme]], COLOURS[ground][THEMES[theme]]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), _pairs(EDGES))
def test_edges_and_marks_can_be_seen(edge, ground, theme):
    assert _contrast(COLOURS[edge][THEMES[theme]], COLOURS[ground][THEMES[theme]]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", [*GROUNDS, "band", "band-deep", "accent-soft"])
def test_the_focus_can_be_seen_on_every_ground(ground, theme):
    ring, halo = (COLOURS[name][THEMES[theme]] for name in ("focus-ring", "sun"))
    back = COLOURS[ground][THEMES[theme]]
    assert max(_contrast(ring, back), _contrast(halo, back)) >= 3


def test_the_contrast_of_black_and_white_is_21():
    assert round(_contrast("#000000", "#ffffff"), 2) == 21


def _bare(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet.name != "tokens.css"], ids=lambda s: s.name)
def test_a_colour_has_its_name_in_the_tokens(sheet):
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|light-dark)\(", _bare(sheet)) == []


def test_no_custom_property_is_undefined():
    css = "\n".join(map(_bare, SHEETS))
    defined = set(re.findall(r"(--[a-z0-9-]+)\s*:", css))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", css)) - defined == set()


def test_every_sheet_is_part_of_the_one():
    imported = re.findall(r'@import url\("([^"]+)"\)', (CSS / "app.css").read_text())
    assert sorted([*imported, "app.css"]) == sorted(str(sheet.relative_to(CSS)) for sheet in SHEETS)


def test_the_sheets_and_icons_can_be_stored_under_hashed_names(tmp_path):
    source = FileSystemStorage(Path(settings.BASE_DIR) / "static")
    storage = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    names = [str(file.relative_to(source.location)) for file in Path(source.location).rglob("*.*")]
    for name in names:
        with source.open(name) as contents:
            storage.save(name, contents)
    outcomes = [outcome for _, _, outcome in storage.post_process({name: (source, name) for name in names})]

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    hashed = (tmp_path / storage.stored_name("css/app.css")).read_text()
    assert re.search(r'@import url\("components/button\.[0-9a-f]{12}\.css"\)', hashed)


def test_there_are_templates():
    assert len(TEMPLATES) > 15


def _symbols() -> set[str]:
    sprite = (Path(settings.BASE_DIR) / "static" / "icons.svg").read_text()
    return set(re.findall(r'<symbol id="([^"]+)"', sprite))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: str(t.relative_to(settings.BASE_DIR)))
def test_every_icon_is_in_the_sprite(template):
    text = template.read_text()
    used = set(re.findall(r"""\{% icon ["']([^"']+)["']""", text))
    used |= set(re.findall(r"""\{% state \S+ ["']([^"']+)["']""", text))
    used |= set(re.findall(r"""\bsign=["']([^"']+)["']""", text))
    assert used - _symbols() == set()


def test_the_icons_that_python_names_are_in_the_sprite():
    assert set(look.DUE_ICONS.values()) | {"clock"} <= _symbols()


NOT_ALLOWED = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script(?![^>]*\bsrc=)[^>]*>",
    "a handler in an attribute": r"<[^>]*\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=",
    "a javascript address": r"javascript:",
    "text that is trusted": r"\|\s*safe\b|\{%\s*autoescape off",
}


@pytest.mark.parametrize("what", NOT_ALLOWED)
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: str(t.relative_to(settings.BASE_DIR)))
def test_the_content_policy_lets_the_template_through(template, what):
    text = re.sub(r"\{%\s*comment\s*%\}.*?\{%\s*endcomment\s*%\}", "", template.read_text(), flags=re.S)
    assert re.findall(NOT_ALLOWED[what], text) == []


def _classes_of(text: str) -> set[str]:
    """Return the classes in a template; what a variable completes is returned as far as it is written, with a star."""
    text = re.sub(r"\{%\s*comment\s*%\}.*?\{%\s*endcomment\s*%\}", "", text, flags=re.S)
    text = re.sub(r"\{\{.*?\}\}", "*", re.sub(r"\{%.*?%\}", " ", text))
    return {name for names in re.findall(r'\bclass="([^"]*)"', text) for name in names.split()}


def _is_known(name: str, known: set[str]) -> bool:
    start, star, _ = name.partition("*")
    return any(other.startswith(start) for other in known) if star else name in known


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: str(t.relative_to(settings.BASE_DIR)))
def test_every_class_is_in_the_css(template):
    known = set(re.findall(r"\.([a-z][a-z0-9_-]*)", "\n".join(map(_bare, SHEETS))))
    unknown = {name for name in _classes_of(template.read_text()) if not _is_known(name, known)}
    assert unknown == set()


class Trip(forms.Form):
    """A form with one field of each shape."""

    people = forms.IntegerField(help_text="Count yourself.", error_messages={"required": "How many? Type a number."})
    room = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "Hout"), ("b", "Veld")])
    agreed = forms.BooleanField(label="I read it", required=False)
    photo = forms.FileField(required=False)
    remark = forms.CharField(required=False, widget=forms.Textarea)
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        self.add_error(None, "The room is taken.")


def _drawn(name: str, data: dict | None = None) -> str:
    return render_to_string("core/field.html", {"field": Trip(data)[name]})


def test_a_control_knows_its_label_help_and_error():
    html = _drawn("people", {})
    assert '<label class="field__label" for="id_people">' in html
    assert 'aria-describedby="id_people_helptext id_people_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.index('id="id_people_error"') < html.index("<input"), "the error stands between label and control"


def test_choices_are_a_group_with_a_legend():
    html = _drawn("room", {})
    assert html.count("<legend") == 1
    assert html.count('<label class="choice"') == 2
    assert 'aria-describedby="id_room_error"' in html


def test_a_field_that_may_stay_empty_says_so():
    assert "<small>(" in _drawn("remark")
    assert "<small>(" not in _drawn("people")


@pytest.mark.parametrize(
    ("name", "shape"), [("people", "line"), ("room", "group"), ("agreed", "tick"), ("photo", "file")]
)
def test_the_shape_of_a_field_follows_from_its_control(name, shape):
    assert look.field_shape(Trip()[name]) == shape


def test_a_file_is_dropped_in_its_own_place():
    assert '<div class="drop">' in _drawn("photo")


def test_the_summary_links_each_error_to_the_first_control_of_its_field():
    lines = look.error_lines(Trip({}))
    assert [(line.target, line.text) for line in lines][:2] == [
        ("", "The room is taken."),
        ("id_people", "How many? Type a number."),
    ]
    assert lines[2].target == "id_room_0"
    assert lines[3].target == "", "a hidden field cannot be jumped to"


def test_the_summary_takes_the_focus():
    html = render_to_string("core/errors.html", {"form": Trip({})})
    assert 'role="alert" tabindex="-1" autofocus' in html
    assert '<a href="#id_people">' in html


def test_a_form_that_nobody_sent_has_no_summary():
    assert render_to_string("core/errors.html", {"form": Trip()}).strip() == ""


def test_names_from_outside_are_escaped():
    assert "&lt;b&gt;" in look.state("new", "new", "<b>")
    assert "<b>" not in look.icon('"><b>')
