"""The parts of the house's arrangement: the rail and the overview lead to them. Who adds a page adds a line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Part:
    """A page under `/routing/`: its address by name, what it is called, what it is for, and its icon."""

    route: str
    label: Any
    text: Any
    icon: str


PARTS: list[Part] = [
    Part("routing:index", _("Phases"), _("What is so now, what comes, and what it needs."), "route"),
    Part("routing:rules", _("Rules"), _("Who answers a question and who does the work, and why."), "list"),
    Part("routing:menu", _("Phone menu"), _("What callers hear, and who answers behind each key."), "phone"),
    Part("routing:rosters", _("Duty rosters"), _("Who answers on which day, where a unit takes turns."), "calendar"),
    Part(
        "routing:know-how",
        _("Who knows what"),
        _("What each can do, what is to be learnt, and who is there."),
        "users",
    ),
    Part(
        "arranging:going-over",
        _("Going over"),
        _("What moves to another unit when a phase starts, and what did."),
        "send",
    ),
    Part(
        "arranging:bypass",
        _("Round the front office"),
        _("What units are asked directly, and what still goes to old numbers and addresses."),
        "reply",
    ),
]
