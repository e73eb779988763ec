"""Keeping lists: personal ones, and those that a unit shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.models import Unit, User
from servicedesk.models import SavedView
from servicedesk.services.ground import kept, said

# So many lists of one's own, or of one unit: more than fit on a screen is no help.
MOST = 20


@transaction.atomic
def keep_view(*, by: User, name: str, slug: str, query: Mapping[str, Any], unit: Unit | None = None) -> SavedView:
    """Keep a list under a name: for oneself, or for all where `by` heads `unit`. The same name again replaces it."""
    if unit is not None and unit.pk not in by.standing.head_of:
        raise PermissionDenied
    name = kept(said(name, gettext("Give it a name."), "name"), "name", 60)
    owner = None if unit else by
    if SavedView.objects.filter(unit=unit, owner=owner).exclude(name=name).count() >= MOST:
        raise Refused(gettext("There are twenty lists already. Remove one first."))
    view, _new = SavedView.objects.update_or_create(
        unit=unit, owner=owner, name=name, defaults={"slug": slug, "query": dict(query)}
    )
    return view


@transaction.atomic
def drop_view(view: SavedView, *, by: User) -> None:
    """Remove a list; the questions stay."""
    if not view.is_edited_by(by):
        raise PermissionDenied
    view.delete()
