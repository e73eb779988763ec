"""What stands on the screen, in Dutch, from the words in the templates."""

from __future__ import annotations

import re
from typing import Any

from django.utils import translation
from playwright.sync_api import Locator, Page


def nl(words: str, /, **names: Any) -> str:
    """Return the Dutch of an English message."""
    with translation.override("nl"):
        said = translation.gettext(words)
    return said % names if names else said


def button(on: Page | Locator, words: str, /, **names: Any) -> Locator:
    """Return the one button that begins with these words; a number or a key for it may follow."""
    return on.get_by_role("button", name=re.compile(rf"^\s*{re.escape(nl(words, **names))}(?!\w)")).filter(visible=True)


def link(on: Page | Locator, words: str, /, **names: Any) -> Locator:
    """Return the one link that begins with these words; a number may follow."""
    return on.get_by_role("link", name=re.compile(rf"^\s*{re.escape(nl(words, **names))}(?!\w)")).filter(visible=True)


def unfold(on: Page | Locator, words: str) -> None:
    """Press on what unfolds a form or an explanation."""
    on.locator("summary").filter(has_text=re.compile(rf"^\s*{re.escape(nl(words))}(?!\w)")).click()


def field(on: Page | Locator, words: str) -> Locator:
    """Return the one field that begins with these words."""
    return on.get_by_label(re.compile(rf"^\s*{re.escape(nl(words))}"))


def write(on: Page | Locator, words: str, text: str) -> None:
    """Type in a field, key by key."""
    field(on, words).press_sequentially(text)
