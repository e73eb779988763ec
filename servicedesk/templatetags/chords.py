"""Shortcuts in a template: {% chord "take" %} inside a tag, {% keys "take" %} where the keys are shown."""

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from servicedesk.chords import CHORDS, COMBINATIONS

register = template.Library()


@register.simple_tag(takes_context=True)
def chord(context: Context, action: str) -> SafeString | str:
    """Give the tag it stands in its shortcut, for keys.js and for screen readers; nothing where they are off."""
    found = CHORDS[action]
    pressed = found.pressed(_chosen(context))
    if not pressed:
        return ""
    return format_html('data-chord="{0}" data-chord-words="{1}" aria-keyshortcuts="{0}"', pressed, found.words)


@register.simple_tag(takes_context=True)
def keys(context: Context, action: str) -> SafeString | str:
    """Draw the keys of an action; nothing where shortcuts are off."""
    pressed = CHORDS[action].pressed(_chosen(context))
    if not pressed:
        return ""
    parts = [(_name(part),) for part in pressed.split()[0].split("+")]
    return format_html('<kbd class="optional" aria-hidden="true">{}</kbd>', format_html_join(" ", "{}", parts))


def _name(part: str) -> str:
    return pgettext("key on the keyboard", "Ctrl") if part == "Control" else part


def _chosen(context: Context) -> str:
    """Return what the reader chose; combinations for who isn't known."""
    user = getattr(context.get("request"), "user", None) or context.get("user")
    return getattr(user, "shortcuts", COMBINATIONS)
