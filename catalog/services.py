"""What changes the catalogue: drafts, publishing, withdrawing."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from catalog import history
from catalog.access import require_editor
from catalog.definition import Definition, problems
from catalog.matching import search_names, search_text
from catalog.models import Category, Product, ProductState, ProductVersion
from core.refusals import Refused, Stale
from organisation.models import CustomerGroup, Location, Unit, User


@transaction.atomic
def create_product(*, by: User, definition: Definition) -> Product:
    """Put a new product on the editors' list as a draft. Refuses a code that is taken."""
    require_editor(by)
    product = Product(code=definition.code, draft=definition.to_dict())
    _take_over(product, definition)
    product._history_user = by
    try:
        with transaction.atomic():
            product.save(force_insert=True)
    except IntegrityError:
        text = gettext("There is a product with this code already.")
        raise Refused(text, {"code": [gettext("Choose another code.")]}) from None
    return product


@transaction.atomic
def save_draft(product: Product, *, by: User, definition: Definition, seen: int | None = None) -> Product:
    """Keep an editor's work without showing it to anyone. Refuses when a colleague saved since version `seen`."""
    require_editor(by)
    product = _lock(product, seen)
    draft = Definition.from_dict({**definition.to_dict(), "code": product.code})
    if draft == product.drafted:
        return product
    product.draft = draft.to_dict()
    # Until it is published, the columns show the draft: there is nothing else to show.
    taken_over = [] if product.current else _take_over(product, draft)
    return _save(product, "draft", *taken_over, by=by)


@transaction.atomic
def publish(product: Product, *, by: User, seen: int | None = None) -> Product:
    """Bring the draft into force as a new version. Refuses a draft with problems, by the place of each."""
    require_editor(by)
    product = _lock(product, seen)
    if product.state == ProductState.PUBLISHED and not product.has_draft:
        raise Refused(gettext("Nothing has changed since this was published."))
    return _publish(product, by)


@transaction.atomic
def withdraw(product: Product, *, by: User, seen: int | None = None) -> Product:
    """Take a product off the portal. Running tickets keep the version they were asked under."""
    require_editor(by)
    product = _lock(product, seen)
    if product.state != ProductState.PUBLISHED:
        raise Refused(gettext("Only a published product can be withdrawn."))
    product.state = ProductState.WITHDRAWN
    return _save(product, "state", by=by)


@transaction.atomic
def introduce(product: Product, *, by: User | None) -> Product:
    """Offer a product because a phase begins that brings it; whoever starts the phase answers for it."""
    product = _lock(product, None)
    if product.state == ProductState.PUBLISHED:
        return product
    return _publish(product, by)


@transaction.atomic
def retire(product: Product, *, by: User | None) -> Product:
    """Take a product off the portal because its phase is left. One that isn't offered stays as it is."""
    product = _lock(product, None)
    if product.state != ProductState.PUBLISHED:
        return product
    product.state = ProductState.WITHDRAWN
    return _save(product, "state", by=by)


def _publish(product: Product, by: User | None) -> Product:
    definition = product.drafted
    _refuse_problems(definition)
    product.current = _next_version(product, definition, by)
    product.state = ProductState.PUBLISHED
    product.draft = None
    product.search_names, product.search_text = search_names(definition), search_text(definition)
    _link(product, definition)
    changed = _take_over(product, definition)
    return _save(product, *changed, "search_names", "search_text", "current", "state", "draft", by=by)


def _lock(product: Product, seen: int | None) -> Product:
    row = Product.objects.select_for_update(of=("self",)).select_related("current").get(pk=product.pk)
    if seen is not None and row.version != seen:
        text = gettext("A colleague changed this product while you were working on it.")
        raise Stale(text, history.since(row, seen))
    return row


def _save(product: Product, *fields: str, by: User | None) -> Product:
    product.version += 1
    product._history_user = by
    product.save(update_fields=[*fields, "version"])
    return product


def _refuse_problems(definition: Definition) -> None:
    errors: dict[str, list[str]] = {}
    for problem in problems(definition, set(Unit.objects.values_list("code", flat=True))):
        errors.setdefault(problem.place, []).append(gettext(problem.text))
    if errors:
        raise Refused(gettext("This can't be published yet."), errors)


def _next_version(product: Product, definition: Definition, by: User | None) -> ProductVersion:
    last = product.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return ProductVersion.objects.create(
        product=product,
        number=last + 1,
        definition=definition.to_dict(),
        published_at=timezone.now(),
        published_by=by,
    )


def _link(product: Product, definition: Definition) -> None:
    """Set who may ask for it and where."""
    # The row that is saved next writes them to the history; here they would be written as well.
    product.skip_history_when_saving = True
    product.groups.set(CustomerGroup.objects.filter(code__in=definition.groups))
    product.locations.set(Location.objects.filter(code__in=definition.locations))
    del product.skip_history_when_saving


def _take_over(product: Product, definition: Definition) -> list[str]:
    """Copy to the columns what lists are filtered and sorted by; return their names."""
    fields = ["name", "summary", "type", "icon", "lead_text", "self_service", "via_front_office"]
    for field in fields:
        setattr(product, field, getattr(definition, field))
    product.category = _category(definition.category)
    product.owner = _unit(definition.owner, "owner")
    product.executing = _unit(definition.carried_out_by, "executing")
    return [*fields, "category", "owner", "executing"]


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
