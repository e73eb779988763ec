"""What a macro does, in one sentence: read before it is done."""

from __future__ import annotations

from django.template.defaultfilters import truncatechars
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

from servicedesk.lifecycle import Kind, Urgency
from servicedesk.models import Macro

# So much of a text is read in the sentence.
LONGEST = 90


def sentence(macro: Macro, text: str = "") -> str:
    """Return what happens, in the order in which it does. Its product, unit and check-list should have been fetched.

    `text` is what the customer gets, filled in.
    """
    steps = [*_inside(macro), *_said(macro, text or macro.text_nl)]
    *first, last = steps or [gettext("does nothing")]
    joined = pgettext("between steps", "%(first)s and %(last)s") % {"first": ", ".join(first), "last": last}
    words = capfirst(joined if first else last) + "."
    warning = gettext("This can't be undone in one go.")
    return words if macro.is_undoable else f"{words} {warning}"


def _inside(macro: Macro) -> list[str]:
    steps = [
        (macro.kind, gettext("makes it “%(what)s”"), Kind(macro.kind).label if macro.kind else ""),
        (macro.product_id, gettext("lets it be about “%(what)s”"), macro.product),
        (macro.urgency, gettext("sets the urgency to %(what)s"), Urgency(macro.urgency).label if macro.urgency else ""),
        (macro.takes, gettext("puts it in your name"), ""),
        (macro.check_list_id, gettext("puts the check-list “%(what)s” on it"), macro.check_list),
        (macro.note and macro.is_undoable, gettext("notes “%(what)s”"), truncatechars(macro.note, LONGEST)),
        (macro.forward_to_id, gettext("passes the work on to %(what)s"), macro.forward_to),
    ]
    return [words % {"what": what} for asked, words, what in steps if asked]


def _said(macro: Macro, text: str) -> list[str]:
    if not macro.says:
        return []
    text = truncatechars(" ".join(text.split()), LONGEST)
    words = {
        "answer": gettext("sends the customer “%(text)s”"),
        "ask": gettext("asks the customer “%(text)s”"),
        "solve": gettext("solves it with “%(text)s”"),
    }
    return [words[macro.says] % {"text": text}]
