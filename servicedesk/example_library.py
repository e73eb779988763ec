"""What the example's front office has ready in its library, and one outage that goes on."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from catalog.models import Product
from organisation.example.load import facts
from organisation.models import Location, Unit, User
from servicedesk import services
from servicedesk.models import CannedText, CheckList, Macro, Outage, StandardCall


@transaction.atomic
def load_library() -> None:
    """Write what isn't there yet, in the name of the head of the front office."""
    unit = Unit.objects.select_related("head").get(code="servicedesk")
    if unit.head is not None:
        _load_calls(unit, unit.head)
        _load_texts(unit, unit.head)
        _load_lists(unit, unit.head)
        _load_macros(unit, unit.head)
        _load_outage(unit)


def _load_calls(unit: Unit, head: User) -> None:
    known = set(StandardCall.objects.filter(unit=unit).values_list("name", flat=True))
    products = {product.code: product for product in Product.objects.all()}
    for data in facts("calls"):
        if data["name"] not in known:
            values = data | {"product": products[data["product"]]}
            services.keep_call(StandardCall(unit=unit), by=head, **values)


def _load_texts(unit: Unit, head: User) -> None:
    known = set(CannedText.objects.filter(unit=unit).values_list("code", flat=True))
    for data in facts("canned_texts"):
        if data["code"] not in known:
            services.keep_text(CannedText(unit=unit), by=head, **data)


def _load_lists(unit: Unit, head: User) -> None:
    known = set(CheckList.objects.filter(unit=unit).values_list("name", flat=True))
    products = {product.code: product for product in Product.objects.all()}
    for data in facts("check_lists"):
        if data["name"] not in known:
            values = data | {"product": products.get(data["product"])}
            services.keep_list(CheckList(unit=unit), by=head, **values)


def _load_macros(unit: Unit, head: User) -> None:
    known = set(Macro.objects.filter(unit=unit).values_list("name", flat=True))
    lists = {one.name: one for one in CheckList.objects.filter(unit=unit)}
    units = {one.code: one for one in Unit.objects.all()}
    for data in facts("macros"):
        if data["name"] not in known:
            named = {
                "check_list": lists.get(data.get("check_list", "")),
                "forward_to": units.get(data.get("forward_to", "")),
            }
            services.keep_macro(Macro(unit=unit), by=head, **data | named)


def _load_outage(unit: Unit) -> None:
    agent = User.objects.filter(memberships__unit=unit, memberships__role="agent").order_by("pk").first()
    if agent is None or Outage.objects.exists():
        return
    now = timezone.now()
    services.keep_outage(
        Outage(unit=unit),
        by=agent,
        name="Lift B staat stil",
        keywords="lift kapot, vast in lift, lift doet het niet",
        text="De lift bij de zij-ingang staat stil. De monteur is besteld. Neem zolang de lift bij de hoofdingang.",
        since=now - timedelta(hours=1),
        expected_until=now + timedelta(hours=5),
        locations=Location.objects.filter(code="B30"),
        products=Product.objects.filter(code="storing-of-melding-gebouw"),
    )
