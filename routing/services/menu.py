"""Keeping the telephone menu of a phase: its words, its choices, and making it anew from the rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from catalog.models import Product
from core.refusals import Refused, Stale
from organisation import telephone
from organisation.models import Unit, User
from routing.access import require_steward
from routing.menus import DEEPEST, KEYS, MOST, Option
from routing.models import MenuOption, Phase, PhoneMenu
from routing.phone_menu import generate

WORDS = ("welcome_nl", "welcome_en", "closed_nl", "closed_en", "emergency_nl", "emergency_en")
LONGEST, LONGEST_CHOICE = 300, 200


@transaction.atomic
def keep_menu(phase: Phase, *, by: User, seen: int | None = None, **values: Any) -> PhoneMenu:
    """Save what is said around the choices, and where an emergency goes."""
    menu = _locked(phase, by, seen)
    for field in WORDS:
        setattr(menu, field, _said(values.get(field, getattr(menu, field)), field, LONGEST))
    number = str(values.get("emergency_number", menu.emergency_number)).strip()
    if number and not telephone.normal(number):
        text = gettext("This is no telephone number.")
        raise Refused(text, {"emergency_number": [text]})
    if menu.emergency_nl and not number:
        text = gettext("Give the number that an emergency goes to.")
        raise Refused(text, {"emergency_number": [text]})
    menu.emergency_number = number
    return _saved(menu, by)


@transaction.atomic
def generate_menu(phase: Phase, *, by: User, seen: int | None = None) -> PhoneMenu:
    """Replace the choices by those that follow from the rules of now. What is said around them stays."""
    menu = _locked(phase, by, seen)
    options = generate(phase, timezone.now())
    _replace(menu, options, by)
    menu.is_by_hand = False
    return _saved(menu, by)


@transaction.atomic
def keep_option(
    menu: PhoneMenu,
    option: MenuOption | None,
    *,
    by: User,
    key: str,
    text_nl: str,
    text_en: str,
    parent: MenuOption | None = None,
    answered_by: Unit | None = None,
    products: Sequence[Any] = (),
    categories: Sequence[Any] = (),
    is_rest: bool = False,
    seen: int | None = None,
) -> MenuOption:
    """Save a choice, new or changed. Refuses a key that is taken, a seventh choice, a third level, and a dead end."""
    menu = _locked(menu.phase, by, seen)
    row = menu.options.get(pk=option.pk) if option else MenuOption(menu=menu)
    row.key, row.parent = _key(key), parent
    row.text_nl = _said(text_nl, "text_nl", LONGEST_CHOICE)
    row.text_en = _said(text_en, "text_en", LONGEST_CHOICE)
    if not row.text_nl or not row.text_en:
        field = "text_en" if row.text_nl else "text_nl"
        text = gettext("Write what the caller hears.")
        raise Refused(text, {field: [text]})
    row.answered_by, row.is_rest = answered_by, is_rest
    _fits(menu, row)
    _reaches(row)
    row._history_user = by
    row.save()
    row.products.set(products)
    row.categories.set(categories)
    menu.is_by_hand = True
    _saved(menu, by)
    return row


@transaction.atomic
def remove_option(option: MenuOption, *, by: User, seen: int | None = None) -> PhoneMenu:
    """Take a choice out, and what is below it."""
    menu = _locked(option.menu.phase, by, seen)
    row = menu.options.get(pk=option.pk)
    row._history_user = by
    row.delete()
    menu.is_by_hand = True
    return _saved(menu, by)


def replace_options(menu: PhoneMenu, options: Sequence[Option], *, by: User) -> None:
    """Put these choices in place of what there was; for a menu that comes from a file."""
    _replace(menu, options, by)


def _replace(menu: PhoneMenu, options: Sequence[Option], by: User) -> None:
    for row in menu.options.filter(parent__isnull=True):
        row._history_user = by
        row.delete()
    _add(menu, options, None, by)


def _add(menu: PhoneMenu, options: Sequence[Option], parent: MenuOption | None, by: User) -> None:
    for option in options:
        row = MenuOption(
            menu=menu,
            parent=parent,
            key=option.key,
            text_nl=option.text_nl[:LONGEST_CHOICE],
            text_en=option.text_en[:LONGEST_CHOICE],
            answered_by=Unit.objects.filter(code=option.answered_by).first(),
            is_rest=option.is_rest,
        )
        row._history_user = by
        row.save()
        row.products.set(Product.objects.filter(code__in=option.products))
        _add(menu, option.options, row, by)


def _locked(phase: Phase, by: User, seen: int | None) -> PhoneMenu:
    """Return the menu as it is now, locked. One that follows the rules is written down first, as it is heard now."""
    require_steward(by)
    menu = PhoneMenu.objects.select_for_update().filter(phase=phase).first()
    if menu is None:
        # Two who begin at once write one row: the phase itself is the lock.
        Phase.objects.select_for_update().get(pk=phase.pk)
        menu = PhoneMenu.objects.filter(phase=phase).first() or _written_down(phase, by)
    if seen is not None and seen != menu.version:
        raise Stale(gettext("A colleague changed this menu meanwhile. Look at it again."), [])
    return menu


def _written_down(phase: Phase, by: User) -> PhoneMenu:
    menu = PhoneMenu(phase=phase, changed_at=timezone.now())
    menu._history_user = by
    menu.save()
    _add(menu, generate(phase, menu.changed_at), None, by)
    return menu


def _saved(menu: PhoneMenu, by: User) -> PhoneMenu:
    menu.version += 1
    menu.changed_at = timezone.now()
    menu._history_user = by
    menu.save()
    return menu


def _key(key: str) -> str:
    if key not in KEYS or len(key) != 1:
        text = gettext("Choose a key from 1 to 9.")
        raise Refused(text, {"key": [text]})
    return key


def _fits(menu: PhoneMenu, row: MenuOption) -> None:
    beside = menu.options.filter(parent=row.parent).exclude(pk=row.pk)
    if same := beside.filter(key=row.key).first():
        text = gettext("Key %(key)s is taken by “%(text)s”.") % {"key": row.key, "text": same.text_nl}
        raise Refused(text, {"key": [text]})
    if beside.count() >= MOST:
        text = gettext("There are %(most)d choices here already; callers don't remember more.") % {"most": MOST}
        raise Refused(text, {"key": [text]})
    parent = row.parent
    # A choice with others below it would take them a level deeper.
    has_below = row.pk is not None and row.options.exists()
    if parent and (parent.pk == row.pk or parent.menu_id != menu.pk or parent.parent_id or has_below):
        text = gettext("A menu has %(deepest)d levels at most.") % {"deepest": DEEPEST}
        raise Refused(text, {"parent": [text]})
    if row.is_rest and (other := menu.options.filter(is_rest=True).exclude(pk=row.pk).first()):
        text = gettext("Choice %(key)s is for general information already.") % {"key": other.key}
        raise Refused(text, {"is_rest": [text]})


def _reaches(row: MenuOption) -> None:
    unit = row.answered_by
    if unit is None:
        return  # Others may come below it; until then the page says that it reaches nobody.
    if not unit.extension:
        text = gettext("%(unit)s has no number: nobody would pick up.") % {"unit": unit}
    elif row.menu.phase.closures.filter(unit=unit).exists():
        text = gettext("%(unit)s is closed in this phase: nobody would pick up.") % {"unit": unit}
    else:
        return
    raise Refused(text, {"answered_by": [text]})


def _said(text: Any, field: str, longest: int) -> str:
    said = " ".join(str(text).split())
    if len(said) > longest or "\x00" in said:
        words = gettext("Say it in %(count)d characters at most.") % {"count": longest}
        raise Refused(words, {field: [words]})
    return said
