"""Who changed a product, when, and what: drafts included, for people who never saw a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.changes import Change, changes
from catalog.definition import Definition
from catalog.models import Product, ProductState
from catalog.names import Names, names_for
from organisation.models import User


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did. `what` is made, saved, published or withdrawn; `by` is None for the system.

    What was published is compared with what was in force before; anything else with what stood there before.
    """

    at: datetime
    by: User | None
    what: str
    number: int | None
    version: int
    changes: list[Change]


@dataclass(frozen=True)
class _Moment:
    """How a product was after one save."""

    row: Any
    definition: Definition
    in_force: Definition | None
    number: int | None


def entries(product: Product) -> list[Entry]:
    """Return what happened, oldest first, in eight queries at most."""
    moments = list(_moments(product))
    names = names_for({id(m.definition): m.definition for m in moments}.values())
    found = []
    before: _Moment | None = None
    for moment in moments:
        entry = _entry(before, moment, names)
        if entry:
            found.append(entry)
        before = moment
    return found


def since(product: Product, version: int) -> list[Entry]:
    """Return what happened after somebody read version `version` of the row."""
    return [entry for entry in entries(product) if entry.version > version]


def definition_at(product: Product, version: int) -> Definition | None:
    """Return what a product said when its row had this version."""
    return next((moment.definition for moment in _moments(product) if moment.row.version == version), None)


def _moments(product: Product) -> Iterator[_Moment]:
    versions = {version.pk: version for version in product.versions.all()}
    for row in product.history.select_related("history_user").order_by("history_id"):
        current = versions.get(row.current_id)
        in_force = current.as_definition if current else None
        drafted = Definition.from_dict(row.draft) if row.draft is not None else in_force
        definition = drafted or Definition(code=row.code, name=row.name)
        yield _Moment(row, definition, in_force, current.number if current else None)


def _entry(before: _Moment | None, moment: _Moment, names: Names) -> Entry | None:
    what, old = _what(before, moment)
    if not what:
        return None
    found = changes(old, moment.definition, names) if old else []
    return Entry(
        at=moment.row.history_date,
        by=moment.row.history_user,
        what=what,
        number=moment.number if what == "published" else None,
        version=moment.row.version,
        changes=found,
    )


def _what(before: _Moment | None, moment: _Moment) -> tuple[str, Definition | None]:
    """Say what this save was, and with what it is to be compared; nothing for a save that only touched links."""
    if before is None:
        return "made", None
    if moment.row.current_id != before.row.current_id:
        return "published", before.in_force
    if moment.row.state == ProductState.WITHDRAWN != before.row.state:
        return "withdrawn", None
    if moment.row.draft != before.row.draft:
        return "saved", before.definition
    return "", None
