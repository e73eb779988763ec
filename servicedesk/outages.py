"""Known problems: which ones concern somebody, and what they fill in at the call screen."""

from __future__ import annotations

from django.db.models import Count, Q

from catalog.models import Product
from catalog.search import best_of
from organisation.models import Location, User
from servicedesk.lifecycle import OPEN, Kind
from servicedesk.models import Outage
from servicedesk.models.outages import OutageQuerySet
from servicedesk.offered import Filling, Offer, Sought

# So many are shown at once.
MOST = 5


def told_to(customer: User) -> OutageQuerySet:
    """Return what goes on where `customer` works."""
    return Outage.objects.visible_to(customer).open().at(customer.location_id).for_display()


def told_about(product: Product, customer: User) -> OutageQuerySet:
    """Return what goes on with a product, where `customer` works."""
    return told_to(customer).about(product)


def at_the_call(
    by: User, customer: User | None = None, location: Location | None = None, product: Product | None = None
) -> list[Outage]:
    """Return what an agent should know of during a call: at this place or the caller's, or about this product."""
    outages = Outage.objects.visible_to(by).open()
    here = outages.at(location or (customer.location_id if customer else None))
    found = here | outages.about(product) if product else here
    return list(found.for_display()[:MOST]) if customer or location or product else []


def outages(sought: Sought, limit: int) -> list[Offer]:
    """Offer the known problems that answer the words."""
    found = best_of(Outage.objects.visible_to(sought.by).open(), sought.words, limit)
    shown = Outage.objects.prefetch_related("locations").in_bulk([one.pk for one in found])
    return [
        Offer("outage", one.pk, one.name, where(shown[one.pk]), "alert", one.score) for one in found if one.pk in shown
    ]


def where(outage: Outage) -> str:
    """Say where it goes on, as codes of buildings; empty for everywhere."""
    return ", ".join(location.code for location in outage.locations.all())


def fill_outage(pk: int, by: User, customer: User | None) -> Filling | None:
    """Return what a known problem fills in; nothing when it is over."""
    outage = Outage.objects.visible_to(by).open().filter(pk=pk).first()
    if outage is None:
        return None
    offered = Product.objects.offered_to(customer) if customer else Product.objects.visible_to(by).published()
    product = offered.filter(pk__in=outage.products.values("pk")).for_display().order_by("name").first()
    return Filling(kind=Kind.INCIDENT, product=product, subject=outage.name, text=outage.text, outage=outage)


def with_counts(rows: OutageQuerySet) -> OutageQuerySet:
    """Add how many questions hang on each, and how many of those are open: `asked`, `still_open`."""
    return rows.annotate(
        asked=Count("tickets", distinct=True),
        still_open=Count("tickets", filter=Q(tickets__state__in=OPEN), distinct=True),
    )
