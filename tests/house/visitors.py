"""People of the access table at the door: each with a session for the pages and a token for the API."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, NamedTuple

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from organisation.tokens import issue
from servicedesk.actions import ORDER_ACTIONS, TICKET_ACTIONS
from servicedesk.models import Event
from tests.house.access_table import METHODS, ROWS, SAFE, STATUS, VERBS, Row, expected
from tests.house.world import World

ACTIONS: dict[str, Mapping[str, Any]] = {"ticket": TICKET_ACTIONS, "order": ORDER_ACTIONS}


class Check(NamedTuple):
    """One knock on one door."""

    row: Row
    method: str
    case: str
    verb: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, [self.method, self.row.route, self.verb, f"({self.case})" if self.case else ""]))


class Answer(NamedTuple):
    status: int
    to: str
    body: str
    wrote: bool = False

    @property
    def asks_to_log_in(self) -> bool:
        return self.status == 401 or (self.status == 302 and "/login/?next=" in self.to)


class Visitor:
    """Somebody of the cast, logged in and with a token."""

    def __init__(self, world: World, who: str) -> None:
        self.world = world
        self.who = who
        self.client = Client(raise_request_exception=False, headers={"Accept-Language": "en"})
        self.token = ""
        if who == "anonymous":
            return
        user = world.cast[who]
        self.client.force_login(user)
        self.token = issue(user)
        if who == "disabled":
            user.is_active = False
            user.save(update_fields=["is_active"])

    def tries(self, check: Check, *, more: Mapping[str, Any] | None = None) -> Answer:
        """Do the check and undo what came of it."""
        if check.method in SAFE:
            return self.visits(check)
        with self.undone():
            logged = Event.objects.count()
            answer = self.visits(check, more=more)
            return answer._replace(wrote=Event.objects.count() != logged)

    def visits(self, check: Check, *, more: Mapping[str, Any] | None = None) -> Answer:
        """Do the check for good."""
        path = self.world.address(check.row.path, check.case, check.verb)
        sent = {} if check.method in SAFE else {**self._filled_in(check), **(more or {})}
        response = self._send(check.row, check.method, path, sent)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return Answer(response.status_code, response.get("Location", ""), content.decode(errors="replace"))

    @contextmanager
    def undone(self) -> Iterator[None]:
        cookies = deepcopy(self.client.cookies)
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        self.client.cookies = cookies

    def _send(self, row: Row, method: str, path: str, sent: dict[str, Any]) -> Any:
        if row.is_api:
            headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
            return self.client.generic(method, path, json.dumps(sent), "application/json", headers=headers)
        return self.client.post(path, sent) if method == "POST" else self.client.generic(method, path)

    def _filled_in(self, check: Check) -> dict[str, Any]:
        """Return what fits the form: so that a refusal is about the person and not about what was filled in."""
        known = self.world.answers(check.case) | {"user": self.who}
        if not check.row.is_api:
            usual = {"desk:bulk": "take", "desk:call-back": "claim", "desk:access": "give"}.get(check.row.route, "save")
            return known | {"verb": check.verb or usual} | ({"kind": "related"} if check.verb == "link" else {})
        if not check.row.verbs:
            return {"subject": "Een zin."} if check.row.route == "api:ticket-list" else {}
        # The API refuses what it doesn't know: only what it must have.
        action = ACTIONS[check.row.kind].get(check.verb)
        fields = [name for name, field in action.takes().fields.items() if field.required] if action else []
        return {name: known[name] for name in fields if name in known} | {"action": check.verb}


def checks() -> Iterator[Check]:
    """Every method on every route; where it is offered, on each thing, and each verb of such a thing."""
    for row in ROWS:
        for method in METHODS:
            sent = row.verbs and (method not in SAFE or "{verb}" in row.path)
            # A verb of the lifecycle that this face doesn't offer is tried as well.
            verbs = sorted({*VERBS[row.kind], *row.verbs}) if sent else [""]
            every = [(case, verb) for case in row.cases for verb in verbs]
            yield from (Check(row, method, *one) for one in (every if row.offers(method) else every[:1]))


def fault(check: Check, who: str, answer: Answer) -> str:
    """Say what is wrong with the answer; nothing when it is as the table has it."""
    due = expected(check.row, who, check.method, check.case, check.verb)
    right = answer.status in STATUS[due] and answer.asks_to_log_in == (due == "login")
    if due == "unknown":
        # The page isn't there; the API has one address for all.
        right = answer.status == (400 if check.row.is_api else 404)
    if right and not (answer.wrote and due != "in"):
        return ""
    done = " and wrote in the log" if answer.wrote else ""
    return f"{who}: {check} should be {due}, is {answer.status} {answer.to}{done}"


def routes(patterns: list[Any] | None = None, space: str = "") -> Iterator[str]:
    """Walk the whole resolver and name every route; Django's own pages are one block."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield space + (pattern.name or f"without a name: {pattern.pattern}")
        elif isinstance(pattern, URLResolver) and pattern.namespace == "admin":
            yield "admin:*"
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from routes(pattern.url_patterns, space + inner)
