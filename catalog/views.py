"""The editors' pages: the list, a product's form, its preview and its history. Managers and auditors read along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog import services
from catalog.access import require_editor, require_reader
from catalog.changes import facts, merged, told_parts, told_questions
from catalog.definition import Definition
from catalog.forms.editor import Editor
from catalog.forms.filters import DRAFT, VIEWS, FilterForm
from catalog.forms.intake import IntakeForm
from catalog.history import Entry, definition_at, entries
from catalog.models import Product, ProductQuerySet
from catalog.names import names_for, names_in
from core.pages import page_or_partial
from core.refusals import Refused, Stale
from organisation.requests import PersonRequest

PAGE = 50
ENTRIES = 20


@require_safe
def products(request: PersonRequest) -> HttpResponse:
    """The list, as wide or narrow as the address says."""
    require_reader(request.user)
    form = FilterForm(request.GET)
    narrowed = form.narrow(Product.objects.visible_to(request.user))
    found = form.view(narrowed).for_display().with_last_change()
    context = {
        "form": form,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "views": _views(narrowed, form),
        "can_edit": request.user.standing.is_editor,
    }
    return page_or_partial(request, "catalog/products.html", "catalog/_products.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """A product that isn't there yet."""
    require_editor(request.user)
    empty = Definition(code="", name="", self_service=True)
    if request.method != "POST":
        return _editor_page(request, Editor(empty, seen=0, has_code=False))
    editor = Editor(empty, seen=0, has_code=False, data=request.POST)
    if editor.reshape(request.POST.get("do", "")):
        return _editor_page(request, editor)
    if editor.is_valid():
        try:
            product = services.create_product(by=request.user, definition=editor.definition())
        except Refused as refusal:
            editor.add_errors(refusal.text, refusal.errors)
        else:
            return _go_on(request, product)
    return _editor_page(request, editor, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, code: str) -> HttpResponse:
    """A product's form; for who reads along, what is in it."""
    product = _product(request, code)
    if request.method != "POST":
        if not request.user.standing.is_editor:
            return _sheet(request, product)
        return _editor_page(request, Editor(product.drafted, seen=product.version, has_code=True), product)
    require_editor(request.user)
    editor = Editor(product.drafted, seen=product.version, has_code=True, data=request.POST)
    if editor.reshape(request.POST.get("do", "")):
        return _editor_page(request, editor, product)
    if not editor.is_valid():
        return _editor_page(request, editor, product, status=422)
    try:
        product = services.save_draft(product, by=request.user, definition=editor.definition(), seen=editor.seen)
    except Stale as stale:
        return _collision(request, product, editor, stale)
    except Refused as refusal:
        editor.add_errors(refusal.text, refusal.errors)
        return _editor_page(request, editor, product, status=422)
    return _go_on(request, product)


@require_safe
def preview(request: PersonRequest, code: str) -> HttpResponse:
    """The product as its customer would read it if the draft were published now."""
    return _preview(request, _product(request, code))


@require_safe
def history(request: PersonRequest, code: str) -> HttpResponse:
    """Who changed what and when."""
    product = _product(request, code)
    page = Paginator(entries(product)[::-1], ENTRIES).get_page(request.GET.get("page"))
    return render(request, "catalog/history.html", _about(request, product, "history") | {"page": page})


@require_POST
def publish(request: PersonRequest, code: str) -> HttpResponse:
    """Bring the draft into force; a refusal shows the form, with what is wrong at its place."""
    product = _product(request, code)
    try:
        product = services.publish(product, by=request.user, seen=_seen(request))
    except Stale as stale:
        return _preview(request, product, news=stale.changes, status=409)
    except Refused as refusal:
        editor = Editor(product.drafted, seen=product.version, has_code=True)
        return _refused(request, product, editor, refusal)
    messages.success(request, gettext("Published. Customers see it like this from now on."))
    return redirect("catalog:preview", code=product.code)


