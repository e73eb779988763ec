"""The cast of the access table and the things they have to do with, made through the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalog import services as catalog_services
from catalog.answering import publish_answer, write_answer
from catalog.definition import ApprovalStep, Definition
from catalog.models import Product
from organisation.models import Deputy, User
from routing.models import Phase, RuleSet
from routing.services import rules as rule_services
from routing.services import starting
from routing.services.duty import keep_roster, new_feed
from routing.services.menu import generate_menu
from servicedesk import services
from servicedesk.models import Attachment, CallBack, CannedText, HandOver, Macro, Outage, Ticket
from servicedesk.services.deliveries import deliver_due
from tests.make import (
    make_editor,
    make_group,
    make_location,
    make_need,
    make_phase,
    make_product,
    make_rules,
    make_site,
    make_ticket,
    make_unit,
    make_user,
)

# Words that stand in one thing only, so that they give away where it is shown.
OWN, OTHER, INSIDE, FOREIGN, DRAFT = "zebra", "gnoe", "okapi", "limousine", "ontwerptafel"
SIGNED = (ApprovalStep("manager"),)

WORDS = dict.fromkeys(
    ("subject", "name", "text", "reason", "result", "note", "evidence", "comment", "description"), "Een zin."
)
CODES = {
    "kind": "incident", "urgency": "normal", "channel": "phone", "once": "a" * 32, "theme": "dark", "language": "en",
    "deputy": "stranger", "starts_on": "2030-01-02", "ends_on": "2030-01-03", "code": "nieuw", "category": "gebouw",
    "wakes_on": "work_order", "body": "Een zin.", "helped": "yes", "audience": "customers", "review_on": "2030-01-02",
    "type": "standard", "icon": "list", "owner": "servicedesk",
    "level": "2", "goal": "3", "by_on": "2030-01-02",
    "who": "stranger", "about": "Werkplek", "address": "070 379 8555", "retired_on": "2030-01-02",
    "text_nl": "Een zin.", "text_en": "A line.", "key": "9",
    "since": "2030-01-02T09:00", "answered_by": "", "approval": "yes", "step": "1",
    "planned_from": "2030-01-02", "planned_until": "2030-05-02", "model": "cluster", "hours_1": "9:00-12:00",
    "density": "roomy", "shortcuts": "combinations", "places": "4.20",
}  # fmt: skip
Things = dict[str, dict[str, str]]


class World(NamedTuple):
    """People by their name in the table, and of each kind of thing which there are, as they stand in an address."""

    cast: dict[str, User]
    things: Things
    own: Ticket
    other: Ticket
    # The numbers of a second question of the same people, in which the first can go on.
    twins: dict[str, str]
    # The keys of a step on the check-list of each.
    steps: dict[str, str]
    # The keys of what the stranger asks about each: to be let in.
    asked: dict[str, str]
    # The key of a macro.
    macro: str
    # The key of the first step in the log of each.
    openings: dict[str, str]

    def address(self, path: str, case: str, verb: str = "") -> str:
        """Return `path` with this thing, or one that isn't there (`ghost`), and this verb."""
        for kind, things in self.things.items():
            if f"{{{kind}}}" in path:
                path = path.replace(f"{{{kind}}}", things[case])
        return path.replace("{verb}", verb)

    def answers(self, case: str) -> dict[str, str]:
        """Return something that fits each field of all forms."""
        twin, order = self.twins.get(case, ""), self.things["order"].get(case, "").removeprefix("W-")
        return WORDS | CODES | {
            "into": twin,
            "other": twin,
            "order": order,
            "event": self.openings.get(case, ""),
            "access": self.asked.get(case, ""),
            "tick": self.steps.get(case, ""),
            "macro": self.macro,
            "to": str(self.cast["colleague"].pk),
            "t": str(self.own.pk),
            "location": str(make_location().pk),
            "unit": str(make_unit().pk),
            "units": str(make_unit().pk),
            "requester": str(self.cast["stranger"].pk),
        }  # fmt: skip


