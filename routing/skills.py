"""Who knows what, put together: the table of all, one person, who can take something on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from catalog.models import Category, Product
from organisation.models import Deputy, User
from routing.known import Known, Level, Share, share
from routing.models import Deed, KnowHow, Phase
from routing.models.know_how import Way
from routing.people import answers_customers
from routing.readiness import Measured

# So many must be able to do each group alone before all is in one front office.
ABLE_PEOPLE = 2


@dataclass(frozen=True)
class Cell:
    """One person and one group. `proposed` waits for a head."""

    category: Category
    known: Known
    is_lapsed: bool
    proposed: int = Level.NOTHING
    shown_by: str = ""
    handled: int = 0
    right: int = 0
    sent_back: int = 0
    ready_for: int = Level.NOTHING

    @property
    def level_words(self) -> str:
        return str(Level(self.known.level).label)

    @property
    def proposed_words(self) -> str:
        return str(Level(self.proposed).label)

    @property
    def ready_words(self) -> str:
        return str(Level(self.ready_for).label)


@dataclass(frozen=True)
class Row:
    """One person, with a cell for each group."""

    person: User
    cells: list[Cell]
    share: Share


def groups() -> list[Category]:
    """Return the groups that have something to ask for by way of the front office."""
    asked = Product.objects.published().filter(via_front_office=True)
    return list(Category.objects.filter(pk__in=asked.values("category")))


def rows(people: Sequence[User], categories: Sequence[Category], on: date) -> list[Row]:
    """Return what these people know, in two queries."""
    levels = KnowHow.objects.filter(person__in=people).select_related("shown_by").with_right()
    known = {(row.person_id, row.category_id): row for row in levels}
    done = _done(people)
    return [_row(person, categories, on, known, done) for person in people]


def able_on(product: Product, on: date) -> list[KnowHow]:
    """Return who can take this product on a day: the ablest first. Who has a deputy that day is not there."""
    away = Deputy.objects.filter(starts_on__lte=on, ends_on__gte=on).values("person")
    able = KnowHow.objects.able(on).filter(category=product.category_id, person__in=answers_customers().values("pk"))
    return list(able.exclude(person__in=away).select_related("person").order_by("-level", "-is_core", "person__name"))


def measure(phase: Phase) -> Measured:
    """Say the same for a phase that is to start: whoever is able now is what there is to start with."""
    return Measured(*able_people(timezone.localdate()))


def able_people(on: date) -> tuple[bool, str]:
    """Say whether at least two people can do each group alone: without that, one front office can't answer it all."""
    able = KnowHow.objects.able(on, Level.ALONE).filter(person__in=answers_customers().values("pk"))
    many = dict(able.order_by().values_list("category").annotate(Count("pk")))
    short = [category.name for category in groups() if many.get(category.pk, 0) < ABLE_PEOPLE]
    if not short:
        return True, gettext("Two people or more can do each group of products alone.")
    text = ngettext(
        "For %(many)d group of products fewer than two people can do it alone: %(names)s.",
        "For %(many)d groups of products fewer than two people can do it alone: %(names)s.",
        len(short),
    )
    return False, text % {"many": len(short), "names": ", ".join(short)}


def _done(people: Sequence[User]) -> dict[tuple[int, int], dict]:
    counted = {
        "handled": Count("pk", Q(way=Way.HANDLED)),
        "right": Count("pk", Q(is_right=True)),
        "sent_back": Count("pk", Q(way=Way.SENT_BACK)),
        "last_on": Max("on", filter=Q(way=Way.HANDLED)),
    }
    found = Deed.objects.filter(person__in=people).order_by().values("person", "category").annotate(**counted)
    return {(one["person"], one["category"]): dict(one) for one in found}


def _row(person: User, categories: Sequence[Category], on: date, known: dict, done: dict) -> Row:
    cells = []
    for category in categories:
        key = (person.pk, category.pk)
        cells.append(_cell(category, known.get(key), done.get(key, {}), on))
    return Row(person, cells, share([cell.known for cell in cells], on))


def _cell(category: Category, row: KnowHow | None, done: dict, on: date) -> Cell:
    counts: dict[str, Any] = {name: done.get(name) or 0 for name in ("handled", "right", "sent_back")}
    if row is None:
        known = Known(last_on=done.get("last_on"), right=counts["right"])
        return Cell(category, known, False, ready_for=known.may_be_ready_for(on), **counts)
    known = Known(row.level, row.is_core, row.since, done.get("last_on"), row.right or 0)  # type: ignore[attr-defined]
    shown_by = str(row.shown_by or "")
    lapsed = known.is_lapsed(on)
    return Cell(category, known, lapsed, row.proposed, shown_by, ready_for=known.may_be_ready_for(on), **counts)
