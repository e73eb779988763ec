"""What somebody typed to search: words, and filters such as `is:open unit:post -kind:wish`. Plain values only."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LONGEST = 200
TERM = re.compile(r"(-?)([^\W\d_]+):(\"[^\"]*\"|\S*)|(\S+)")
TURNED = re.compile(r"(\d\d)-(\d\d)-(\d{4})")


class Filter(NamedTuple):
    """One filter: its names, what its values are called in Dutch and English (empty: anything), and what it does."""

    names: tuple[str, ...]
    values: dict[str, str]
    words: Promise
    example: str


class Wish(NamedTuple):
    """One filter that was typed, read."""

    name: str
    value: str
    is_not: bool


class Sought(NamedTuple):
    """What was typed: the words, the filters, and what is wrong with those that can't be read."""

    words: str
    wishes: tuple[Wish, ...]
    faults: tuple[str, ...]


STATES = {
    "open": "open", "new": "new", "nieuw": "new", "waiting": "waiting", "wachtend": "waiting", "solved": "solved",
    "opgelost": "solved", "closed": "closed", "gesloten": "closed", "afgesloten": "closed", "stopped": "cancelled",
    "gestopt": "cancelled", "late": "late", "laat": "late", "mine": "mine", "mijn": "mine", "free": "free",
    "vrij": "free",
}  # fmt: skip
KINDS = {
    "incident": "incident", "fault": "incident", "storing": "incident", "complaint": "complaint", "klacht": "complaint",
    "wish": "wish", "wens": "wish", "information": "information", "informatie": "information", "request": "request",
    "aanvraag": "request", "none": "", "geen": "",
}  # fmt: skip
THINGS = {"file": "file", "bijlage": "file", "order": "order", "werkorder": "order"}
FILTERS = {
    "is": Filter(
        ("is",), STATES, _("how it stands: open, late, new, waiting, solved, closed, stopped, mine, free"), "is:open"
    ),
    "kind": Filter(
        ("kind", "soort"), KINDS, _("the kind: fault, complaint, wish, information, request, none"), "kind:storing"
    ),
    "unit": Filter(("unit", "eenheid"), {}, _("a unit that answers or works"), "unit:gebouwzaken"),
    "by": Filter(("by", "door"), {}, _("who asked, or who has it: a username or a part of the name"), "by:agent"),
    "in": Filter(("in",), {}, _("a building"), "in:B30"),
    "from": Filter(("from", "vanaf"), {}, _("came in on this day or later"), "from:2026-11-01"),
    "until": Filter(("until", "tot"), {}, _("came in before this day"), "until:2026-12-01"),
    "has": Filter(("has", "heeft"), THINGS, _("with a file, or with an order"), "has:file"),
}
BY_NAME = {name: key for key, one in FILTERS.items() for name in one.names}


def read(typed: str) -> Sought:
    """Read what was typed. What can't be a filter is a word; a filter with a value that doesn't exist is a fault."""
    words, wishes, faults = [], [], []
    for minus, name, value, word in TERM.findall(typed.replace("\x00", "")[:LONGEST]):
        key = BY_NAME.get(name.lower())
        value = value.strip('"')
        if word:
            words.append(word)
        elif key is None:
            faults.append(gettext("There is no filter “%(name)s”.") % {"name": name})
        elif fault := _fault(key, value):
            faults.append(fault)
        else:
            wishes.append(Wish(key, FILTERS[key].values.get(value.lower(), value), bool(minus)))
    return Sought(" ".join(words), tuple(wishes), tuple(faults))


def day(text: str) -> date | None:
    """Read a day as 2026-11-01 or 01-11-2026."""
    if turned := TURNED.fullmatch(text):
        text = "-".join(reversed(turned.groups()))
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1990 <= found.year < 2200 else None


def _fault(key: str, value: str) -> str:
    known, typed = FILTERS[key], f"{key}:{value}"
    if not value:
        return gettext("Write something behind “%(name)s:”, as in %(example)s.") % {
            "name": key,
            "example": known.example,
        }
    if known.values and value.lower() not in known.values:
        choices = ", ".join(known.values)
        return gettext("“%(typed)s” can't be. Choose from: %(choices)s.") % {"typed": typed, "choices": choices}
    if key in ("from", "until") and day(value) is None:
        return gettext("“%(typed)s” is no day. Write it as 2026-11-01.") % {"typed": typed}
    return ""
