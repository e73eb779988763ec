"""Schemathesis over openapi.json, inside this process: a small house, a guide through it, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import schemathesis
from django.db import connections
from django.utils import timezone
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from catalog.definition import Part
from catalog.intake import Question
from fbo.wsgi import application
from organisation.models import User
from organisation.tokens import issue
from servicedesk import services
from servicedesk.lifecycle import ORDER_MOVES, TICKET_MOVES
from servicedesk.models import Ticket, WorkOrder
from tests.make import make_location, make_product, make_ticket, make_unit, make_user

CONFIG: dict[str, Any] = {
    "seed": 20071116,
    "continue-on-failure": True,
    # Sends one argument too many to an application in this process; test_tokens asks each call without a token instead.
    "checks": {"ignored_auth": {"enabled": False}},
    "generation": {"deterministic": True, "no-shrink": True, "database": "none", "max-examples": 8},
    "operations": [{"include-method": "POST", "generation": {"max-examples": 30}}],
    "phases": {"stateful": {"generation": {"max-examples": 3}}},
}
# What has to exist, or to have been given by us, can't be said in a schema.
HAS_TO_EXIST = {
    "cursor", "product", "location", "requester", "customer_group", "user", "unit", "into", "other", "agent", "phase",
}  # fmt: skip


def make_house() -> dict[str, User]:
    """Make units, products and tickets in every state, and one of each kind of person."""
    desk, team = make_unit(), make_unit("facilitair-team", "back_office")
    make_location("C20")
    repair = make_product()
    pass_ = make_product(
        "toegangspas",
        kind="request",
        questions=(Question("voor-wie", "Voor wie?", "choice", choices=("Mijzelf", "Een gast")),),
        parts=(Part("pas", "Pas maken", team.code, 2), Part("proef", "Pas proberen", team.code, 1, after=("pas",))),
    )
    people = {
        "employee": make_user("ingrid", manager=make_user("marco")),
        "agent": make_user("marieke", agent_in=[desk]),
        "worker": make_user("ruben", worker_in=[team]),
        "auditor": make_user("auditor", roles=("auditor",)),
    }
    for number in range(4):
        asker = people["employee" if number % 3 else "worker"]
        _play(asker, people["agent"], people["worker"], pass_ if number % 2 else repair)
    return people


def _play(asker: User, agent: User, worker: User, product: Any) -> None:
    """Leave a ticket of `asker` in each state that one can be in."""

    def asked() -> Ticket:
        return make_ticket(asker, product=product)

    asked()
    services.take(asked(), by=agent)
    services.ask(asked(), by=agent, text="Welke kamer?")
    services.solve(asked(), by=agent, text="Gemaakt.")
    services.close(services.solve(asked(), by=agent, text="Gemaakt."), by=agent)
    services.cancel(asked(), by=agent, text="Niet meer nodig.")
    for step in (services.accept, services.return_order, services.complete, None):
        order = services.forward(asked(), by=agent)[0]
        words = {services.return_order: {"reason": "Welke kamer?"}, services.complete: {"result": "Klaar."}}
        if step:
            step(order, by=worker, **words.get(step, {}))


@dataclass
class Guide:
    """Lets valid cases name what exists: a fuzz that only ever hits 404 is green and shows nothing."""

    user: User
    turn: Any = field(default_factory=lambda: cycle(range(1_000_000)))

    def lead(self, case: Any) -> Any:
        try:
            self._lead(case)
        finally:
            connections.close_all()
        return case

    def _lead(self, case: Any) -> None:
        valid = {where for where, part in case.meta.components.items() if part.mode.is_positive}
        body = case.body if ParameterLocation.BODY in valid and isinstance(case.body, dict) else {}
        if ParameterLocation.PATH in valid and case.path_parameters:
            self._choose_thing(case, body)
        if ParameterLocation.QUERY in valid:
            case.query.pop("cursor", None)
        if ParameterLocation.HEADER in valid and "Idempotency-Key" in case.headers:
            # The same key for another request is rightly refused.
            case.headers["Idempotency-Key"] = f"{case.headers['Idempotency-Key'][:100]}-{next(self.turn)}"
        self._name_what_exists(body)

    def _choose_thing(self, case: Any, body: dict) -> None:
        if "/phases/" in case.path:
            case.path_parameters["number"] = "1"
            return
        if "code" in case.path_parameters:
            case.path_parameters["code"] = self._one_of("storing", "toegangspas")
            return
        orders = "work-orders" in case.path
        things = (WorkOrder if orders else Ticket).objects.visible_to(self.user)
        moves = (ORDER_MOVES if orders else TICKET_MOVES).get(str(body.get("action")))
        fitting = things.filter(state__in=list(moves.to)) if moves else things
        thing = fitting.order_by("version", "pk").first() or things.first()
        if thing is None:
            return
        case.path_parameters["number"] = thing.number
        if "seen" in body:
            body["seen"] = thing.version
        for name in {"into", "other"} & set(body):
            others = Ticket.objects.open().filter(requester=thing.requester_id).exclude(pk=thing.pk)
            body[name] = others.order_by("version", "pk").first().number

    def _name_what_exists(self, body: dict) -> None:
        known = {
            "product": ("storing", "toegangspas"), "location": ("B30", "C20"), "unit": ("facilitair-team",),
            "user": ("marieke",), "agent": ("marieke",), "customer_group": ("kerndepartement",),
            "requester": ("ingrid", "ruben") if self.user.standing.is_agent else (self.user.username,),
        }  # fmt: skip
        for name, values in known.items():
            if name in body:
                body[name] = self._one_of(*values)
        if "answered" in body:
            # Never the same call told otherwise, and not one of another century.
            body["id"], body["at"] = f"{next(self.turn)}", timezone.now().isoformat()
        if "answers" in body:
            body["answers"] = {"voor-wie": "Mijzelf"} if body.get("product") == "toegangspas" else {}

    def _one_of(self, *values: str) -> str:
        return values[next(self.turn) % len(values)]


@dataclass
class Found:
    """What a run found: how often each (method, mode, status) came, and what was not as the document says."""

    answers: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        return self.answers.total()

    @property
    def broken(self) -> int:
        return sum(count for (_method, _mode, status), count in self.answers.items() if status >= 500)

    def accepted(self) -> float:
        """Return which part of the POSTs did something, of those that weren't wrong on purpose."""
        posts = {key: count for key, count in self.answers.items() if key[:2] == ("POST", "positive")}
        return sum(count for key, count in posts.items() if key[2] < 300) / (sum(posts.values()) or 1)


