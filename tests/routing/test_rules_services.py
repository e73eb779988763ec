"""A set of rules from draft to in force: who may, what is refused, and that what was activated stays as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.refusals import Refused, Stale
from routing.models import RoutingRule, RuleSet, RuleSetState
from routing.services import rules as services
from routing.services.rules import Behind, Faulty, Values
from tests.make import make_product, make_unit, make_user

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def steward(db):
    front = make_unit()
    steward = make_user("hoofd", head_of=[front])
    make_user("ruben", worker_in=[make_unit("facilitair-team", "back_office")])
    make_product()
    return steward


def values(name: str = "Regel", **more) -> Values:
    return Values(name, **({"conditions": {"product": ["storing"]}, "approval": True} | more))


def draft_with(steward, *names: str) -> RuleSet:
    draft = services.make_draft(by=steward, name="Ontwerp")
    for name in names:
        services.add_rule(draft, by=steward, values=values(name, conditions={"channel": ["phone"]}))
    draft.refresh_from_db()
    return draft


def activated(steward, **more) -> RuleSet:
    draft = services.make_draft(by=steward, name="Set")
    services.add_rule(draft, by=steward, values=values())
    return services.activate(draft, by=steward, **more)


def names(rule_set: RuleSet) -> list[tuple[int, str]]:
    return list(rule_set.rules.order_by("number").values_list("number", "name"))


def test_only_stewards_change_rules(steward):
    draft = draft_with(steward, "Een")
    agent = make_user("agent", agent_in=[make_unit()])
    rule = draft.rules.get()
    for forbidden in (
        lambda: services.make_draft(by=agent, name="X"),
        lambda: services.rename_draft(draft, by=agent, name="X"),
        lambda: services.drop_draft(draft, by=agent),
        lambda: services.add_rule(draft, by=agent, values=values()),
        lambda: services.change_rule(rule, by=agent, values=values()),
        lambda: services.move_rule(rule, by=agent, places=1),
        lambda: services.remove_rule(rule, by=agent),
        lambda: services.confirm_base(draft, by=agent),
        lambda: services.activate(draft, by=agent),
        lambda: services.withdraw(draft, by=agent),
    ):
        with pytest.raises(PermissionDenied):
            forbidden()
    assert RuleSet.objects.get().version == draft.version


def test_a_draft_begins_as_a_copy(steward):
    first = activated(steward)
    draft = services.make_draft(by=steward, name="Verder", source=first)
    assert names(draft) == names(first)
    services.change_rule(draft.rules.get(), by=steward, values=values("Anders"))
    assert names(first) == [(1, "Regel")]


def test_rules_are_moved_and_removed_and_stay_numbered(steward):
    draft = draft_with(steward, "Een", "Twee", "Drie")
    one, two, _three = draft.rules.order_by("number")
    services.move_rule(one, by=steward, places=1)
    assert names(draft) == [(1, "Twee"), (2, "Een"), (3, "Drie")]
    services.move_rule(two, by=steward, places=-1)
    assert names(draft) == [(1, "Twee"), (2, "Een"), (3, "Drie")]
    services.remove_rule(two, by=steward)
    assert names(draft) == [(1, "Een"), (2, "Drie")]
    moves = RoutingRule.history.filter(name="Drie").values_list("number", flat=True)
    assert list(moves) == [3]


def test_a_rule_has_a_name_and_decides_something(steward):
    draft = draft_with(steward)
    with pytest.raises(Refused, match="name"):
        services.add_rule(draft, by=steward, values=values("  "))
    with pytest.raises(Refused, match="at least one thing"):
        services.add_rule(draft, by=steward, values=values(approval=None))
    assert not draft.rules.exists()


def test_two_people_at_once_are_told(steward):
    draft = draft_with(steward, "Een")
    services.rename_draft(draft, by=steward, name="Nieuw", seen=draft.version)
    with pytest.raises(Stale):
        services.change_rule(draft.rules.get(), by=steward, values=values("Twee"), seen=draft.version)
    rule = draft.rules.get()
    services.remove_rule(rule, by=steward)
    with pytest.raises(Stale):
        services.change_rule(rule, by=steward, values=values("Twee"))
    assert not draft.rules.exists()


def test_a_set_comes_into_force_as_a_whole(steward):
    before = timezone.now()
    first = activated(steward)
    assert (first.number, first.state, first.activated_by) == (1, RuleSetState.ACTIVE, steward)
    assert RuleSet.objects.in_force(timezone.now()) == first
    assert RuleSet.objects.in_force(before) is None
    second = activated(steward)
    assert second.number == 2
    assert RuleSet.objects.in_force(timezone.now()) == second


def test_a_set_with_faults_is_refused_by_name_and_the_old_one_stays(steward):
    first = activated(steward)
    make_unit("leeg", "back_office")
    draft = services.make_draft(by=steward, name="Fout", source=first)
    services.add_rule(draft, by=steward, values=values("Weg", conditions={}, carried_out_by=make_unit("leeg")))
    services.add_rule(draft, by=steward, values=values("Dubbel"))
    with pytest.raises(Faulty) as refused:
        services.activate(draft, by=steward)
    assert "Leeg" in str(refused.value)
    assert {finding.rules for finding in refused.value.findings if finding.rules} >= {(2,), (3,)}
    assert RuleSet.objects.in_force(timezone.now()) == first
    draft.refresh_from_db()
    assert (draft.state, draft.number) == (RuleSetState.DRAFT, None)


def test_a_draft_that_fell_behind_is_looked_at_again(steward):
    first = activated(steward)
    draft = services.make_draft(by=steward, name="Oud", source=first)
    second = activated(steward)
    with pytest.raises(Behind) as refused:
        services.activate(draft, by=steward)
    assert refused.value.newest == second
    services.confirm_base(draft, by=steward)
    assert services.activate(draft, by=steward).number == 3


def test_what_is_still_to_come_can_be_taken_back(steward):
    tomorrow = timezone.now() + timedelta(days=1)
    first, later = activated(steward), activated(steward, at=tomorrow)
    assert RuleSet.objects.in_force(timezone.now()) == first
    assert RuleSet.objects.in_force(tomorrow) == later
    with pytest.raises(Refused, match="later moment"):
        activated(steward, at=tomorrow - timedelta(hours=1))
    with pytest.raises(Refused, match="already"):
        services.withdraw(first, by=steward)
    back = services.withdraw(later, by=steward)
    assert (back.state, back.number, back.based_on) == (RuleSetState.DRAFT, None, first)
    assert RuleSet.objects.in_force(tomorrow) == first
    assert services.activate(back, by=steward).number == 2


def test_nothing_begins_in_the_past(steward):
    with pytest.raises(Refused, match="past"):
        activated(steward, at=timezone.now() - timedelta(minutes=1))


def test_what_was_activated_never_changes(steward):
    first = activated(steward)
    rule = first.rules.get()
    for change in (
        lambda: services.rename_draft(first, by=steward, name="X"),
        lambda: services.add_rule(first, by=steward, values=values()),
        lambda: services.change_rule(rule, by=steward, values=values("X")),
        lambda: services.remove_rule(rule, by=steward),
        lambda: services.activate(first, by=steward),
        lambda: services.drop_draft(first, by=steward),
    ):
        with pytest.raises(Refused, match="no draft"):
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSet.objects.filter(pk=first.pk).update(name="Anders")
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSet.objects.filter(pk=first.pk)._raw_delete(using="default")
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic():
            first.rules.update(name="Anders")
    assert names(first) == [(1, "Regel")]


def test_a_dropped_draft_can_be_read_and_no_more(steward):
    draft = services.drop_draft(draft_with(steward, "Een"), by=steward)
    with pytest.raises(Refused, match="no draft"):
        services.rename_draft(draft, by=steward, name="X")
    assert names(draft) == [(1, "Een")]