def make_world() -> World:
    """Make the cast, their questions in all stages that matter, and the notices that come of them."""
    cast = _cast()
    desk, lead, bystander = cast["agent"], cast["head"], make_user("bystander", manager=make_user("boss"))
    made, printed = _products()
    own, own_twin, own_asked = (_question(cast["requester"], made, OWN) for _ in range(3))
    other, other_twin, other_asked = (_question(bystander, printed, OTHER) for _ in range(3))
    for ticket, by in ((own, lead), (own_twin, lead), (other, desk), (other_twin, desk)):
        approval = ticket.approvals.get()
        services.approve(approval, by=approval.approver)
        services.forward(ticket, by=by)
    services.note(own, by=desk, text=f"Dit is een {INSIDE}")
    asked = {"own": _asked(own, desk, cast["let_in"]), "other": _asked(other, desk)}
    _asked(own_twin, desk, cast["let_in"])
    things = {
        "ticket": {"own": own.number, "other": other.number, "ghost": f"M-{own.pk + 1000}"},
        "order": _numbers({"own": own.work_orders.get().pk, "other": other.work_orders.get().pk}, "W-"),
        "approval": _numbers({"own": own_asked.approvals.get().pk, "other": other_asked.approvals.get().pk}),
        "file": _files(own, other, cast, bystander),
        "product": {"published": "werkplek", "for another group": FOREIGN, "draft": DRAFT, "ghost": "spookjes"},
        "held": _numbers({"own": services.hold([own], by=desk, verb="answer", text=INSIDE).pk}),
        "answer": _answers(),
        "text": {"of the unit that carries out": str(_text(cast["chief"]).pk), "ghost": "999999"},
        "outage": {"going on": str(_outage(desk).pk), "ghost": "999999"},
        "missed": _missed(desk),
        "phase": {"planned": "1", "ghost": "99"},
        "site": {"of the phase": str(make_site(make_phase()).pk), "ghost": "999999"},
        "choice": _choice(cast["manager"]),
        **_roster(cast["chief"]),
        "need": _need(cast),
        "start": _planned_start(cast),
        "knower": _numbers({"own": cast["agent"].pk}),
        "deputyship": _numbers({"own": cast["deputy"].stands_in_for.get().pk}),
        "handover": _numbers({"own": _hand_over().pk}),
    } | _labels(cast["chief"])
    things |= _rules(cast["manager"])
    batch = services.in_batch([other_asked], by=desk, verb="take", do=lambda one: services.take(one, by=desk)).batch
    assert batch
    things["batch"] = _numbers({"own": batch.pk})
    macro = Macro.objects.create(unit=make_unit(), name="Pak op", takes=True)
    steps = {"own": _step(own, lead), "other": _step(other, desk)}
    deliver_due()
    openings = {"own": str(own.events.earliest("pk").pk), "other": str(other.events.earliest("pk").pk)}
    return World(
        cast, things, own, other, {"own": own_twin.number, "other": other_twin.number}, steps,
        asked, str(macro.pk), openings,
    )  # fmt: skip


def _asked(ticket: Ticket, by: User, *let_in: User) -> str:
    named = ", ".join(f"@{person.username}" for person in let_in)
    services.note(ticket, by=by, text=f"Weet jij dit, @stranger? {named}")
    for person in let_in:
        services.give_access(ticket, by=by, person=person)
    return str(ticket.accesses.asked().get().pk)


def _rules(steward: User) -> Things:
    """A draft and a set that is to come, each with two rules."""
    sets = {"draft": rule_services.make_draft(by=steward, name="Ontwerp")}
    sets["to come"] = rule_services.make_draft(by=steward, name="Straks")
    rules: dict[str, int] = {}
    for case, row in sets.items():
        for channel in ("phone", "desk"):
            values = rule_services.Values(channel, {"channel": [channel]}, approval=True)
            rules.setdefault(case, rule_services.add_rule(row, by=steward, values=values).pk)
    at = timezone.now() + timedelta(days=1)
    RuleSet.objects.filter(pk=sets["to come"].pk).update(state="active", number=1, valid_from=at, activated_at=at)
    things = {"ruleset": {case: row.pk for case, row in sets.items()}, "rule": rules}
    return {kind: {case: str(key) for case, key in keys.items()} | {"ghost": "999999"} for kind, keys in things.items()}


def _hand_over() -> HandOver:
    return HandOver.objects.create(rule_set=make_rules(), began_at=timezone.now())


def _step(ticket: Ticket, by: User) -> str:
    return str(services.put_list(ticket, by=by, title="Lijst", steps=["Kijk"])[0].pk)


def _cast() -> dict[str, User]:
    front, team = make_unit(), make_unit("facilitair-team", "back_office")
    lead, post = make_unit("huisvesting", "policy"), make_unit("post", "back_office")
    approver = make_user("approver")
    special: dict[str, dict[str, Any]] = {
        "requester": {"manager": approver},
        "stranger": {},
        "deputy": {},
        "past_deputy": {},
        "let_in": {},
        "agent": {"agent_in": [front]},
        "colleague": {"agent_in": [front]},
        "worker": {"worker_in": [team]},
        "chief": {"head_of": [team]},
        "other_worker": {"worker_in": [post]},
        "head": {"head_of": [lead]},
        "manager": {"roles": ("manager",)},
        "auditor": {"roles": ("auditor",)},
        "administrator": {"roles": ("administrator",), "is_staff": True},
        "disabled": {"agent_in": [front], "roles": ("auditor", "catalogue_editor"), "is_staff": True},
    }
    cast = {name: make_user(name, **values) for name, values in special.items()}
    today, day = timezone.localdate(), timedelta(days=1)
    Deputy.objects.create(person=approver, deputy=cast["deputy"], starts_on=today, ends_on=today)
    Deputy.objects.create(person=approver, deputy=cast["past_deputy"], starts_on=today - 9 * day, ends_on=today - day)
    return cast | {"approver": approver, "editor": make_editor()}


