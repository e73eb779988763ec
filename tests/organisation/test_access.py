"""Who someone is: roles, units and deputyships of today, and nobody when disabled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from organisation.access import NOBODY, can, require, standing_of
from organisation.models import Deputy, Membership, RoleGrant, Unit, User
from tests.make import make_unit, make_user


@pytest.mark.parametrize(
    ("role", "kind", "is_agent"),
    [
        ("agent", "front_office", True),
        ("head", "front_office", True),
        ("agent", "service_point", True),
        ("worker", "front_office", False),
        ("head", "service_point", False),
        ("worker", "service_point", False),
        ("agent", "back_office", False),
        ("head", "back_office", False),
        ("agent", "partner", False),
        ("head", "policy", False),
    ],
)
def test_who_answers_customers_follows_from_role_and_kind_of_unit(db, role, kind, is_agent):
    unit = make_unit("unit", kind)
    standing = make_user("someone", **{f"{role}_{'of' if role == 'head' else 'in'}": [unit]}).standing
    assert standing.is_agent == is_agent
    assert standing.units == {unit.pk}
    assert standing.works == (role in ("worker", "head"))


def test_who_heads_a_unit_is_its_head_with_or_without_membership(db):
    unit = make_unit("huisvesting", "back_office")
    hugo = make_user("hugo")
    Unit.objects.update(head=hugo)
    assert standing_of(hugo).head_of == {unit.pk}
    assert standing_of(make_user("member", head_of=[make_unit("schoonmaak", "back_office")])).head_of


@pytest.mark.parametrize(
    ("role", "predicate"),
    [
        ("auditor", "reads_all"),
        ("manager", "reads_all"),
        ("catalogue_editor", "is_editor"),
        ("administrator", "is_administrator"),
    ],
)
def test_a_role_gives_what_it_says_and_nothing_else(db, role, predicate):
    standing = make_user("someone", roles=(role,)).standing
    given = {
        name for name in ("reads_all", "is_editor", "is_administrator", "is_agent", "works") if getattr(standing, name)
    }
    assert given == {predicate}


def test_being_superuser_alone_gives_nothing(db):
    standing = make_user("root", is_superuser=True, is_staff=True).standing
    assert (standing.roles, standing.is_agent, standing.reads_all) == (frozenset(), False, False)


@pytest.mark.parametrize(("start", "end", "decides"), [(0, 0, True), (-1, 1, True), (-9, -1, False), (1, 9, False)])
def test_one_decides_for_another_from_the_first_day_to_the_last(marco, odd, start, end, decides):
    today = timezone.localdate()
    days = {"starts_on": today + timedelta(days=start), "ends_on": today + timedelta(days=end)}
    Deputy.objects.create(person=marco, deputy=odd, **days)
    assert odd.standing.decides_for == ({odd.pk, marco.pk} if decides else {odd.pk})
    assert marco.standing.decides_for == {marco.pk}


def test_the_day_is_the_one_of_the_house_not_of_greenwich(marco, odd, time_machine):
    time_machine.move_to("2026-07-01T22:30:00Z", tick=False)
    Deputy.objects.create(person=marco, deputy=odd, starts_on="2026-07-02", ends_on="2026-07-02")
    assert marco.pk in odd.standing.decides_for


def test_nobody_decides_for_who_has_left(marco, odd):
    today = timezone.localdate()
    Deputy.objects.create(person=marco, deputy=odd, starts_on=today, ends_on=today)
    User.objects.filter(pk=marco.pk).update(is_active=False)
    assert odd.standing.decides_for == {odd.pk}


def test_a_disabled_account_and_one_that_was_never_saved_are_nobody(db):
    unit = make_unit()
    gone = make_user("gone", roles=("auditor", "administrator"), agent_in=[unit], is_active=False)
    assert standing_of(gone) == standing_of(User(username="never")) == NOBODY
    assert NOBODY.is_nobody
    assert NOBODY.decides_for == NOBODY.units == frozenset()
    assert standing_of(AnonymousUser()) == NOBODY


def test_standing_takes_one_cheap_query_once(django_assert_num_queries, marieke):
    fresh = User.objects.get(pk=marieke.pk)
    with django_assert_num_queries(1):
        assert fresh.standing.is_agent
    with django_assert_num_queries(0):
        assert fresh.standing.units


def test_what_was_withdrawn_is_gone_at_the_next_request(marieke, auditor):
    Membership.objects.filter(user=marieke).delete()
    RoleGrant.objects.filter(user=auditor).delete()
    assert not standing_of(User.objects.get(pk=marieke.pk)).is_agent
    assert not standing_of(User.objects.get(pk=auditor.pk)).reads_all


class Door:
    """For tenants, who may open it, and for nobody else."""

    def who_may(self, verb: str) -> set[str]:
        return {"tenant"} if verb == "open" else set()

    def relations_of(self, user: object) -> set[str]:
        return {"tenant", "neighbour"} if user == "tenant" else {"neighbour"}


def test_a_right_is_a_relation_that_the_verb_asks_for():
    assert can("tenant", "open", Door())
    assert not can("tenant", "paint", Door())
    assert not can("neighbour", "open", Door())
    require("tenant", "open", Door())
    with pytest.raises(PermissionDenied):
        require("neighbour", "open", Door())


@pytest.mark.parametrize(
    ("who", "sees"),
    [("marieke", True), ("auditor", True), ("odd", False), ("gone", None)],
)
def test_the_staff_directory_is_for_who_answers_or_reads_all(request, ingrid, who, sees):
    gone = make_user("gone", is_active=False)
    person = gone if who == "gone" else request.getfixturevalue(who)
    seen = set(User.objects.visible_to(person).values_list("username", flat=True))
    assert ("ingrid" in seen) == bool(sees)
    assert "gone" not in seen
    assert (who in seen) == (sees is not None)
