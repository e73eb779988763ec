"""Who changed what about a set of rules, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from catalog.changes import Change
from organisation.models import Unit
from routing.decide import OUTCOMES
from routing.history import Entry
from routing.labels import OUTCOMES as OUTCOME_LABELS
from routing.models import RoutingRule, RuleSet, RuleSetState
from routing.sentences import Labels, told_conditions
from routing.services.rules import COPIED


@dataclass(frozen=True)
class _Said:
    """A rule as it stood in one row of the history."""

    name: str
    when: tuple[tuple[str, str], ...]
    then: tuple[tuple[str, str], ...]

    def items(self) -> dict[str, str]:
        return {gettext("Name"): self.name} | dict(self.when) | dict(self.then)


def entries(rule_set: RuleSet, labels: Labels) -> list[Entry]:
    """Return what happened to a set and to its rules, newest first."""
    found = [*_of_set(rule_set), *_of_rules(rule_set, labels)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def since(rule_set: RuleSet, version: int, labels: Labels) -> list[Entry]:
    """Return what happened after somebody read version `version` of the set, oldest first."""
    last = rule_set.history.filter(version=version).order_by("-history_id").first()
    if last is None:
        return []
    return [entry for entry in entries(rule_set, labels) if entry.at > last.history_date][::-1]


def _of_set(rule_set: RuleSet) -> Iterator[Entry]:
    before: Any = None
    for row in rule_set.history.select_related("history_user").order_by("history_id"):
        if text := _deed(before, row):
            yield Entry(row.history_date, row.history_user, text)
        before = row


def _deed(before: Any, row: Any) -> str:
    if before is None:
        return gettext("made this draft")
    if row.state != before.state:
        return _state(row)
    if row.name != before.name:
        return gettext("called it “%(name)s”") % {"name": row.name}
    if row.based_on_id != before.based_on_id:
        return gettext("said that it is still meant like this")
    return ""


def _state(row: Any) -> str:
    if row.state == RuleSetState.ACTIVE:
        when = date_format(localtime(row.valid_from), "DATETIME_FORMAT")
        return gettext("activated it, in force from %(when)s") % {"when": when}
    return (
        gettext("put it away") if row.state == RuleSetState.DROPPED else gettext("took it back before it was in force")
    )


def _of_rules(rule_set: RuleSet, labels: Labels) -> Iterator[Entry]:
    before: dict[int, Any] = {}
    units = dict(Unit.objects.values_list("pk", "name"))
    rows = RoutingRule.history.filter(rule_set_id=rule_set.pk).select_related("history_user", "skill")
    for row in rows.order_by("history_id"):
        old, before[row.id] = before.get(row.id), row
        if row.history_change_reason == COPIED:
            continue
        entry = Entry(row.history_date, row.history_user, "")
        was, now = (_said(one, labels, units) if one else None for one in (old, row))
        yield _rule_entry(entry, row, was, now)


def _rule_entry(entry: Entry, row: Any, was: _Said | None, now: _Said | None) -> Entry:
    words = {"number": row.number, "name": row.name}
    if row.history_type == "-":
        return replace(entry, what=gettext("removed rule %(number)s, “%(name)s”") % words)
    if was is None:
        text = gettext("added rule %(number)s, “%(name)s”") % words
        return replace(entry, what=text, changes=_changes({}, now.items() if now else {}))
    changes = _changes(was.items(), now.items() if now else {})
    moved, changed = gettext("moved “%(name)s” to place %(number)s"), gettext("changed rule %(number)s, “%(name)s”")
    return replace(entry, what=(changed if changes else moved) % words, changes=changes)


def _changes(was: dict[str, str], now: dict[str, str]) -> list[Change]:
    names = list(dict.fromkeys([*was, *now]))
    return [
        Change(name[:1].upper() + name[1:], was.get(name, ""), now.get(name, ""))
        for name in names
        if was.get(name) != now.get(name)
    ]


def _said(row: Any, labels: Labels, units: dict[int, str]) -> _Said:
    values = {
        "answered_by": units.get(row.answered_by_id, ""),
        "carried_out_by": units.get(row.carried_out_by_id, ""),
        "via_front_office": _yes(row.via_front_office),
        "skill": row.skill.name if row.skill_id else "",
        "approval": _yes(row.approval),
    }
    then = tuple((str(OUTCOME_LABELS[name]), values[name]) for name in OUTCOMES if values[name])
    return _Said(row.name, told_conditions(row.conditions, labels), then)


def _yes(value: bool | None) -> str:
    return "" if value is None else gettext("Yes") if value else gettext("No")
