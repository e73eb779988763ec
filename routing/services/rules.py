"""Rules: a draft is made, changed, checked and brought into force as a whole; what was in force never changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from catalog.models import Category
from core.refusals import Refused, Stale
from organisation.models import Unit, User
from routing.access import require_steward
from routing.decide import CONDITIONS
from routing.findings import Finding
from routing.models import RoutingRule, RuleSet, RuleSetState
from routing.surroundings import findings_of
from routing.wording import said

# What the history says of a rule that came along with the set that a draft is a copy of.
COPIED = "copied"
# Longer than any house has; a set that grows past it is a mistake.
MOST = 500


class Faulty(Refused):
    """The set can't be in force like this; `findings` are the faults."""

    def __init__(self, text: str, findings: Sequence[Finding]) -> None:
        super().__init__(text)
        self.findings = list(findings)


class Behind(Refused):
    """Another set was activated since the draft was made; `newest` is that one."""

    def __init__(self, text: str, newest: RuleSet) -> None:
        super().__init__(text)
        self.newest = newest


@dataclass(frozen=True)
class Values:
    """What a rule says: codes by condition, and what it decides. None and no approval leave a thing to others."""

    name: str
    conditions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    answered_by: Unit | None = None
    carried_out_by: Unit | None = None
    via_front_office: bool | None = None
    skill: Category | None = None
    approval: bool | None = None

    @property
    def decides(self) -> bool:
        units = (self.answered_by, self.carried_out_by, self.skill)
        return any(units) or self.via_front_office is not None or self.approval is not None


@transaction.atomic
def make_draft(*, by: User, name: str, source: RuleSet | None = None) -> RuleSet:
    """Begin a new set as a copy of `source`, or as an empty one."""
    require_steward(by)
    now = timezone.now()
    draft = RuleSet(name=_named(name), made_by=by, made_at=now, based_on=newest())
    _save(draft, by)
    for rule in source.rules.order_by("number") if source else ():
        rule.pk, rule._state.adding, rule.rule_set = None, True, draft
        rule._change_reason = COPIED
        _save(rule, by)
    return draft


@transaction.atomic
def rename_draft(draft: RuleSet, *, by: User, name: str, seen: int | None = None) -> RuleSet:
    """Give a draft another name."""
    draft = _lock(draft, by, seen)
    draft.name = _named(name)
    return _changed(draft, by, "name")


@transaction.atomic
def drop_draft(draft: RuleSet, *, by: User, seen: int | None = None) -> RuleSet:
    """Put a draft away; it can still be read."""
    draft = _lock(draft, by, seen)
    draft.state = RuleSetState.DROPPED
    return _changed(draft, by, "state")


@transaction.atomic
def add_rule(draft: RuleSet, *, by: User, values: Values, seen: int | None = None) -> RoutingRule:
    """Put a rule at the end of a draft."""
    draft = _lock(draft, by, seen)
    count = draft.rules.count()
    if count >= MOST:
        raise Refused(gettext("There are %(count)s rules already. Remove one first.") % {"count": count})
    rule = RoutingRule(rule_set=draft, number=_last(draft) + 1)
    _fill(rule, values, by)
    _changed(draft, by)
    return rule


@transaction.atomic
def change_rule(rule: RoutingRule, *, by: User, values: Values, seen: int | None = None) -> RoutingRule:
    """Let a rule of a draft say something else."""
    draft, rule = _lock_rule(rule, by, seen)
    _fill(rule, values, by)
    _changed(draft, by)
    return rule


@transaction.atomic
def move_rule(rule: RoutingRule, *, by: User, places: int, seen: int | None = None) -> RoutingRule:
    """Move a rule of a draft up (fewer than 0) or down past its neighbour; at the end it stays where it is."""
    draft, rule = _lock_rule(rule, by, seen)
    if places < 0:
        neighbour = draft.rules.filter(number__lt=rule.number).order_by("-number").first()
    else:
        neighbour = draft.rules.filter(number__gt=rule.number).order_by("number").first()
    if neighbour is None:
        return rule
    here, there = rule.number, neighbour.number
    # One number can't be in two places, not even for a moment.
    _renumber(rule, _last(draft) + 1)
    _renumber(neighbour, here)
    rule.number = there
    _save(rule, by, "number")
    _changed(draft, by)
    return rule


@transaction.atomic
def remove_rule(rule: RoutingRule, *, by: User, seen: int | None = None) -> RuleSet:
    """Take a rule out of a draft; those after it move up."""
    draft, rule = _lock_rule(rule, by, seen)
    number = rule.number
    rule._history_user = by
    rule.delete()
    for following in draft.rules.filter(number__gt=number).order_by("number"):
        _renumber(following, following.number - 1)
    return _changed(draft, by)


@transaction.atomic
def confirm_base(draft: RuleSet, *, by: User, seen: int | None = None) -> RuleSet:
    """Say that a draft is still meant as it is, now that another set was activated since it was made."""
    draft = _lock(draft, by, seen)
    draft.based_on = newest()
    return _changed(draft, by, "based_on")


