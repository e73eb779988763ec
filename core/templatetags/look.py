"""How things look: icons, signs, moments and form fields. Knows nothing of facilities."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.forms import BaseForm, BoundField, CheckboxInput, FileInput, Textarea
from django.forms.widgets import ChoiceWidget, NumberInput
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import wording

register = template.Library()

DUE_ICONS = {"late": "alert", "done": "check"}


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw a symbol of the sprite. It is decoration: the word stands beside it. `size` is nothing or `lg`."""
    return _drawn(name, size)


# A list has hundreds, of a few dozen kinds.
@lru_cache(maxsize=256)
def _drawn(name: str, size: str) -> SafeString:
    css = f"icon icon--{size}" if size else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', css, static("icons.svg"), name
    )


# Lists show these in each row: a template for each would take longer than the queries do.
@register.simple_tag
def state(tone: str, sign: str, label: str) -> SafeString:
    """Show a state: `tone` is the css suffix (new, progress, waiting, late, done, later), `sign` an icon."""
    return format_html('<span class="state state--{}">{}{}</span>', tone, icon(sign), label)


@register.simple_tag
def kind(suffix: str, letter: str, label: str) -> SafeString:
    """Show a kind as its square; the word is there for who cannot see it."""
    square = '<span class="kind kind--{}"><span class="vh">{}</span><span aria-hidden="true">{}</span></span>'
    return format_html(square, suffix, label, letter)


@register.simple_tag
def kindword(suffix: str, letter: str, label: str) -> SafeString:
    """Show a kind as its square with the word beside it."""
    square = '<span class="kindword"><span class="kind kind--{}" aria-hidden="true">{}</span>{}</span>'
    return format_html(square, suffix, letter, label)


@register.simple_tag(takes_context=True)
def due(context: Context, at: datetime | None, now: datetime | None = None, done: datetime | None = None) -> SafeString:
    """Show a deadline in words with a clock; `done` is when it was ready, and then the deadline rests."""
    shown = due_words(at, _now(context, now), timezone.get_current_timezone(), done)
    return format_html('<span class="due due--{}">{}{}</span>', shown.tone, due_icon(shown), shown.words)


def due_words(at: datetime | None, now: datetime, zone: tzinfo, done: datetime | None = None) -> wording.Due:
    """Say what the tag `due` shows."""
    return wording.done(done, now=now, zone=zone) if done else wording.due(at, now=now, zone=zone)


def due_icon(shown: wording.Due) -> SafeString:
    """Draw the sign beside those words."""
    return icon(DUE_ICONS.get(shown.tone, "clock"))


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None, now: datetime | None = None) -> SafeString | str:
    """Show when something happened: `today 9:42`."""
    return drawn_moment(at, _now(context, now), timezone.get_current_timezone()) if at else ""


def drawn_moment(at: datetime, now: datetime, zone: tzinfo) -> SafeString:
    """Draw what the tag `moment` shows."""
    return _time(at, wording.moment(at, now=now, zone=zone))


@register.simple_tag(takes_context=True)
def promise(context: Context, at: datetime | None, now: datetime | None = None) -> SafeString | str:
    """Show when something will be, in full: `Thursday 15 November at 17:00`."""
    return _time(at, wording.promise(at, now=_now(context, now), zone=timezone.get_current_timezone())) if at else ""


@register.simple_tag(takes_context=True)
def day(context: Context, on: date | None, now: datetime | None = None) -> SafeString | str:
    """Show a day in full: `today`, `Thursday 15 November`. Takes a moment as well."""
    if on is None:
        return ""
    local = timezone.localtime(on).date() if isinstance(on, datetime) else on
    return _time(local, wording.day(local, today=timezone.localtime(_now(context, now)).date()))


@register.filter
def initials(name: object) -> str:
    """Two letters for the round sign of a person or team."""
    return wording.initials(str(name))


@register.inclusion_tag("core/field.html")
def field(field: BoundField, size: str = "", bare: bool = False) -> dict[str, Any]:
    """Show a form field whole. `size` is short or mid; `bare` hides the label for all but screen readers."""
    return {"field": field, "size": size, "bare": bare}


@register.simple_tag
def field_shape(field: BoundField) -> str:
    """Say how a field is laid out: group (of choices), tick, file or line."""
    widget = field.field.widget
    if isinstance(widget, ChoiceWidget) and widget.use_fieldset:
        return "group"
    if isinstance(widget, CheckboxInput):
        return "tick"
    return "file" if isinstance(widget, FileInput) else "line"


@register.simple_tag
def control(field: BoundField, size: str = "") -> SafeString:
    """Render the control of a field, with the look of the house and tied to its help and error."""
    widget = field.field.widget
    if isinstance(widget, (CheckboxInput, FileInput)):
        return field.as_widget()
    size = size or ("short" if isinstance(widget, NumberInput) else "")
    names = ["input", f"input--{size}" if size else "", widget.attrs.get("class", "")]
    attrs: dict[str, Any] = {"class": " ".join(filter(None, names))}
    if isinstance(widget, Textarea):
        attrs["rows"] = 4
    return field.as_widget(attrs=attrs)


@dataclass(frozen=True)
class ErrorLine:
    """One line of the summary; `target` is the id of the control, empty where it is about the whole form."""

    target: str
    text: str


@register.inclusion_tag("core/errors.html")
def error_summary(form: BaseForm, more: BaseForm | None = None) -> dict[str, Any]:
    """Show all that is wrong with a form, each line a link to its control. Shows nothing when all is well.

    `more` is a form that is sent along with it: the two get one summary.
    """
    return {"form": form, "more": more}


@register.simple_tag
def error_lines(form: BaseForm, more: BaseForm | None = None) -> list[ErrorLine]:
    """List what is wrong: first about the whole form, then by field, in the order of the screen."""
    return [line for one in (form, more) if one and one.is_bound for line in _error_lines(one)]


def _error_lines(form: BaseForm) -> Iterator[ErrorLine]:
    for text in form.non_field_errors():
        yield ErrorLine("", str(text))
    for bound in form:
        for text in bound.errors:
            yield ErrorLine("" if bound.is_hidden else _first_control(bound), str(text))


def _first_control(field: BoundField) -> str:
    """Return the id to jump to; a group of choices has none of its own, its first choice has."""
    if field_shape(field) == "group" and len(field):
        return str(field[0].id_for_label)
    return field.id_for_label


@register.filter
def page_numbers(paginator: Paginator, number: int) -> list[int | None]:
    """List the pages to offer around page `number`; None is a gap."""
    offered = paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)
    return [page if isinstance(page, int) else None for page in offered]


def _now(context: Context, given: datetime | None) -> datetime:
    return given or context.get("now") or timezone.now()


def _time(at: date | None, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', at.isoformat() if at else "", words)
