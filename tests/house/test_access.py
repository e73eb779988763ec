"""Every route, every kind of person, every method, own things and another's: as access_table.py has it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from organisation.models import ApiToken, Unit, User
from servicedesk.lifecycle import APPROVAL_MOVES, ORDER_MOVES, TICKET_MOVES
from servicedesk.models import Access
from tests.house.access_table import (
    ADMINISTRATORS,
    CAST,
    OUTSIDE,
    ROWS,
    SEEN,
    STEWARDS,
    TABLE,
    VERBS,
    as_markdown,
    expected,
)  # fmt: skip
from tests.house.visitors import Check, Visitor, checks, fault, routes
from tests.house.world import DRAFT, FOREIGN, INSIDE, OTHER, OWN

LIFECYCLES = {"ticket": TICKET_MOVES, "order": ORDER_MOVES, "approval": APPROVAL_MOVES}
# Files come along with words, who reads along has an address without a verb, and the desk does the other two from the
# page of the question.
NOT_BY_ITSELF = {"ticket": {"attach", "share"}, "order": {"resend", "cancel"}, "approval": set()}
# What has to be filled in to come at an address of Django's own pages.
GIVEN = {"app_label": "organisation", "url": "nowhere/"}


def _no_roles(user: User) -> None:
    user.role_grants.all().delete()


def _no_unit(user: User) -> None:
    user.memberships.all().delete()
    Unit.objects.filter(head=user).update(head=None)


def _no_deputy(user: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    user.stands_in_for.update(starts_on=yesterday, ends_on=yesterday)


def _not_asked(user: User) -> None:
    user.approvals.all().delete()


def _not_let_in(user: User) -> None:
    Access.objects.filter(person=user).delete()


# Where somebody came in, of whose thing, and what is taken away.
WITHDRAWN = {
    "auditor": (
        [("desk:home", ""), ("work:home", ""), ("catalog:products", ""), ("api:ticket-detail", "own")],
        _no_roles,
    ),
    "manager": ([("desk:ticket", "other"), ("work:order", "own"), ("api:work-order-detail", "own")], _no_roles),
    "editor": ([("catalog:products", ""), ("catalog:product", "draft"), ("api:product-detail", "draft")], _no_roles),
    "agent": (
        [("desk:new", ""), ("desk:ticket", "own"), ("portal:ticket", "other"), ("api:ticket-events", "own")],
        _no_unit,
    ),
    "worker": ([("work:home", ""), ("work:order", "own"), ("portal:attachment", "own, internal")], _no_unit),
    "chief": ([("desk:home", ""), ("work:order", "own"), ("api:ticket-detail", "own")], _no_unit),
    "head": ([("desk:ticket", "own"), ("work:order", "own"), ("api:work-order-detail", "own")], _no_unit),
    "deputy": ([("portal:ticket", "own"), ("portal:approval", "own"), ("api:ticket-detail", "own")], _no_deputy),
    "let_in": ([("portal:ticket", "own"), ("portal:attachment", "own"), ("api:ticket-events", "own")], _not_let_in),
    "approver": ([("portal:ticket", "own"), ("portal:approval", "own"), ("api:ticket-detail", "own")], _not_asked),
}
# Words that stand in one kind of thing, and who may read them.
WORDS = {
    OWN: SEEN["ticket"]["own"],
    OTHER: SEEN["ticket"]["other"],
    INSIDE: SEEN["file"]["own, internal"],
    # Who makes rules names the products in them.
    FOREIGN: SEEN["product"]["for another group"] | STEWARDS,
    DRAFT: SEEN["product"]["draft"],
}


def test_every_route_has_a_row_and_every_row_a_route():
    found = [route for route in routes() if route != "admin:*"]
    assert sorted(found) == sorted(TABLE)
    assert len(TABLE) == len(ROWS)


def test_the_path_of_a_row_is_that_of_its_route(world):
    wrong = {
        row.route: path
        for row in ROWS
        if resolve(path := world.address(row.path, next(iter(row.cases)), "note")).view_name != row.route
    }
    assert wrong == {}


@pytest.mark.parametrize("kind", VERBS)
def test_every_verb_that_somebody_can_do_is_in_the_table(kind):
    assert set(VERBS[kind]) == {verb for verb, move in LIFECYCLES[kind].items() if move.who}


@pytest.mark.parametrize("kind", VERBS)
def test_every_verb_can_be_done_somewhere(kind):
    offered = {verb for row in ROWS if row.kind == kind for verb in row.verbs}
    assert set(VERBS[kind]) - offered == NOT_BY_ITSELF[kind]


def test_every_door_opens_for_somebody():
    """A refusal proves nothing where everyone is refused."""
    opened = {
        (check.row.route, check.method, check.verb)
        for check in checks()
        for who in CAST
        if expected(check.row, who, *check[1:]) == "in"
    }
    doors = {
        (check.row.route, check.method, check.verb)
        for check in checks()
        if check.row.offers(check.method) and (check.verb in check.row.verbs or not check.row.verbs)
    }
    assert {door for door in doors - opened if door[0] != "api:nowhere"} == set()


def test_the_documentation_shows_the_table():
    assert Path(settings.BASE_DIR, "docs/access.md").read_text() == as_markdown()


@pytest.mark.parametrize("who", CAST)
def test_the_house_is_as_the_table_says(world, who):
    """Walk all doors as one of the cast; a HEAD is a GET without words, and no page tells what isn't theirs."""
    visitor = Visitor(world, who)
    faults, read, statuses = [], set(), {}
    for check in checks():
        answer = visitor.tries(check)
        faults.append(fault(check, who, answer))
        statuses[str(check)] = answer.status
        if check.method == "GET" and answer.status == 200:
            read |= {word for word in WORDS if word in answer.body.lower()}
        if check.method == "HEAD":
            like_get = statuses[str(check._replace(method="GET"))] == answer.status and not answer.body
            faults.append("" if like_get else f"{who}: {check} is not its GET without words")
    assert "\n".join(filter(None, faults)) == ""
    assert read == {word for word, readers in WORDS.items() if who in readers}


