"""What changes the catalogue: drafts, publishing, withdrawing."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from catalog.access import require_editor
from catalog.definition import Definition, problems
from catalog.matching import search_text
from catalog.models import Category, Product, ProductState, ProductVersion
from core.refusals import Refused, Stale
from organisation.models import CustomerGroup, Location, Unit, User


@transaction.atomic
def create_product(*, by: User, definition: Definition) -> Product:
    """Put a new product on the editors' list as a draft. Refuses a code that is taken."""
    require_editor(by)
    if Product.objects.filter(code=definition.code).exists():
        raise Refused(
            gettext("There is a product with this code already."), {"code": [gettext("Choose another code.")]}
        )
    owner = _unit(definition.owner, "owner")
    return Product.objects.create(
        code=definition.code,
        name=definition.name,
        category=_category(definition.category),
        owner=owner,
        executing=_unit(definition.carried_out_by, "executing"),
        draft=definition.to_dict(),
    )


@transaction.atomic
def save_draft(product: Product, *, by: User, definition: Definition, seen: int | None = None) -> Product:
    """Keep an editor's work without showing it to anyone. Refuses when a colleague saved since version `seen`."""
    require_editor(by)
    product = _lock(product, seen)
    product.draft = {**definition.to_dict(), "code": product.code}
    return _save(product, "draft")


@transaction.atomic
def publish(product: Product, *, by: User, seen: int | None = None) -> Product:
    """Bring the draft into force as a new version. Refuses a draft with problems, by name of each."""
    require_editor(by)
    product = _lock(product, seen)
    definition = product.drafted
    found = problems(definition, set(Unit.objects.values_list("code", flat=True)))
    if found:
        raise Refused(gettext("This can't be published yet."), {"": [gettext(problem) for problem in found]})
    product.current = _next_version(product, definition, by)
    product.state = ProductState.PUBLISHED
    product.draft = None
    # The links first: the history of the row is written with them.
    product.groups.set(CustomerGroup.objects.filter(code__in=definition.groups))
    product.locations.set(Location.objects.filter(code__in=definition.locations))
    return _save(product, *_take_over(product, definition), "current", "state", "draft")


@transaction.atomic
def withdraw(product: Product, *, by: User, seen: int | None = None) -> Product:
    """Take a product off the portal. Running tickets keep the version they were asked under."""
    require_editor(by)
    product = _lock(product, seen)
    if product.state != ProductState.PUBLISHED:
        raise Refused(gettext("Only a published product can be withdrawn."))
    product.state = ProductState.WITHDRAWN
    return _save(product, "state")


def _lock(product: Product, seen: int | None) -> Product:
    row = Product.objects.select_for_update(of=("self",)).select_related("current").get(pk=product.pk)
    if seen is not None and row.version != seen:
        raise Stale(gettext("A colleague changed this product while you were working on it."), [])
    return row


def _save(product: Product, *fields: str) -> Product:
    product.version += 1
    product.save(update_fields=[*fields, "version"])
    return product


def _next_version(product: Product, definition: Definition, by: User) -> ProductVersion:
    last = product.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return ProductVersion.objects.create(
        product=product,
        number=last + 1,
        definition=definition.to_dict(),
        published_at=timezone.now(),
        published_by=by,
    )


def _take_over(product: Product, definition: Definition) -> list[str]:
    """Copy to the columns what lists are filtered and sorted by; return their names."""
    for field in ("name", "summary", "type", "icon", "lead_text", "self_service", "via_front_office"):
        setattr(product, field, getattr(definition, field))
    product.category = _category(definition.category)
    product.owner = _unit(definition.owner, "owner")
    product.executing = _unit(definition.carried_out_by, "executing")
    product.search_text = search_text(definition)
    return [
        "name", "summary", "type", "icon", "lead_text", "self_service", "via_front_office",
        "category", "owner", "executing", "search_text",
    ]  # fmt: skip


def _unit(code: str, field: str) -> Unit:
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Refused(gettext("This unit doesn't exist."), {field: [gettext("Choose a unit from the list.")]})
    return unit


def _category(code: str) -> Category:
    category = Category.objects.filter(code=code).first()
    if category is None:
        raise Refused(gettext("This category doesn't exist."), {"category": [gettext("Choose one from the list.")]})
    return category
