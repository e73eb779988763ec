"""Keeping what the desk has ready. Heads keep what is of their unit, everyone at the desk what is personal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from catalog.definition import Definition
from catalog.matching import search_names, search_text
from core.refusals import Refused, Stale
from organisation.models import User
from servicedesk.models import CannedText, CheckList, Macro, StandardCall
from servicedesk.models.library import Entry, Says
from servicedesk.placeholders import unknown
from servicedesk.services.ground import kept, said

E = TypeVar("E", bound=Entry)

MOST_STEPS, LONGEST_STEP = 20, 200


@transaction.atomic
def keep_call(call: StandardCall, *, by: User, seen: int | None = None, **values: Any) -> StandardCall:
    """Save a standard call with these values, new or changed. Refuses one without a name or a subject."""
    call = _opened(call, by, seen)
    _set(call, values)
    call.name = said(call.name, gettext("Give it a name."), "name")
    call.subject = said(
        call.subject, gettext("Say in a few words what it is about, in 200 characters at most."), "subject"
    )
    call.description, call.answer = kept(call.description, "description"), kept(call.answer, "answer")
    call.steps = checked_steps(call.steps)
    return _saved(call, by, [call.subject, call.description])


@transaction.atomic
def keep_text(text: CannedText, *, by: User, seen: int | None = None, **values: Any) -> CannedText:
    """Save a text with these values, new or changed. Refuses a code that is taken, and a place nobody can fill in."""
    text = _opened(text, by, seen)
    _set(text, values)
    text.name = said(text.name, gettext("Give it a name."), "name")
    text.code = _code(text)
    text.text_nl = said(text.text_nl, gettext("Write what the customer should read."), "text_nl")
    text.text_en = kept(text.text_en, "text_en")
    _can_be_filled_in(text)
    return _saved(text, by, [text.code, text.text_nl])


def _can_be_filled_in(row: CannedText | Macro) -> None:
    for field in ("text_nl", "text_en"):
        if wrong := unknown(getattr(row, field)):
            words = gettext("We can't fill in: %(names)s.") % {"names": ", ".join(wrong)}
            raise Refused(words, {field: [words]})


@transaction.atomic
def keep_list(row: CheckList, *, by: User, seen: int | None = None, **values: Any) -> CheckList:
    """Save a check-list with these values, new or changed. Refuses one without steps."""
    row = _opened(row, by, seen)
    _set(row, values)
    row.name = said(row.name, gettext("Give it a name."), "name")
    row.steps = checked_steps(row.steps)
    if not row.steps:
        words = gettext("Write one step at least.")
        raise Refused(words, {"steps": [words]})
    return _saved(row, by, row.steps)


@transaction.atomic
def keep_macro(macro: Macro, *, by: User, seen: int | None = None, **values: Any) -> Macro:
    """Save a macro with these values, new or changed. Refuses one that does nothing, and what can't go together."""
    macro = _opened(macro, by, seen)
    _set(macro, values)
    macro.name = said(macro.name, gettext("Give it a name."), "name")
    macro.note = kept(macro.note, "note")
    macro.text_nl, macro.text_en = kept(macro.text_nl, "text_nl"), kept(macro.text_en, "text_en")
    if macro.says:
        macro.text_nl = said(macro.text_nl, gettext("Write what the customer should read."), "text_nl")
    _can_be_filled_in(macro)
    if not macro.needs:
        raise Refused(gettext("Choose at least one thing that it does."))
    if macro.says == Says.SOLVE and macro.forward_to_id:
        words = gettext("Work that is passed on can't be solved at the same time.")
        raise Refused(words, {"says": [words]})
    return _saved(macro, by, [macro.note, macro.text_nl])


def _code(text: CannedText) -> str:
    code = text.code.strip().lower()
    if not re.fullmatch(r"[a-z0-9-]{1,20}", code):
        words = gettext("Use letters, digits and hyphens, 20 at most.")
        raise Refused(words, {"code": [words]})
    same = CannedText.objects.filter(unit=text.unit_id, owner=text.owner_id, code=code).exclude(pk=text.pk)
    if same.exists():
        words = gettext("You have a text with this code already.")
        raise Refused(words, {"code": [words]})
    return code


def checked_steps(steps: Iterable[str]) -> list[str]:
    """Return the steps without blanks and empty ones. Refuses too many, or one that is too long."""
    found = [step for step in (kept(step, "steps", LONGEST_STEP) for step in steps) if step]
    if len(found) > MOST_STEPS:
        text = gettext("Use %(most)d steps at most.") % {"most": MOST_STEPS}
        raise Refused(text, {"steps": [text]})
    return found


def _opened(entry: E, by: User, seen: int | None) -> E:
    """Return the row as it is now, locked, if `by` may edit it; a new one as it is."""
    if entry.pk is not None:
        model: Any = type(entry)
        entry = model._default_manager.select_for_update(of=("self",)).get(pk=entry.pk)
        if not entry.is_edited_by(by):
            raise PermissionDenied
        if seen is not None and seen != entry.version:
            raise Stale(gettext("A colleague changed this meanwhile. Look at it again."), [])
    return entry


def _set(entry: Entry, values: Mapping[str, Any]) -> None:
    for field, value in values.items():
        setattr(entry, field, value)


def _saved(entry: E, by: User, texts: Iterable[str]) -> E:
    """Save the row with the words it is found by. Also what it becomes must be one's own to edit."""
    if not entry.is_edited_by(by):
        raise PermissionDenied
    words = tuple(word for word in (word.strip() for word in entry.keywords.split(",")) if word)
    found_by = Definition(code="", name=entry.name, synonyms=words, description=" ".join(texts))
    entry.search_names, entry.search_text = search_names(found_by), search_text(found_by)
    entry.version = 1 if entry.pk is None else entry.version + 1
    entry._history_user = by
    entry.save()
    return entry