def _products() -> tuple[Product, Product]:
    made = make_product("werkplek", owner="huisvesting", executing="facilitair-team", approvals=SIGNED)
    printed = make_product("drukwerk", executing="post", approvals=SIGNED)
    make_group("bewindslieden")
    make_product(FOREIGN, groups=("bewindslieden",))
    draft = Definition(code=DRAFT, name=DRAFT, category="gebouw", owner="servicedesk", groups=("kerndepartement",))
    catalog_services.create_product(by=make_editor(), definition=draft)
    return made, printed


def _answers() -> dict[str, str]:
    editor = make_editor()
    values: dict[str, Any] = {"by": editor, "body": "Vraag het aan de receptie."}
    for name, audience in (("Voor klanten", "customers"), ("Voor agenten", "agents")):
        publish_answer(write_answer(name=name, audience=audience, **values), by=editor)
    write_answer(name="Nog niet af", **values)
    return {
        "for customers": "voor-klanten",
        "for agents": "voor-agenten",
        "draft answer": "nog-niet-af",
        "ghost": "spookje",
    }


def _question(requester: User, product: Product, word: str) -> Ticket:
    return make_ticket(requester, product=product, subject=f"Er loopt een {word} door de gang")


def _labels(by: User) -> Things:
    (label,) = services.make_labels(by=by, location=make_location(), places=[("4.12", "")], visitors=True)
    report = services.report_as_visitor(label, text="De deur klemt.", address="192.0.2.1")
    return {
        "code": {"for visitors": label.code, "ghost": "SPOOKJES"},
        "secret": {"own": report.secret, "ghost": "spook"},
        "label": _numbers({"own": label.pk}),
    }


def _text(by: User) -> CannedText:
    row = CannedText(unit_id=next(iter(by.standing.head_of)))
    return services.keep_text(row, by=by, name="Klaar", code="klaar", text_nl="Het is klaar.")


def _outage(by: User) -> Outage:
    values = {"name": "De lift staat stil", "text": "Wij werken eraan.", "since": timezone.now()}
    return services.keep_outage(Outage(), by=by, **values)


def _roster(by: User) -> Things:
    roster = keep_roster(make_unit("facilitair-team", "back_office"), by=by, since=timezone.localdate())
    return {
        "roster": {"of the unit that carries out": roster.unit.code, "ghost": "spookjes"},
        "feed": {"own": new_feed(roster, by=by).secret, "ghost": "spookje"},
    }


def _choice(by: User) -> dict[str, str]:
    values = {"name": "Stap 1", "planned_from": timezone.localdate(), "changed_at": timezone.now()}
    menu = generate_menu(Phase.objects.get_or_create(number=1, defaults=values)[0], by=by)
    return {"of the phase": str(menu.options.get(is_rest=True).pk), "ghost": "999999"}


def _missed(by: User) -> dict[str, str]:
    values = {"number": "070 379 9999", "at": timezone.now(), "is_answered": False}
    services.report_phone_call(by=by, exchange_id="een", **values)
    return _numbers({"own": CallBack.objects.get().pk})


def _numbers(keys: dict[str, int], letter: str = "") -> dict[str, str]:
    keys["ghost"] = keys["own"] + 1000
    return {case: f"{letter}{key}" for case, key in keys.items()}


def _need(cast: dict[str, User]) -> dict[str, str]:
    """What the agent sees to before phase 1, and a start of phase 2."""
    row = make_need(Phase.objects.get(number=1), owner=cast["agent"])
    return {"of an agent": str(row.pk), "ghost": "999999"}


def _planned_start(cast: dict[str, User]) -> dict[str, str]:
    at = timezone.now() + timedelta(days=1)
    start = starting.start_phase(make_phase(2), by=cast["manager"], at=at)
    return {"planned": str(start.pk), "ghost": "999999"}


def _files(own: Ticket, other: Ticket, cast: dict[str, User], bystander: User) -> dict[str, str]:
    files = {
        "own": _file(cast["requester"], OWN),
        "own, internal": _file(cast["agent"], INSIDE),
        "own, not sent yet": _file(cast["requester"], "los"),
        "other": _file(bystander, OTHER),
    }
    services.attach(own, by=cast["requester"], files=[files["own"]])
    services.attach(own, by=cast["agent"], files=[files["own, internal"]], public=False)
    services.attach(other, by=bystander, files=[files["other"]])
    return {case: str(file.pk) for case, file in files.items()} | {"ghost": str(uuid4())}


def _file(by: User, word: str) -> Attachment:
    return services.upload(SimpleUploadedFile("bijlage.txt", f"Een {word} op een foto".encode()), by=by)
