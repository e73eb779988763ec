"""The shortcuts: one table of what can be done with which keys, and in what words the help says it.

Combinations of Alt or Ctrl with a letter; a letter by itself works only for who asked for that (WCAG 2.1.4).
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OFF, COMBINATIONS, LETTERS = "off", "combinations", "letters"


class Chord(NamedTuple):
    """What one presses for an action. `keys` as in aria-keyshortcuts; `page` is where the action stands."""

    keys: str
    words: Promise
    letter: str = ""
    page: str = "all"

    def pressed(self, chosen: str) -> str:
        """Return the keys that work for who chose this, with a space between; nothing when shortcuts are off."""
        if chosen == OFF:
            return ""
        return f"{self.keys} {self.letter}" if chosen == LETTERS and self.letter else self.keys


# Which tables hold on a page: its own actions, and those of what surrounds it.
PAGES = {
    "portal": ("all", "portal"),
    "desk": ("all", "desk"),
    "queue": ("all", "desk", "queue"),
    "ticket": ("all", "desk", "ticket"),
    "call": ("all", "desk", "call"),
    "work": ("all", "work"),
    "catalog": ("all", "catalog"),
}

CHORDS: dict[str, Chord] = {
    "search": Chord("Control+K", _("Search"), "/"),
    "send": Chord("Control+Enter", _("Send or keep what you wrote")),
    "new-call": Chord("Alt+N", _("Register a question"), "n", "desk"),
    "new-product": Chord("Alt+N", _("Make a product"), "n", "catalog"),
    "asked": Chord("Alt+A", _("Register that you were asked directly"), "a", "work"),
    "queues": Chord("Alt+Q", _("Go to the queues"), "q", "desk"),
    "take": Chord("Alt+M", _("Take this on"), "m", "ticket"),
    "forward": Chord("Alt+W", _("Pass the work on"), "w", "ticket"),
    "split": Chord("Alt+P", _("Make a question of a part of this"), "p", "ticket"),
    "snooze": Chord("Alt+Z", _("Snooze"), "z", "ticket"),
    "wake": Chord("Alt+Shift+Z", _("Bring back"), "", "ticket"),
    "assign": Chord("Alt+C", _("To a colleague"), "c", "ticket"),
    "merge": Chord("Alt+J", _("Merge"), "j", "ticket"),
    "link": Chord("Alt+L", _("Link another question"), "l", "ticket"),
    "unlink": Chord("Alt+Shift+L", _("Take the link away"), "", "ticket"),
    "close": Chord("Alt+X", _("Close this question"), "x", "ticket"),
    "cancel": Chord("Alt+Shift+X", _("Stop this question"), "", "ticket"),
    "reopen": Chord("Alt+Shift+O", _("Open this question again"), "", "ticket"),
    "classify": Chord("Alt+Y", _("Change kind, product or place"), "y", "ticket"),
    "answers": Chord("Alt+Shift+Y", _("Complete or change the answers"), "", "ticket"),
    "resend": Chord("Alt+Shift+R", _("Send the work order again"), "", "ticket"),
    "cancel-order": Chord("Alt+Shift+U", _("Take back the work order"), "", "ticket"),
    "solve-parts": Chord("Alt+Shift+P", _("Solve the parts too"), "", "ticket"),
    "follow": Chord("Alt+Shift+M", _("Follow this question, or stop"), "", "ticket"),
    "make-answer": Chord("Alt+Shift+K", _("Make an answer of this"), "", "ticket"),
    "ask": Chord("Alt+K", _("Send and wait for the customer"), "k", "ticket"),
    "undo": Chord("Alt+U", _("Take back, or undo"), "u", "ticket"),
    "next": Chord("Alt+G", _("Next question"), "g", "ticket"),
    "show-news": Chord("Alt+Shift+G", _("Show what is new"), "", "ticket"),
    "next-row": Chord("Alt+J", _("Next row"), "j", "queue"),
    "previous-row": Chord("Alt+K", _("Previous row"), "k", "queue"),
    "answer": Chord("Alt+R", _("Write to the customer"), "r", "ticket"),
    "note": Chord("Alt+I", _("Write an internal note"), "i", "ticket"),
    "solve": Chord("Alt+A", _("Send and solve"), "a", "ticket"),
    "macros": Chord("Alt+O", _("Do a macro"), "o", "ticket"),
    "join-outage": Chord("Alt+U", _("This caller too"), "u", "call"),
    "save-solved": Chord("Control+Shift+Enter", _("Register as answered"), "", "call"),
    "words": Chord("Alt+O", _("Go to the customer's own words"), "", "call"),
    "add-call": Chord("Alt+J", _("Add the conversation to the first open question"), "", "call"),
}

# What browsers do themselves with Alt or Ctrl and a key, on Windows, Linux or macOS: menus, the address bar, tabs,
# reloading, printing, copying. AltGr is Ctrl with Alt, a screen reader's own key goes with Ctrl and Alt as well.
RESERVED = frozenset(
    {f"Alt+{key}" for key in "BDEFHSTV0123456789"}
    | {f"Control+{key}" for key in "ABCDFGHJLNOPQRSTUVWXYZ0123456789"}
    | {"Alt+Enter", "Alt+Tab", "Alt+Space", "Alt+Home", "Alt+ArrowLeft", "Alt+ArrowRight", "Alt+ArrowUp"}
)