@transaction.atomic
def activate(draft: RuleSet, *, by: User, at: datetime | None = None, seen: int | None = None) -> RuleSet:
    """Bring a draft into force from `at` (None: now), as a whole. Raises Behind, Faulty or Refused; then nothing
    changes and what was in force stays so.
    """
    require_steward(by)
    # All of them, in one order: two who activate at the same time come one after the other.
    list(RuleSet.objects.select_for_update().order_by("pk").values_list("pk"))
    draft = _lock(draft, by, seen)
    now = timezone.now()
    begins = at or now
    last = RuleSet.objects.active().order_by("-valid_from").first()
    _refuse_moment(begins, now, last)
    latest = newest()
    if latest and draft.based_on_id != latest.pk:
        raise Behind(
            gettext(
                "“%(set)s” was activated since this draft was made. Compare the two, and say which one it is to be."
            )
            % {"set": latest},
            latest,
        )
    if faults := [finding for finding in findings_of(draft) if finding.is_fault]:
        raise Faulty(" ".join([gettext("These rules can't be in force yet."), *map(said, faults)]), faults)
    draft.number = (RuleSet.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    draft.state, draft.valid_from = RuleSetState.ACTIVE, begins
    draft.activated_by, draft.activated_at = by, now
    return _changed(draft, by, "number", "state", "valid_from", "activated_by", "activated_at")


@transaction.atomic
def withdraw(rule_set: RuleSet, *, by: User, seen: int | None = None) -> RuleSet:
    """Take back a set that is not in force yet; it becomes a draft again."""
    require_steward(by)
    row = RuleSet.objects.select_for_update(of=("self",)).get(pk=rule_set.pk)
    _refuse_stale(row, seen)
    if row.state != RuleSetState.ACTIVE or row.valid_from is None or row.valid_from <= timezone.now():
        raise Refused(
            gettext("This set is in force already, or is a draft. Only what is still to come can be taken back.")
        )
    row.state = RuleSetState.DRAFT
    row.number = row.valid_from = row.activated_by = row.activated_at = None
    row.based_on = RuleSet.objects.active().exclude(pk=row.pk).order_by("-activated_at", "-pk").first()
    return _changed(row, by, "state", "number", "valid_from", "activated_by", "activated_at", "based_on")


def newest() -> RuleSet | None:
    """Return the set that was activated last, whether it is in force yet or not."""
    return RuleSet.objects.active().order_by("-activated_at", "-pk").first()


def _refuse_moment(begins: datetime, now: datetime, last: RuleSet | None) -> None:
    if begins < now:
        text = gettext("This moment is past. Choose one from now on.")
        raise Refused(text, {"at": [text]})
    if last and last.valid_from and begins <= last.valid_from:
        when = date_format(timezone.localtime(last.valid_from), "DATETIME_FORMAT")
        text = gettext("“%(set)s” begins on %(when)s. Choose a later moment, or take that set back first.") % {
            "set": last, "when": when,
        }  # fmt: skip
        raise Refused(text, {"at": [text]})


def _lock(draft: RuleSet, by: User, seen: int | None) -> RuleSet:
    """Return the draft as it is now, locked. Raises PermissionDenied, Stale, or Refused when it is none any more."""
    require_steward(by)
    row = RuleSet.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    _refuse_stale(row, seen)
    if row.state != RuleSetState.DRAFT:
        raise Refused(gettext("This set is no draft any more. Make a new draft from it to change something."))
    return row


def _lock_rule(rule: RoutingRule, by: User, seen: int | None) -> tuple[RuleSet, RoutingRule]:
    draft = _lock(RuleSet(pk=rule.rule_set_id), by, seen)
    row = draft.rules.filter(pk=rule.pk).first()
    if row is None:
        raise Stale(gettext("A colleague removed this rule while you were working on it."), [])
    return draft, row


def _refuse_stale(row: RuleSet, seen: int | None) -> None:
    if seen is not None and row.version != seen:
        text = gettext("A colleague changed this while you were working on it. Read what is new, then go on.")
        raise Stale(text, list(row.history.filter(version__gt=seen).select_related("history_user")))


def _fill(rule: RoutingRule, values: Values, by: User) -> None:
    conditions = {name: list(dict.fromkeys(codes)) for name, codes in values.conditions.items() if codes}
    if unknown := conditions.keys() - set(CONDITIONS):
        raise ValueError(f"no such condition: {', '.join(sorted(unknown))}")
    if not values.decides:
        text = gettext("Say at least one thing that this rule decides.")
        raise Refused(text, {"answered_by": [text]})
    rule.answered_by, rule.carried_out_by, rule.skill = values.answered_by, values.carried_out_by, values.skill
    rule.via_front_office, rule.approval = values.via_front_office, values.approval
    rule.name, rule.conditions = _named(values.name), conditions
    _save(rule, by)


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 120:
        text = gettext("Give it a name, of 120 characters at most.")
        raise Refused(text, {"name": [text]})
    return name


def _last(draft: RuleSet) -> int:
    return draft.rules.aggregate(last=Max("number"))["last"] or 0


def _renumber(rule: RoutingRule, number: int) -> None:
    """Give a rule its new place. That it moved up or down because another did is no change of its own."""
    rule.number = number
    rule.skip_history_when_saving = True
    rule.save(update_fields=["number"])
    del rule.skip_history_when_saving


def _changed(draft: RuleSet, by: User, *fields: str) -> RuleSet:
    """Count a change, so that who looks at an older one is told."""
    draft.version += 1
    _save(draft, by, *fields, "version")
    return draft


def _save(row: RuleSet | RoutingRule, by: User, *fields: str) -> None:
    row._history_user = by
    row.save(update_fields=list(fields) or None)