@require_POST
def withdraw(request: PersonRequest, code: str) -> HttpResponse:
    """Take a product off the portal."""
    product = _product(request, code)
    try:
        product = services.withdraw(product, by=request.user, seen=_seen(request))
    except Stale as stale:
        return _preview(request, product, news=stale.changes, status=409)
    except Refused as refusal:
        messages.error(request, refusal.text)
        return _preview(request, product, status=422)
    messages.success(request, gettext("Withdrawn. Customers can't ask for it any more; running questions go on."))
    return redirect("catalog:product", code=product.code)


def _product(request: PersonRequest, code: str) -> Product:
    require_reader(request.user)
    return get_object_or_404(Product.objects.visible_to(request.user).for_display(), code=code)


def _seen(request: PersonRequest) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _go_on(request: PersonRequest, product: Product) -> HttpResponse:
    """Do what the button said after the draft was saved."""
    do = request.POST.get("do")
    if do == "publish":
        try:
            services.publish(product, by=request.user, seen=product.version)
        except Refused as refusal:
            editor = Editor(product.drafted, seen=product.version, has_code=True)
            return _refused(request, product, editor, refusal)
        messages.success(request, gettext("Published. Customers see it like this from now on."))
        return redirect("catalog:preview", code=product.code)
    messages.success(request, gettext("Saved as a draft. Customers don't see it until you publish it."))
    return redirect("catalog:preview" if do == "preview" else "catalog:product", code=product.code)


def _collision(request: PersonRequest, product: Product, editor: Editor, stale: Stale) -> HttpResponse:
    """Show what a colleague did meanwhile; the form keeps what was typed and takes over the rest."""
    product = _product(request, product.code)
    start = definition_at(product, editor.seen)
    both = merged(start, editor.definition(), product.drafted) if start else editor.definition()
    editor = Editor(both, seen=product.version, has_code=True)
    return _editor_page(request, editor, product, news=stale.changes, status=409)


def _refused(request: PersonRequest, product: Product, editor: Editor, refusal: Refused) -> HttpResponse:
    editor.recheck()
    editor.add_errors(refusal.text, refusal.errors)
    return _editor_page(request, editor, product, status=422)


def _editor_page(
    request: PersonRequest,
    editor: Editor,
    product: Product | None = None,
    news: Sequence[Entry] = (),
    status: int = 200,
) -> HttpResponse:
    context = {"editor": editor, "news": news, **_about(request, product, "edit")}
    return page_or_partial(request, "catalog/edit.html", "catalog/_editor.html", context, status=status)


def _sheet(request: PersonRequest, product: Product) -> HttpResponse:
    definition = product.drafted
    names = names_for([definition])
    context = {
        "definition": definition,
        "facts": facts(definition, names),
        "questions": told_questions(definition),
        "parts": told_parts(definition, names),
    }
    return render(request, "catalog/sheet.html", _about(request, product, "edit") | context)


def _preview(request: PersonRequest, product: Product, news: Sequence[Entry] = (), status: int = 200) -> HttpResponse:
    definition = product.drafted
    context = {
        "definition": definition,
        "units": names_in(definition),
        "intake": IntakeForm(questions=definition.questions, user=request.user),
        "news": news,
    }
    return render(request, "catalog/preview.html", _about(request, product, "preview") | context, status=status)


def _about(request: PersonRequest, product: Product | None, tab: str) -> dict[str, Any]:
    return {"product": product, "tab": tab, "can_edit": request.user.standing.is_editor}


def _views(narrowed: ProductQuerySet, form: FilterForm) -> list[dict[str, Any]]:
    """The states to choose from, each with how many there are."""
    counts: dict[str, int] = dict(narrowed.order_by().values_list("state").annotate(Count("pk")))
    counts |= {"": sum(counts.values()), DRAFT: narrowed.with_draft().count()}
    chosen = form.cleaned_data.get("state") or ""
    return [
        {"value": str(value), "label": label, "count": counts.get(value, 0), "current": value == chosen}
        for value, label in VIEWS.items()
    ]
