"""The rows of a queue: nothing is fetched but what they show, and they are drawn without a template.

A page has fifty of them, each with a dozen cells: objects for all relations and tags in a loop took most of its time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache, partial
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from core.templatetags import look
from servicedesk.lifecycle import WaitingFor
from servicedesk.models import Approval, Ticket, WorkOrder
from servicedesk.models.tickets import TicketQuerySet
from servicedesk.signs import kind_sign, lies_with, state_sign

SHOWN = (
    "subject", "kind", "room", "channel", "urgency", "state", "waiting_for",
    "opened_at", "resolve_by", "solved_at", "closed_at", "changed_at",
)  # fmt: skip


def named(person: str) -> Coalesce:
    """Return what somebody is called, as `User.__str__` says it, in a query that has the relation `person`."""
    return Coalesce(NullIf(f"{person}__name", Value("")), f"{person}__username")


# What a row says of other tables: under which name, and for which columns.
NAMES: dict[str, tuple[Any, set[str]]] = {
    "requester_name": (named("requester"), {"customer", "holder"}),
    "department_code": (F("requester__department__code"), {"customer"}),
    "department_name": (F("requester__department__name"), {"department"}),
    "location_code": (F("location__code"), {"place"}),
    "product_name": (F("product__name"), {"product"}),
    "assignee_name": (named("assignee"), {"holder"}),
    "executing_unit_name": (F("executing_unit__name"), {"holder"}),
}
WAITED_FOR = ("approvers", "workers")
NEW, FAINT = format_html(' class="{}"', "is-unseen"), format_html(' class="{}"', "faint")
# A row as it was fetched: a question with the names as attributes.
Row = Any
Cell = tuple[str, Callable[[Row, "Page"], tuple]]


class Page(NamedTuple):
    """What all rows of one page have in common."""

    now: datetime
    zone: tzinfo
    language: str
    address: str
    choose: str
    names: Mapping[tuple[int, str], list[str]]


def for_rows(tickets: TicketQuerySet, columns: Collection[str]) -> TicketQuerySet:
    """Fetch in one query what rows with these columns show."""
    names = {name: what for name, (what, shown_in) in NAMES.items() if not shown_in.isdisjoint(columns)}
    return tickets.only(*SHOWN).annotate(**names)


def drawn(rows: Sequence[Row], columns: Collection[str], *, can_pick: bool, now: datetime) -> SafeString:
    """Draw what `for_rows` fetched. Two queries more for whom questions wait for, where there are such."""
    names = _waited_for(rows) if "holder" in columns else {}
    address = reverse("desk:ticket", args=[1]).removesuffix("M-1/")
    page = Page(
        now, timezone.get_current_timezone(), get_language() or "", address, gettext("Choose %(number)s"), names
    )
    always = {"due", "subject", "pick"} if can_pick else {"due", "subject"}
    cells = [cell for name, cell in CELLS.items() if name in always or name in columns]
    line = "".join(["<tr{}>", *(html for html, _values in cells), "</tr>"])
    return format_html_join("\n", line, (_values_of(row, page, cells) for row in rows))


def _values_of(row: Row, page: Page, cells: list[Cell]) -> list[Any]:
    found: list[Any] = [NEW if row.state == "new" else ""]
    for _html, values in cells:
        found += values(row, page)
    return found


def _waited_for(rows: Sequence[Row]) -> dict[tuple[int, str], list[str]]:
    """Return the names of who has to approve or to work now, by question and what they are to it."""
    found: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        waiting[row.waiting_for].append(row.pk)
    asked = Approval.objects.asked().filter(ticket__in=waiting[WaitingFor.APPROVAL]).order_by("step")
    _add(found, "approvers", asked.values_list("ticket_id", named("approver")))
    busy = WorkOrder.objects.to_do().filter(ticket__in=waiting[WaitingFor.WORK] + waiting[WaitingFor.PARTNER])
    _add(found, "workers", busy.values_list("ticket_id", "unit__name"))
    return found


def _add(found: dict[tuple[int, str], list[str]], relation: str, names: QuerySet) -> None:
    for ticket, name in names:
        found[ticket, relation].append(name)


def _pick(row: Row, page: Page) -> tuple:
    return row.pk, row.pk, page.choose % {"number": row.number}


def _due(row: Row, page: Page) -> tuple:
    done = None if row.is_open else row.solved_at or row.closed_at
    shown = look.due_words(row.resolve_by, page.now, page.zone, done)
    return shown.tone, look.due_icon(shown), shown.words


@lru_cache(maxsize=64)
def _kind_in(kind: str, language: str) -> SafeString:
    return look.kind(*kind_sign(kind))


def _subject(row: Row, page: Page) -> tuple:
    return row.pk, page.address, row.number, row.subject


def _customer(row: Row, page: Page) -> tuple:
    code = format_html(' <span class="faint">{}</span>', row.department_code) if row.department_code else ""
    return row.requester_name or "", code


@lru_cache(maxsize=64)
def _state_in(state: str, waiting_for: str, language: str) -> SafeString:
    return look.state(*state_sign(Ticket(state=state, waiting_for=waiting_for)))


def _holder(row: Row, page: Page) -> tuple:
    holder = lies_with(row, partial(_names_of, page))
    if holder:
        return "", holder
    return FAINT, gettext("Nobody") if row.is_open else ""


def _names_of(page: Page, row: Row, relation: str) -> Sequence[str]:
    if relation in WAITED_FOR:
        return page.names.get((row.pk, relation), ())
    name = getattr(row, f"{relation}_name")
    return (name,) if name else ()


# In the order of the table: what a cell looks like, and what stands in its gaps.
CELLS: dict[str, Cell] = {
    "pick": (
        '<td class="fit pick"><label class="tickbox"><input type="checkbox" name="t" value="{}" form="bulk"'
        ' id="pick-{}"><span class="vh">{}</span></label></td>',
        _pick,
    ),
    "due": ('<td class="fit"><span class="due due--{}">{}{}</span></td>', _due),
    "kind": ('<td class="fit">{}</td>', lambda row, page: (_kind_in(row.kind, page.language),)),
    "number": ('<td class="fit muted">{}</td>', lambda row, page: (row.number,)),
    "subject": ('<th scope="row" class="subject"><a id="t-{}" href="{}{}/">{}</a></th>', _subject),
    "customer": ('<td class="nowrap">{}{}</td>', _customer),
    "department": ('<td class="narrow-off">{}</td>', lambda row, page: (row.department_name or "",)),
    "place": ('<td class="fit muted narrow-off">{} {}</td>', lambda row, page: (row.location_code or "", row.room)),
    "product": ('<td class="narrow-off">{}</td>', lambda row, page: (row.product_name or "",)),
    "urgency": ('<td class="fit">{}</td>', lambda row, page: (row.get_urgency_display(),)),
    "channel": ('<td class="fit narrow-off">{}</td>', lambda row, page: (row.get_channel_display(),)),
    "opened": ('<td class="fit">{}</td>', lambda row, page: (look.drawn_moment(row.opened_at, page.now, page.zone),)),
    "changed": ('<td class="fit">{}</td>', lambda row, page: (look.drawn_moment(row.changed_at, page.now, page.zone),)),
    "state": ('<td class="fit">{}</td>', lambda row, page: (_state_in(row.state, row.waiting_for, page.language),)),
    "holder": ("<td{}>{}</td>", _holder),
}
