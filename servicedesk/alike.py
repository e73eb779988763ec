"""Questions that are alike: the same is decided about all of them, so that it need be decided once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from catalog.definition import Definition
from catalog.models import Product, ProductVersion
from organisation.models import CustomerGroup, Department, Location, Unit
from routing.asking import question_about
from routing.decide import Question
from servicedesk.models.tickets import TicketQuerySet

# The columns that a decision looks at, in the order of `Alike`.
COLUMNS = (
    "product_id", "product_version_id", "kind", "group_id", "department_id", "location_id", "channel", "urgency",
)  # fmt: skip
# So many decisions are kept at once.
MOST = 50_000


class Alike(NamedTuple):
    """What rules may ask of a question: keys and codes, as they stand in its row."""

    product: int | None
    version: int | None
    kind: str
    group: int | None
    department: int | None
    location: int | None
    channel: str
    urgency: str


def with_columns(tickets: TicketQuerySet) -> QuerySet[Any]:
    """Let each row have all of COLUMNS: the customer group stands with the person, or with the department."""
    return tickets.annotate(group_id=Coalesce("requester__group_id", "requester__department__group_id"))


def alike_of(ticket: Any) -> Alike:
    """Return what rules may ask of a row that has all of COLUMNS."""
    return Alike(*(getattr(ticket, name) for name in COLUMNS))


class Asker:
    """Makes the question that a rule is asked, of what is alike. Reads each row of the configuration once."""

    def __init__(self, *, today: bool = False) -> None:
        """With `today` products are as they are now; else as each was when it was asked for."""
        self._today = today
        self._rows: dict[tuple[type, int], Any] = {}
        self._definitions: dict[tuple[int | None, int | None], Definition | None] = {}
        self._products: dict[tuple[int | None, int | None], Question] = {}

    def question(self, alike: Alike) -> Question:
        about = (alike.product, alike.version)
        if about not in self._products:
            self._products[about] = question_about(self.definition(*about))
        group, department = self._row(CustomerGroup, alike.group), self._row(Department, alike.department)
        location = self._row(Location, alike.location)
        return replace(
            self._products[about],
            kind=alike.kind,
            customer_group=group.code if group else "",
            department=department.code if department else "",
            location=location.code if location else "",
            channel=alike.channel,
            urgency=alike.urgency,
        )

    def definition(self, product: int | None, version: int | None) -> Definition | None:
        """Return what the catalogue says of it; None without a product."""
        about = (product, version)
        if about not in self._definitions:
            self._definitions[about] = self._read(product, version)
        return self._definitions[about]

    def _read(self, product: int | None, version: int | None) -> Definition | None:
        if self._today and product is not None:
            return Product.objects.select_related("current").get(pk=product).definition
        return ProductVersion.objects.get(pk=version).as_definition if version is not None else None

    def _row(self, model: type[Any], key: int | None) -> Any:
        if key is None:
            return None
        if (model, key) not in self._rows:
            self._rows[model, key] = model.objects.get(pk=key)
        return self._rows[model, key]


def units_by_code() -> dict[str, Unit]:
    """Return all units by their code."""
    return {unit.code: unit for unit in Unit.objects.all()}
