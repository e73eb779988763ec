"""What holds for every door of the access table: forged forms, reading that writes, and fields nobody asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.test import Client

from organisation.models import Deputy, Membership, RoleGrant, User
from servicedesk.models import Approval, Attachment, Event, Notice, Ticket, WorkOrder
from tests.house.access_table import OUTSIDE, expected
from tests.house.visitors import Check, Visitor, checks
from tests.house.world import World
from tests.make import make_unit

# Who fills in forms: between them they come through every door.
WRITERS = ("requester", "agent", "worker", "approver", "editor", "head", "manager")
# What belongs to the system or to somebody with more rights. No form asks for it from everybody.
UNASKED = {
    "is_staff": "on", "is_superuser": "on", "is_active": "", "roles": "administrator", "role": "administrator",
    "role_grants": "administrator", "memberships": "1", "user_permissions": "1", "password": "x", "username": "root",
    "state": "closed", "version": "99", "id": "1", "pk": "1", "number": "M-1", "first_contact": "on", "phase": "3",
    "closed_at": "2026-01-01", "opened_at": "2026-01-01", "resolve_by": "2030-01-01", "responded_at": "2026-01-01",
    "self_service": "on", "public": "on", "ticket": "1", "current": "1", "draft": "{}", "person": "1",
}  # fmt: skip
# Forms that the state of the question, or the rules, refuse to those who may send them; and two without a row.
# Those about phases ask for words that elsewhere mean something else; tests/routing fills them in.
IDLE = {
    ("portal:act", "close"), ("portal:act", "reopen"), ("desk:act", "close"), ("desk:act", "reopen"),
    ("desk:act", "unlink"), ("desk:act", "solve_parts"),
    ("desk:act", "resend"), ("desk:merge", ""), ("desk:tell-outage", ""), ("desk:take-back-outage", ""),
    ("portal:label", ""), ("catalog:answer", ""), ("catalog:publish", ""),
    ("organisation:login", ""), ("organisation:logout", ""), ("routing:new-phase", ""), ("routing:new-site", ""),
    ("routing:site", ""), ("routing:new-precondition", ""), ("routing:precondition", ""), ("routing:start", ""),
    ("routing:rule-activate", ""), ("routing:rule-take-back", ""),
}  # fmt: skip
# Fields of that list which these forms do ask for.
ASKED = {
    "desk:new": {"requester"},
    "desk:join-outage": {"requester"},
    "api:call-list": {"id", "number"},
    "api:bypass-list": {"id"},
    "catalog:new": {"self_service"},
    "catalog:product": {"self_service"},
    "organisation:login": {"username", "password"},
}
# A time is compared by whether there is one, and no new row by its key: the same deed done again is the same.
WATCHED: dict[type[models.Model], str] = {
    User: "username is_staff is_superuser is_active password manager department group language theme",
    RoleGrant: "user role",
    Membership: "user unit role",
    Deputy: "person deputy starts_on ends_on",
    Ticket: "state waiting_for lead_unit executing_unit assignee requester first_contact self_service phase closed_at "
    "solved_at responded_at version merged_into kind urgency channel subject",
    WorkOrder: "ticket__subject unit state accepted_by ended_at version",
    Approval: "ticket__subject approver state decided_by",
    Attachment: "ticket__subject public uploaded_by",
    Event: "verb actor public version",
    apps.get_model("servicedesk", "Check"): "ticket__subject title text done_by",
    apps.get_model("routing", "MenuOption"): "key text_nl answered_by is_rest",
    Notice: "person purpose channel read_at",
    apps.get_model("catalog", "Product"): "code state version name owner executing self_service",
}


class Written:
    """Notes in which tables something is written, but for what a visit itself leaves: a session, a form sent once."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        found = re.match(r"(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) \W?(\w+)", sql)
        self.tables |= {found[1]} - {"django_session", "core_once", "organisation_user"} if found else set()
        return execute(sql, params, many, context)


def test_a_form_from_elsewhere_is_refused_at_every_door(world):
    """Without the page's own token nothing is taken, whoever is logged in."""
    refused = {}
    for check in _posts():
        if not check.row.is_api:
            client = Client(enforce_csrf_checks=True)
            who = _who_gets_in(check)
            if who not in OUTSIDE:
                client.force_login(world.cast[who])
            answer = client.post(world.address(check.row.path, check.case, check.verb), {"text": "Een zin."})
            refused[str(check)] = (answer.status_code, "403_csrf.html" in [one.name for one in answer.templates])
    assert {door: answer for door, answer in refused.items() if answer != (403, True)} == {}
    assert refused.keys() >= {"POST organisation:logout", "POST organisation:login", "POST portal:ask"}


