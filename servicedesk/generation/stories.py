"""Stories: a question of the example with all that happened to it, as rows with gaps where each copy differs.

Nothing here knows what a column means: keys, moments, days and the customer's own facts are found by their type and
value, so that a column that is added later is copied as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db import connection, models

from organisation.models import User
from servicedesk.lifecycle import ENDED
from servicedesk.models import Approval, Contact, Event, Notice, Ticket, TicketWords, WorkOrder
from servicedesk.models.words import WordsField
from servicedesk.services.words import plain_words

# What a copy consists of, in the order in which it is written.
TABLES: tuple[type[models.Model], ...] = (Ticket, TicketWords, Contact, WorkOrder, Approval, Event, Notice)
# The first stories of the database are the example's own.
MOST = 400
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
ORDER = re.compile(r"\bW-(\d+)\b")
# Two characters that no text has: what stands between them is the name of a gap.
OPENS, CLOSES = "\ue000", "\ue001"
GAP = re.compile(f"{OPENS}([a-z0-9_]+){CLOSES}")


def gap(name: str) -> str:
    return f"{OPENS}{name}{CLOSES}"


class Row(NamedTuple):
    """One row of a table, ready to be filled in: with COPY a line, else a value or a text with gaps for each column."""

    table: type[models.Model]
    text: Any


@dataclass
class Story:
    """A question, where its customer belongs, and what happened from first to last."""

    ticket: Ticket
    asker: User
    last: datetime
    rows: list[Row] = field(default_factory=list)
    keys: list[tuple[type[models.Model], list[str]]] = field(default_factory=list)
    moments: dict[datetime, str] = field(default_factory=dict)
    days: dict[date, str] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        return self.ticket.state in ENDED

    @property
    def circle(self) -> tuple[int | None, int | None]:
        """The customers who could have asked the same: those of the same group in the same building."""
        return (self.asker.customer_group_id, self.asker.location_id)


def read_stories() -> list[Story]:
    """Return the stories that can stand by themselves: not about a file, and without ties to other questions."""
    alone = Ticket.objects.filter(
        requester__isnull=False,
        merged_into=None,
        merged=None,
        outage=None,
        attachments=None,
        links=None,
        linked_from=None,
    )
    tickets = alone.select_related("requester__department").order_by("pk")[:MOST]
    return [_read(ticket) for ticket in tickets]


def _read(ticket: Ticket) -> Story:
    found: dict[tuple[type[models.Model], int], str] = {}
    things = list(_rows_of(ticket))
    story = Story(ticket, _asker(ticket), last=max(thing.at for thing in things if isinstance(thing, Event)))
    for table in TABLES:
        if table is TicketWords:
            # Has the ticket's key.
            continue
        names = []
        for number, thing in enumerate(one for one in things if type(one) is table):
            names.append(f"{table._meta.model_name}{number}")
            found[table, thing.pk] = names[-1]
        story.keys.append((table, names))
    maker = _Maker(story, found)
    for thing in things:
        story.rows.append(maker.row(thing))
    return story


def _asker(ticket: Ticket) -> User:
    if ticket.requester is None:
        raise LookupError("nobody asked this")
    return ticket.requester


def _rows_of(ticket: Ticket) -> Iterator[models.Model]:
    yield ticket
    yield from TicketWords.objects.filter(ticket=ticket)
    yield from ticket.contacts.order_by("pk")
    yield from ticket.work_orders.order_by("pk")
    yield from ticket.approvals.order_by("pk")
    yield from ticket.events.order_by("pk")
    yield from Notice.objects.filter(event__ticket=ticket, person=ticket.requester_id, channel="page").order_by("pk")


class _Maker:
    """Makes rows with gaps of the things of one story; notes in the story which moments and days they name."""

    def __init__(self, story: Story, found: dict[tuple[type[models.Model], int], str]) -> None:
        self.story = story
        self.found = found
        self.copies = connection.vendor == "postgresql"

    def row(self, thing: models.Model) -> Row:
        values = [self._value(thing, one) for one in thing._meta.concrete_fields]
        if self.copies:
            return Row(type(thing), "\t".join(map(_for_copy, values)) + "\n")
        return Row(type(thing), tuple(_for_insert(value) for value in values))

    def _value(self, thing: models.Model, column: models.Field) -> Any:
        value = getattr(thing, column.attname)
        if value is None:
            return None
        if column.primary_key or isinstance(column, models.ForeignKey):
            return self._key(thing, column, value)
        if isinstance(column, models.DateTimeField):
            # SQLite compares moments as text, so that all have to look alike.
            return gap(self._moment(value, "" if self.copies else "c"))
        if isinstance(column, models.JSONField):
            return json.dumps(self._inside(value))
        if isinstance(column, WordsField):
            return self._words(value.split(), " ".join([gap("words")] * (column.name == "public")))
        if column.name == "room" and value == self.story.asker.room:
            return gap("room")
        return self._text(value) if isinstance(value, str) else column.get_db_prep_save(value, connection)

    def _key(self, thing: models.Model, column: models.Field, value: Any) -> Any:
        table = column.related_model if isinstance(column, models.ForeignKey) else type(thing)
        name = self.found.get((table, value)) if table else None
        if name is None and table is User and value == self.story.asker.pk:
            name = "asker"
        elif column.name == "department" and value == self.story.asker.department_id:
            name = "department"
        return gap(name) if name else value

    def _moment(self, value: datetime, form: str) -> str:
        value = value.astimezone(UTC)
        return form + self.story.moments.setdefault(value, f"moment{len(self.story.moments)}")

    def _text(self, text: str) -> str:
        ticket = self.story.ticket
        if text and text == ticket.description:
            return text + gap("text")
        return text + gap("subject") if text == ticket.subject else text

    def _words(self, words: list[str], more: str) -> str:
        """Return the words that all copies are found by, and gaps for the orders' numbers and for `more`."""
        asker, ticket = self.story.asker, self.story.ticket
        own = set(plain_words([ticket.number, asker.name, ticket.room]).split())
        orders = {str(pk): name for (table, pk), name in self.found.items() if table is WorkOrder}
        numbers = [gap(orders[word]) for word in words if word in orders]
        return " ".join([word for word in words if word not in own and word not in orders] + numbers + [more])

    def _inside(self, value: Any, key: str = "") -> Any:
        """Return what JSON holds, with gaps for moments, days, orders, texts and the room."""
        if isinstance(value, dict):
            return {name: self._inside(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self._inside(one) for one in value]
        if not isinstance(value, str):
            return value
        if MOMENT.fullmatch(value):
            return gap(self._moment(datetime.fromisoformat(value), ""))
        if DAY.fullmatch(value):
            return gap(self.story.days.setdefault(date.fromisoformat(value), f"day{len(self.story.days)}"))
        if key == "room" and value == self.story.asker.room:
            return gap("room")
        return ORDER.sub(self._order, self._text(value))

    def _order(self, match: re.Match) -> str:
        name = self.found.get((WorkOrder, int(match[1])))
        return f"W-{gap(name)}" if name else match[0]


def _with_gaps(text: str) -> str:
    return GAP.sub(r"%(\1)s", text.replace("%", "%%"))


def _for_copy(value: Any) -> str:
    if value is None:
        return "\\N"
    text = _decoded(str(value))
    for char, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(char, written)
    return _with_gaps(text)


def _for_insert(value: Any) -> Any:
    """Return a text to fill in as bytes of a function: plain values stay as they are."""
    if not isinstance(value, str):
        return value
    text = _decoded(value)
    return _with_gaps(text) if GAP.search(text) else Plain(text)


class Plain(str):
    """A text without gaps."""


def _decoded(text: str) -> str:
    """JSON writes the marks of gaps as escapes."""
    return text.replace("\\ue000", OPENS).replace("\\ue001", CLOSES)
