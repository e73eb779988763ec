"""Searching everything that somebody may see, from the desk: one query for each kind of thing.

With filters, which are about questions only, there are up to three for those.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.likeness import plain
from catalog.matching import stem, wanted
from catalog.models import Answer, Product
from catalog.search import best_rows
from organisation.models import Unit, User
from servicedesk.models import Attachment, StandardCall, Ticket, TicketWords, WorkOrder
from servicedesk.models.tickets import TicketQuerySet
from servicedesk.queues import desk_tickets
from servicedesk.rows import Row, named
from servicedesk.sought import Sought, Wish, day

# Ranked are the newest so many; an exact number of all that was found costs too much, and nobody reads it.
CANDIDATES = 200
# So many of the newest are looked at one by one; more for words that so many of them say.
WALK, COMMON, FAR = 6_000, 12, 30_000
# So many near ones promise a page of them on the longer walk.
ENOUGH = 5
# So many that say rarer words are compared with the filters.
DEEP = 1_000
SHOWN, FEW = 20, 6


class Hit(NamedTuple):
    """One thing that was found. `name` is its words in pieces, with whether a piece was sought."""

    url: str
    name: list[tuple[str, bool]]
    detail: str
    icon: str
    ticket: Ticket | None = None


class Group(NamedTuple):
    """What was found of one kind, best first; `more` when there may be more than is shown."""

    slug: str
    label: Promise
    hits: list[Hit]
    more: bool = False


def groups(user: User, sought: Sought, now: datetime) -> list[Group]:
    """Return what was found by kind, without the kinds of which there is nothing. Filters are about questions only."""
    if not sought.words and not sought.wishes:
        return []
    found = [_questions(user, sought, now)]
    if not sought.wishes and wanted(sought.words):
        found.append(_orders(user, sought.words, [hit.ticket.pk for hit in found[0].hits if hit.ticket]))
        found += [one(user, sought.words) for one in (_people, _products, _answers, _calls)]
    return [group for group in found if group.hits]


def meant(user: User, typed: str) -> Ticket | None:
    """Return the question that goes by exactly this number, or has the order that does: M-10482, W-3317, 10482."""
    words, seen = typed.strip().upper(), desk_tickets(user)
    if not words.startswith("W-"):
        return seen.numbered(words).first()
    return seen.filter(work_orders__in=WorkOrder.objects.visible_to(user).numbered(words)).first()


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """Split `text` into pieces, with whether each is one of `words`, or another form or longer one of it."""
    forms, longer = {stem(word) for word in words}, tuple(word for word in words if len(word) >= 3)
    pieces: list[tuple[str, bool]] = []
    for number, part in enumerate(text.split(" ")):
        bare = plain(part).strip("().,:;!?'\"")
        hit = bool(bare) and (bare.startswith(longer) or stem(bare) in forms)
        pieces.append((part if number == 0 else f" {part}", hit))
    return pieces


def _questions(user: User, sought: Sought, now: datetime) -> Group:
    tickets = desk_tickets(user)
    for wish in sought.wishes:
        tickets = _keep(tickets, wish, user, now)
    shown = tickets.only("subject", "kind", "room", "state", "waiting_for")
    shown = shown.annotate(requester_name=named("requester"), location_code=F("location__code"))
    words = wanted(sought.words)
    newest = (_filtered if sought.wishes else _newest)(shown, sought.words, user)
    ranked = [(ticket, marked(ticket.subject, words)) for ticket in newest]
    # The more of the words stand in the subject, the better; of equals the newest.
    ranked.sort(key=lambda one: (-sum(hit for _piece, hit in one[1]), -one[0].pk))
    hits = [Hit(ticket.get_desk_url(), name, _about(ticket), "list", ticket) for ticket, name in ranked[:SHOWN]]
    return Group("questions", _("Questions"), hits, more=len(newest) > SHOWN)


# In which order, where the key itself would lead to a walk through everything.
NEWEST_FIRST = (F("pk") + 0).desc()
# One query, and each step of it is taken only where the one before found too little.
STEPS = """
WITH near(pk) AS MATERIALIZED ({near}),
far(pk) AS MATERIALIZED (
    SELECT * FROM ({far}) walk WHERE (SELECT count(*) FROM near) BETWEEN {enough} AND {shown}),
