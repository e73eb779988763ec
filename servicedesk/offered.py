"""What can be offered to whoever looks for something, and who looks: shared by all sources of `servicedesk.offers`."""

from __future__ import annotations

from typing import NamedTuple

from catalog.models import Product
from organisation.models import Location, User
from servicedesk.models import Outage


class Offer(NamedTuple):
    """One thing to choose. `source` and `pk` say what it is; `detail` stands small beside its name."""

    source: str
    pk: int
    label: str
    detail: str
    icon: str
    score: float

    @property
    def value(self) -> str:
        """What the form sends: `product:12`."""
        return f"{self.source}:{self.pk}"


class Sought(NamedTuple):
    """Who looks for what: the agent, the customer and the place as far as they are known, and the words."""

    by: User
    customer: User | None
    location: Location | None
    words: str


class Filling(NamedTuple):
    """What choosing an offer fills in: the question, an answer that is ready in `text`, and what to do in `steps`."""

    kind: str = ""
    product: Product | None = None
    urgency: str = "normal"
    subject: str = ""
    description: str = ""
    text: str = ""
    steps: tuple[str, ...] = ()
    # What the steps are called as a check-list.
    title: str = ""
    # The question goes under this one: `services.put_under_outage`.
    outage: Outage | None = None
