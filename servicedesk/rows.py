"""The rows of a queue: nothing is fetched but what they show, and they are drawn without a template.

A page has fifty of them, each with a dozen cells: objects for all relations and tags in a loop took most of its time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
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
NEW = format_html(' class="{}"', "is-unseen")
# A row as it was fetched: a question with the names as attributes.
Row = Any


class Page(NamedTuple):
    """What all rows of one page have in common."""

    now: datetime
    zone: tzinfo
    language: str
    address: str
    names: Mapping[tuple[int, str], list[str]]


def for_rows(tickets: TicketQuerySet, columns: Collection[str]) -> TicketQuerySet:
    """Fetch in one query what rows with these columns show."""
    names = {name: what for name, (what, shown_in) in NAMES.items() if not shown_in.isdisjoint(columns)}
    return tickets.only(*SHOWN).annotate(**names)


def drawn(rows: Sequence[Row], columns: Collection[str], *, can_pick: bool, now: datetime) -> SafeString:
    """Draw what `for_rows` fetched. Two queries more for whom questions wait for, where there are such."""
    names = _waited_for(rows) if "holder" in columns else {}
    address = reverse("desk:ticket", args=[1]).removesuffix("M-1/")
    page = Page(now, timezone.get_current_timezone(), get_language() or "", address, names)
    always = {"due", "subject", "pick"} if can_pick else {"due", "subject"}
    cells = [draw for name, draw in CELLS.items() if name in always or name in columns]
    line = "{}" * len(cells)
    lines = (
        (NEW if row.state == "new" else "", format_html(line, *(draw(row, page) for draw in cells))) for row in rows
    )
    return format_html_join("\n", "<tr{}>{}</tr>", lines)


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


def _pick(row: Row, page: Page) -> SafeString:
    return format_html(
        '<td class="fit pick"><label class="tickbox"><input type="checkbox" name="t" value="{0}" form="bulk"'
        ' id="pick-{0}"><span class="vh">{1}</span></label></td>',
        row.pk,
        gettext("Choose %(number)s") % {"number": row.number},
    )


def _due(row: Row, page: Page) -> SafeString:
    done = None if row.is_open else row.solved_at or row.closed_at
    return format_html('<td class="fit">{}</td>', look.drawn_due(row.resolve_by, page.now, page.zone, done))


@lru_cache(maxsize=64)
def _kind_in(kind: str, language: str) -> SafeString:
    return format_html('<td class="fit">{}</td>', look.kind(*kind_sign(kind)))


def _kind(row: Row, page: Page) -> SafeString:
    return _kind_in(row.kind, page.language)


def _number(row: Row, page: Page) -> SafeString:
    return format_html('<td class="fit muted">{}</td>', row.number)


def _subject(row: Row, page: Page) -> SafeString:
    return format_html(
        '<th scope="row" class="subject"><a id="t-{}" href="{}{}/">{}</a></th>',
        row.pk,
        page.address,
        row.number,
        row.subject,
    )


def _customer(row: Row, page: Page) -> SafeString:
    code = format_html(' <span class="faint">{}</span>', row.department_code) if row.department_code else ""
    return format_html('<td class="nowrap">{}{}</td>', row.requester_name or "", code)


def _department(row: Row, page: Page) -> SafeString:
    return format_html('<td class="narrow-off">{}</td>', row.department_name or "")


def _place(row: Row, page: Page) -> SafeString:
    return format_html('<td class="fit muted narrow-off">{} {}</td>', row.location_code or "", row.room)


def _product(row: Row, page: Page) -> SafeString:
    return format_html('<td class="narrow-off">{}</td>', row.product_name or "")


def _urgency(row: Row, page: Page) -> SafeString:
    return format_html('<td class="fit">{}</td>', row.get_urgency_display())


def _channel(row: Row, page: Page) -> SafeString:
    return format_html('<td class="fit narrow-off">{}</td>', row.get_channel_display())


def _opened(row: Row, page: Page) -> SafeString:
    return format_html('<td class="fit">{}</td>', look.drawn_moment(row.opened_at, page.now, page.zone))


def _changed(row: Row, page: Page) -> SafeString:
    return format_html('<td class="fit">{}</td>', look.drawn_moment(row.changed_at, page.now, page.zone))


@lru_cache(maxsize=64)
def _state_in(state: str, waiting_for: str, language: str) -> SafeString:
    return format_html('<td class="fit">{}</td>', look.state(*state_sign(Ticket(state=state, waiting_for=waiting_for))))


def _state(row: Row, page: Page) -> SafeString:
    return _state_in(row.state, row.waiting_for, page.language)


def _holder(row: Row, page: Page) -> SafeString:
    holder = lies_with(row, partial(_names_of, page))
    if holder:
        return format_html("<td>{}</td>", holder)
    return format_html('<td class="faint">{}</td>', gettext("Nobody") if row.is_open else "")


def _names_of(page: Page, row: Row, relation: str) -> Sequence[str]:
    if relation in WAITED_FOR:
        return page.names.get((row.pk, relation), ())
    name = getattr(row, f"{relation}_name")
    return (name,) if name else ()


# In the order of the table.
CELLS = {
    "pick": _pick,
    "due": _due,
    "kind": _kind,
    "number": _number,
    "subject": _subject,
    "customer": _customer,
    "department": _department,
    "place": _place,
    "product": _product,
    "urgency": _urgency,
    "channel": _channel,
    "opened": _opened,
    "changed": _changed,
    "state": _state,
    "holder": _holder,
}