older(pk) AS MATERIALIZED (
    SELECT * FROM ({older}) rest
    WHERE (SELECT count(*) FROM near) <= {shown} AND (SELECT count(*) FROM far) <= {shown})
SELECT pk FROM near UNION SELECT pk FROM far UNION SELECT pk FROM older
"""


def _newest(tickets: TicketQuerySet, words: str, user: User) -> list[Row]:
    """Return the newest so many that say all `words`, or a page of them where those are met soon. One query.

    Common words are met soon, walking back from the newest; what is met now and then, on a longer walk; all the rest
    by the index of words.
    """
    last = Subquery(Ticket.objects.order_by("-pk").values("pk")[:1])
    saying = TicketWords.objects.with_all(words, user)
    along = tickets.filter(pk__in=saying.values("pk")).order_by("-pk").values("pk")
    older = saying.order_by(NEWEST_FIRST).values("pk")[:CANDIDATES]
    steps = (along.filter(pk__gt=last - WALK)[:CANDIDATES], along.filter(pk__gt=last - FAR)[:CANDIDATES], older)
    try:
        (near, first), (far, second), (rest, third) = (step.query.sql_with_params() for step in steps)
    except EmptyResultSet:
        return []
    query = STEPS.format(near=near, far=far, older=rest, enough=ENOUGH, shown=SHOWN)
    found = tickets.filter(pk__in=RawSQL(query, [*first, *second, *third]))  # noqa: S611
    return list(found.order_by(NEWEST_FIRST)[:CANDIDATES])


def _filtered(tickets: TicketQuerySet, words: str, user: User) -> list[Row]:
    """Return the same of `tickets` that filters leave. Up to three queries: in one the database begins at the filters.

    How common the words are is seen without the filters: those may leave out what says them.
    """
    if not words:
        return list(tickets.order_by("-pk")[:CANDIDATES])
    # Asked for first: with a number the database knows how little there is to look through.
    last = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found = list(tickets.filter(pk__gt=last - WALK).found_by(words, user).order_by("-pk")[:CANDIDATES])
    if len(found) > SHOWN:
        return found
    saying = TicketWords.objects.with_all(words, user)
    if len(saying.filter(pk__gt=last - WALK).values("pk")[:COMMON]) >= COMMON:
        return list(tickets.filter(pk__gt=last - FAR).found_by(words, user).order_by("-pk")[:CANDIDATES])
    older = saying.order_by(NEWEST_FIRST).values("pk")[:DEEP]
    known = {ticket.pk for ticket in found}
    within = tickets.filter(pk__in=older).order_by(NEWEST_FIRST)[:CANDIDATES]
    return found + [ticket for ticket in within if ticket.pk not in known]


def _about(ticket: Row) -> str:
    place = " ".join(filter(None, [ticket.location_code, ticket.room]))
    return " · ".join(filter(None, [ticket.number, ticket.requester_name, place]))


def _keep(tickets: TicketQuerySet, wish: Wish, user: User, now: datetime) -> TicketQuerySet:
    condition = KEEP[wish.name](wish.value, user, now)
    return tickets.exclude(condition) if wish.is_not else tickets.filter(condition)


def _standing(value: str, user: User, now: datetime) -> Q:
    named: dict[str, Callable[[], TicketQuerySet]] = {
        "open": Ticket.objects.open,
        "late": lambda: Ticket.objects.overdue(now),
        "free": Ticket.objects.unassigned,
        "mine": lambda: Ticket.objects.filter(assignee=user.pk),
    }
    return Q(pk__in=named[value]().values("pk")) if value in named else Q(state=value)


def _of_unit(value: str, user: User, now: datetime) -> Q:
    units = Unit.objects.filter(Q(code__icontains=value) | Q(name__icontains=value)).values("pk")
    return Q(lead_unit__in=units) | Q(executing_unit__in=units)


def _of_person(value: str, user: User, now: datetime) -> Q:
    people = User.objects.filter(Q(username__iexact=value) | Q(name__icontains=value)).values("pk")
    return Q(requester__in=people) | Q(assignee__in=people)


def _since(value: str) -> datetime:
    on = day(value)
    assert on
    return timezone.make_aware(datetime.combine(on, time.min))


def _with(value: str, user: User, now: datetime) -> Q:
    files, orders = Attachment.objects.visible_to(user), WorkOrder.objects.visible_to(user)
    return Q(Exists((files if value == "file" else orders).filter(ticket=OuterRef("pk"))))


KEEP: dict[str, Callable[[str, User, datetime], Q]] = {
    "is": _standing,
    "kind": lambda value, user, now: Q(kind=value),
    "unit": _of_unit,
    "by": _of_person,
    "in": lambda value, user, now: Q(location__code__iexact=value),
    "from": lambda value, user, now: Q(opened_at__gte=_since(value)),
    "until": lambda value, user, now: Q(opened_at__lt=_since(value)),
    "has": _with,
}


def _orders(user: User, words: str, questions: Sequence[int]) -> Group:
    """Those of the questions that were found: their words are those of the work as well."""
    orders = WorkOrder.objects.visible_to(user).filter(ticket__in=questions).select_related("unit")
    hits = [
        Hit(order.get_absolute_url(), marked(order.task, wanted(words)), f"{order.number} · {order.unit}", "wrench")
        for order in orders.order_by("-pk")[:FEW]
    ]
    return Group("orders", _("Work orders"), hits)


def _people(user: User, words: str) -> Group:
    if not user.standing.is_agent:
        return Group("people", _("People"), [])
    people = User.objects.visible_to(user).found_by(words).select_related("department", "location").order_by("name")
    hits = [
        Hit(f"{reverse('desk:new')}?requester={one.pk}", marked(one.name, wanted(words)), _reached(one), "user")
        for one in people[:FEW]
    ]
    return Group("people", _("People"), hits)


def _reached(person: User) -> str:
    place = " ".join(filter(None, [person.location.code if person.location else "", person.room]))
    return " · ".join(filter(None, [str(person.department or ""), place, person.extension]))


def _products(user: User, words: str) -> Group:
    rows = best_rows(Product.objects.visible_to(user).published().defer("draft"), words, FEW)
    hits = [Hit(one.get_absolute_url(), marked(one.name, wanted(words)), one.lead_text, one.icon) for one in rows]
    return Group("products", _("Products and services"), hits)


def _answers(user: User, words: str) -> Group:
    rows = best_rows(Answer.objects.visible_to(user).published().select_related("current"), words, FEW)
    hits = [
        Hit(one.get_absolute_url(), marked(one.current.name, wanted(words)), one.current.body[:120], "book")
        for one in rows
    ]
    return Group("answers", _("Answers"), hits)


def _calls(user: User, words: str) -> Group:
    if not user.standing.is_agent:
        return Group("calls", _("Standard calls"), [])
    rows = best_rows(StandardCall.objects.visible_to(user).in_use(), words, FEW)
    hits = [Hit(_begun(one), marked(one.name, wanted(words)), one.subject, "phone") for one in rows]
    return Group("calls", _("Standard calls"), hits)


def _begun(call: StandardCall) -> str:
    """Return the address of the form with this call filled in."""
    filled = {"subject": call.subject, "description": call.description, "kind": call.kind}
    filled |= {"product": str(call.product_id)} if call.product_id else {}
    return f"{reverse('desk:new')}?{urlencode(filled)}"