def served(environ: dict, start_response: Callable) -> list[bytes]:
    """Answer as the house does, and leave no connection behind in a thread that ends whenever it likes."""
    response = application(environ, start_response)
    try:
        return [b"".join(response)]
    finally:
        response.close()
        connections.close_all()


def run(user: User, *, coverage: bool) -> Found:
    """Let schemathesis loose on the API as `user`. With `coverage` every field is also left out, too long, of another
    type and so on, one by one; that takes long, and comes out the same for everybody.
    """
    phases = CONFIG["phases"] | {"coverage": {"enabled": coverage}}
    config = schemathesis.Config.from_dict(CONFIG | {"phases": phases})
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served, config=config)
    schema.config.update(headers={"Authorization": f"Bearer {issue(user)}"})
    guide = Guide(user)

    @schema.hook
    def map_case(context: Any, case: Any) -> Any:
        return guide.lead(case)

    @schema.hook
    def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
        return not _cannot_be_said_in_a_schema(failure, response)

    found = Found()
    for event in from_schema(schema).execute():
        if isinstance(event, FatalError | NonFatalError):
            found.faults.append(str(event))
        elif isinstance(event, ScenarioFinished):
            _note(event, found)
    return found


def _note(event: ScenarioFinished, found: Found) -> None:
    recorder = event.recorder
    for case_id, interaction in recorder.interactions.items():
        meta = recorder.cases[case_id].value.meta
        status = interaction.response.status_code if interaction.response else 599
        found.answers[interaction.request.method, meta.generation.mode.value, status] += 1
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info:
                found.faults.append(_told(event, recorder.interactions[case_id], check))


def _told(event: Any, interaction: Any, check: Any) -> str:
    request, response = interaction.request, interaction.response
    return (
        f"{event.phase} {check.name}: {check.failure_info.failure.message}\n"
        f"    {request.method} {request.uri} {request.body!r:.400}\n"
        f"    {response.status_code} {response.content!r:.400}"
    )


def _cannot_be_said_in_a_schema(failure: Any, response: Any) -> bool:
    if type(failure).__name__ != "RejectedPositiveData" or response.status_code != 400:
        return False
    has_nul = "%00" in response.request.url or b"\\u0000" in (response.request.body or b"")
    faults = set(response.json()["errors"])
    return has_nul or (bool(faults) and faults <= HAS_TO_EXIST)