def test_the_api_takes_no_cookie_and_needs_no_form(world):
    """A browser that is logged in can't be made to call it; a token is never sent by itself."""
    statuses = {}
    for check in _posts():
        if check.row.is_api:
            client = Client(enforce_csrf_checks=True)
            client.force_login(world.cast[_who_gets_in(check)])
            path = world.address(check.row.path, check.case, check.verb)
            statuses[str(check)] = client.post(path, {}, "application/json").status_code
    assert len(statuses) > 10
    assert set(statuses.values()) == {401}


def test_reading_changes_nothing(world):
    pages = [check for check in checks() if check.method in ("GET", "HEAD")]
    for who in ("agent", "editor", "approver"):
        visitor = Visitor(world, who)
        before = _everything()
        assert len([check for check in pages if visitor.visits(check).status == 200]) > 20
        assert _everything() == before


def test_what_no_form_asks_for_changes_nothing(world):
    """Sent along with the right form, it makes no difference to what the form does; and those forms do something."""
    changed, done = {}, set()
    for who in WRITERS:
        visitor = Visitor(world, who)
        for check in _own_posts(who):
            with connection.execute_wrapper(written := Written()):
                plain = _outcome(visitor, check, {})
            more = _outcome(visitor, check, _unasked(world, check.row.route))
            if plain != more:
                changed[f"{who}: {check}"] = [one for one in more if one not in plain]
            if written.tables:
                done.add((check.row.route, check.verb))
    assert changed == {}
    assert {(check.row.route, check.verb) for check in _posts() if not check.row.is_api} - done == IDLE


def test_the_api_refuses_what_it_does_not_know(world):
    """By name, so that a typing error is seen too."""
    visitors = {who: Visitor(world, who) for who in WRITERS}
    taken = []
    for check in _posts():
        if check.row.is_api:
            names = sorted(_unasked(world, check.row.route).keys() - {"requester", "phase", "public"})
            for some in (names[at : at + 10] for at in range(0, len(names), 10)):
                answer = visitors[_who_gets_in(check)].tries(check, more=dict.fromkeys(some, "1"))
                taken += [f"{check} {name}" for name in some if answer.status != 400 or f'"{name}":' not in answer.body]
    assert taken == []


def _posts() -> Iterator[Check]:
    """Each door that takes something, once, with the first thing that somebody gets in to."""
    seen = set()
    for check in checks():
        door = (check.row.route, check.verb)
        if check.method == "POST" and door not in seen and _who_gets_in(check):
            seen.add(door)
            yield check


def _own_posts(who: str) -> Iterator[Check]:
    """The pages' forms that are open to somebody, each once."""
    return (check for check in _posts() if not check.row.is_api and expected(check.row, who, *check[1:]) == "in")


def _who_gets_in(check: Check) -> str:
    return next((who for who in (*WRITERS, "anonymous") if expected(check.row, who, *check[1:]) == "in"), "")


def _outcome(visitor: Visitor, check: Check, more: dict[str, str]) -> list[tuple]:
    """Fill in a form, look at what came of it, and undo it."""
    with visitor.undone():
        visitor.visits(check, more=more)
        return _watched()


def _unasked(world: World, route: str = "") -> dict[str, str]:
    user, unit = str(world.cast["colleague"].pk), str(make_unit("post").pk)
    people = dict.fromkeys(("assignee", "requester", "actor", "by", "approver", "decided_by", "accepted_by"), user)
    ids = {f"{name}_id": value for name, value in people.items()}
    fields = UNASKED | people | ids | {"lead_unit": unit, "executing_unit": unit, "lead_unit_id": unit}
    return {name: value for name, value in fields.items() if name not in ASKED.get(route, ())}


def _watched() -> list[tuple]:
    """Return what the rows hold, but for their keys and the moments, which differ from one time to the next."""
    rows = []
    for model, names in WATCHED.items():
        for row in model._default_manager.order_by("pk").values_list(*names.split()):
            rows.append((model.__name__, *(bool(value) if isinstance(value, datetime) else value for value in row)))
    return rows


def _everything() -> dict[str, list]:
    """Return all rows of all tables."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.managed
    }