def test_what_is_not_theirs_looks_like_what_is_not_there(world):
    """The same status, and as many letters: nobody learns what exists."""
    told = []
    for who in ("anonymous", "stranger", "chief"):
        visitor, nothing = Visitor(world, who), {}
        for check in checks():
            hidden = check.case and who not in check.row.enters & check.row.cases[check.case]
            if hidden and check.method in ("GET", "POST") and check.row.offers(check.method):
                door = check._replace(case="ghost")
                nothing[str(door)] = none = nothing.get(str(door)) or _shape(visitor, door)
                theirs = _shape(visitor, check)
                told += [] if theirs == none else [f"{who}: {check}: {theirs}, and {none} where nothing is"]
    assert told == []


def _shape(visitor, check):
    answer = visitor.tries(check)
    return answer.status, len(answer.body.replace(visitor.world.address(check.row.path, check.case, check.verb), ""))


@pytest.mark.parametrize("who", WITHDRAWN)
def test_a_right_that_is_taken_back_is_gone_at_the_next_request(world, who):
    """In a session that goes on, and with a token that was given out before."""
    doors, take_back = WITHDRAWN[who]
    visitor = Visitor(world, who)
    knocks = [Check(TABLE[route], "GET", case) for route, case in doors]
    assert [visitor.tries(knock).status for knock in knocks] == [200] * len(knocks)
    take_back(world.cast[who])
    assert {visitor.tries(knock).status for knock in knocks} <= {403, 404}


def test_an_account_that_is_disabled_is_out_at_the_next_request(world):
    knocks = [Check(TABLE[route], "GET", "") for route in ("portal:home", "organisation:me", "api:ticket-list")]
    visitors = [Visitor(world, who) for who in CAST if who not in OUTSIDE]
    assert {visitor.tries(knock).status for visitor in visitors for knock in knocks} == {200}
    User.objects.update(is_active=False)
    assert all(visitor.tries(knock).asks_to_log_in for visitor in visitors for knock in knocks)


def test_a_token_that_is_revoked_is_out_at_the_next_request(world):
    visitor = Visitor(world, "agent")
    knock = Check(TABLE["api:ticket-list"], "GET", "")
    assert visitor.tries(knock).status == 200
    ApiToken.objects.filter(user=world.cast["agent"]).update(revoked_at=timezone.now())
    assert visitor.tries(knock).status == 401


def test_the_administration_is_for_administrators(world):
    """All of Django's own pages, with the first object where they need one."""
    for who in CAST:
        visitor = Visitor(world, who)
        statuses = {address: visitor.client.get(address).status_code for address in _administration()}
        opened = {address for address, status in statuses.items() if status == 200} - {reverse("admin:login")}
        assert max(statuses.values()) < 500
        assert (reverse("admin:index") in opened) == (who in ADMINISTRATORS)
        assert opened == set() or who in ADMINISTRATORS


def test_who_is_no_administrator_any_more_is_out_of_the_administration_at_once(world):
    client = Visitor(world, "administrator").client
    assert client.get(reverse("admin:index")).status_code == 200
    world.cast["administrator"].role_grants.all().delete()
    assert client.get(reverse("admin:index")).status_code == 302


def _administration():
    inner = next(one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "admin")
    for pattern in inner.url_patterns:
        for route in getattr(pattern, "url_patterns", [pattern]):
            groups = route.pattern.regex.groupindex
            if route.name and groups:
                yield reverse(f"admin:{route.name}", kwargs={name: GIVEN.get(name, "1") for name in groups})
            elif route.name:
                yield reverse(f"admin:{route.name}", args=["1"] * route.pattern.regex.groups)
