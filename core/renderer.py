"""How form controls become HTML: the plain ones without a template, for a page of the desk has forty of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class HouseRenderer(TemplatesSetting):
    """Draws inputs, text areas and lists itself; everything else as Django does, from its templates."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget))


def _option(widget: dict[str, Any]) -> SafeString:
    """One choice of a group; without its label where the page has that beside it."""
    if not widget["wrap_label"]:
        return _input(widget)
    number = widget["attrs"].get("id")
    about = format_html(' for="{}"', number) if number else ""
    return format_html("<label{}>{} {}</label>", about, _input(widget), widget["label"])


def _textarea(widget: dict[str, Any]) -> SafeString:
    # A browser leaves out the first line break, so that one of the text's own stays.
    text = widget["value"] or ""
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget), text)


def _select(widget: dict[str, Any]) -> SafeString:
    inside = format_html_join("", "{}", ((drawn,) for drawn in _groups(widget["optgroups"])))
    return format_html('<select name="{}"{}>{}\n</select>', widget["name"], _attributes(widget), inside)


def _groups(groups: list[tuple[str | None, list[dict[str, Any]], int]]) -> Iterator[SafeString]:
    """Draw the options; those without a group, which come as groups of one, all at once."""
    for named, some in groupby(groups, key=lambda group: group[0]):
        options = _options(option for _name, options, _index in some for option in options)
        yield format_html('\n<optgroup label="{}">{}\n</optgroup>', named, options) if named else options


def _options(options: Iterable[dict[str, Any]]) -> SafeString:
    drawn = ((str(one["value"]), _attributes(one), one["label"]) for one in options)
    return format_html_join("", '\n<option value="{}"{}>{}</option>', drawn)


def _attributes(widget: dict[str, Any]) -> str:
    return flatatt(widget["attrs"]) if widget["attrs"] else ""


_INPUTS = ("text", "number", "email", "url", "tel", "search", "password", "hidden", "date", "checkbox")
DRAWN = {
    **{f"django/forms/widgets/{name}.html": _input for name in _INPUTS},
    "django/forms/widgets/checkbox_option.html": _option,
    "django/forms/widgets/radio_option.html": _option,
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}
