"""A house in which something of everything is going on, so that every page has something to show."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalog import services as catalog_services
from catalog.answering import count_missed, publish_answer, write_answer
from catalog.definition import ApprovalStep, Definition, Part
from catalog.intake import Question
from catalog.models import Product
from organisation.models import Deputy, User
from routing.models import Closure, MenuOption, Phase, Precondition, RuleSet, Site
from routing.services import rules as rule_services
from routing.services.duty import keep_roster
from routing.services.menu import generate_menu
from servicedesk import services
from servicedesk.models import Approval, Attachment, CallBack, CannedText, HandOver, Macro, Outage, Ticket, WorkOrder
from servicedesk.services.deliveries import deliver_due
from tests.make import (
    make_editor,
    make_location,
    make_need,
    make_phase,
    make_product,
    make_rules,
    make_site,
    make_start,
    make_ticket,
    make_unit,
    make_user,
)

QUESTIONS = (
    Question("naam", "Voor wie is de pas?", required=True, help="De naam zoals die op de pas komt."),
    Question("waarom", "Waarvoor is de pas nodig?", "paragraph"),
    Question("dagen", "Voor hoeveel dagen?", "number", required=True),
    Question("ingang", "Vanaf welke dag?", "date", required=True),
    Question("soort", "Welke pas?", "choice", required=True, choices=("Bezoeker", "Medewerker")),
    Question("gebouw", "Voor welk gebouw?", "location", required=True),
    Question("gastheer", "Wie ontvangt de bezoeker?", "person", shown_if=("soort", "Bezoeker")),
    Question("foto", "Een pasfoto", "file"),
    Question("avond", "Ook in de avond?", "yes_no", required=True),
    Question("deur", "Welke deur?", "choice", choices=tuple(f"Deur {number}" for number in range(1, 9))),
)
ANSWERS = {
    "naam": "Jan Bakker", "dagen": "3", "ingang": "2027-03-01", "soort": "Medewerker", "gebouw": "B30", "avond": "no",
}  # fmt: skip
PARTS = (
    Part("vlucht", "Vlucht en hotel boeken", "facilitair-team", 3),
    Part("visum", "Visum aanvragen", "facilitair-team", 5, after=("vlucht",)),
)


class Scenery(NamedTuple):
    """People by name, and the numbers of things as they stand in an address."""

    cast: dict[str, User]
    numbers: dict[str, str]


def make_scenery() -> Scenery:
    """Make the cast with questions and work in every state."""
    cast = _cast()
    products = _products()
    tickets = _questions(cast, products)
    _drafts(products["fault"])
    _answer()
    today = timezone.localdate()
    Deputy.objects.create(person=cast["marco"], deputy=cast["hanna"], starts_on=today, ends_on=today)
    _outage(cast)
    _missed(cast["marieke"])
    _phases()
    _menu(cast["hanna"])
    keep_roster(make_unit("facilitair-team"), by=cast["hanna"])
    _rules(cast["hanna"])
    deliver_due()
    return Scenery(cast, _numbers(tickets) | _arranged())


def _arranged() -> dict[str, str]:
    """A phase that is still to come, in which somebody's unit closes, and what went over before."""
    make_phase(9, {make_unit("facilitair-team", "back_office"): make_unit()})
    row = HandOver.objects.create(rule_set=make_rules(), began_at=timezone.now(), expected=2, tickets=1)
    ticket = Ticket.objects.order_by("pk")[0]
    data = {"from": "Bureau Reizen", "to": "Servicedesk", "phase": "1"}
    event = ticket.events.create(at=timezone.now(), verb="handed_over", data=data, version=ticket.version)
    row.moved.create(ticket=ticket, event=event)
    return {"handover": str(row.pk)}


def _answer() -> None:
    editor = make_editor()
    body = "Meld het [meteen](/products/pas/).\n\n- Wij zetten hem uit.\n- U krijgt een nieuwe."
    publish_answer(write_answer(by=editor, name="Pas kwijt", body=body), by=editor)
    count_missed("hangmat")


def _outage(cast: dict[str, User]) -> None:
    """Something that many call about: one has."""
    values = {"name": "De lift staat stil", "text": "Wij werken eraan.", "since": timezone.now()}
    text = CannedText(unit=make_unit())
    services.keep_text(text, by=cast["hanna"], name="Dank u wel", code="dank", text_nl="Dank u, {{ klant }}.")
    outage = services.keep_outage(Outage(), by=cast["marieke"], locations=[cast["ingrid"].location], **values)
    services.join_outage(outage, by=cast["marieke"], requester=cast["ingrid"])


def _menu(by: User) -> None:
    """A phase that has begun, and what its callers hear."""
    now, values = timezone.now(), {"name": "Stap 1", "planned_from": timezone.localdate()}
    phase, _is_new = Phase.objects.get_or_create(number=1, defaults=values | {"changed_at": now})
    generate_menu(phase, by=by)


def _phases() -> None:
    """One that is in force, with a desk, and one that is planned."""
    now, post = make_phase(1, description="Drie balies."), make_unit("post", "back_office")
    make_site(now)
    make_start(now, timezone.now() - timedelta(days=30))
    Closure.objects.create(phase=now, unit=post, successor=make_unit())
    make_need(make_phase(2), due_on=timezone.localdate() - timedelta(days=1))


def _rules(steward: User) -> None:
    """A set in force, and a draft of which one rule never gets its turn."""
    first = rule_services.make_draft(by=steward, name="Eerste regels")
    values = rule_services.Values("Aan de telefoon", {"channel": ["phone"]}, approval=False)
    rule_services.add_rule(first, by=steward, values=values)
    RuleSet.objects.filter(pk=first.pk).update(
        state="active", number=1, valid_from=timezone.now(), activated_at=timezone.now(), activated_by=steward
    )
    draft = rule_services.make_draft(by=steward, name="Ontwerp", source=first)
    rule_services.add_rule(
        draft,
        by=steward,
        values=replace(values, name="Nooit", conditions={**values.conditions, "product": ["storing"]}),
    )
    rule_services.rename_draft(draft, by=steward, name="Ontwerp voor morgen")


def _missed(by: User) -> None:
    """Calls that nobody answered: of somebody who may be one of many, and twice of a stranger; one is claimed."""
    for number in ("070 379 6412", "06 12345678", "0612345678"):
        services.report_phone_call(by=by, exchange_id=number, number=number, at=timezone.now(), is_answered=False)
    services.claim_call_back(CallBack.objects.get(number="+31612345678"), by=by)


def _numbers(tickets: dict[str, Ticket]) -> dict[str, str]:
    orders = WorkOrder.objects.filter(ticket__in=tickets.values()).order_by("pk")
    by_ticket = {ticket.pk: name for name, ticket in tickets.items()}
    return (
        {name: ticket.number for name, ticket in tickets.items()}
        | {f"order_{order.part or by_ticket[order.ticket_id]}": order.number for order in orders}
        | {"choice": str(MenuOption.objects.get(is_rest=True).pk)}
        | {"text": str(CannedText.objects.get().pk)}
        | {"site": str(Site.objects.get().pk), "need": str(Precondition.objects.get().pk)}
        | {"agent": str(User.objects.get(username="marieke").pk)}
        | {"outage": str(Outage.objects.get().pk)}
        | {"rules": str(RuleSet.objects.drafts().get().pk)}
        | {"rule": str(RuleSet.objects.drafts().get().rules.earliest("number").pk)}
        | {f"approval_{row.state}": str(row.pk) for row in Approval.objects.filter(step=1)}
    )


def _cast() -> dict[str, User]:
    front, team = make_unit(), make_unit("facilitair-team", "back_office")
    make_location("C1")
    marco = make_user("marco")
    special: dict[str, dict[str, Any]] = {
        "ingrid": {"manager": marco},
        "marieke": {"agent_in": [front]},
        "hanna": {"head_of": [front]},
        "ruben": {"worker_in": [team]},
        "odd": {},
        "idle": {"worker_in": [make_unit("post", "back_office")]},
        "auditor": {"roles": ("auditor",)},
    }
    return {"marco": marco, "editor": make_editor()} | {name: make_user(name, **more) for name, more in special.items()}


def _products() -> dict[str, Product]:
    signed = (ApprovalStep("manager"), ApprovalStep("unit_head", unit="servicedesk"))
    return {
        "fault": make_product(name="Iets is kapot", lead_text="Binnen een dag"),
        "pass": make_product("pas", name="Toegangspas", kind="request", questions=QUESTIONS, approvals=signed),
        "trip": make_product("reis", name="Dienstreis", kind="request", parts=PARTS, price=None, conditions="Op tijd."),
        "direct": make_product("taxi", name="Taxi", via_front_office=False, direct_note="De taxicentrale belt u."),
        "by_phone": make_product("verhuizing", name="Verhuizing", self_service=False),
    }


def _questions(cast: dict[str, User], products: dict[str, Product]) -> dict[str, Ticket]:
    ingrid, marco = cast["ingrid"], cast["marco"]

    def asked(subject: str, product: str = "fault", **more: Any) -> Ticket:
        return make_ticket(ingrid, subject=subject, product=products[product], **more)

    tickets = {
        "new": asked("De lamp knippert", description="Ik krijg er hoofdpijn van.", urgency="high", room="4.12"),
        "late": asked("De deur klemt"),
        "accepted": asked("De stoel piept"),
        "returned": asked("Het raam tocht"),
        "solved": asked("De kraan lekt"),
        "closed": asked("Het licht is uit"),
        "merged": asked("Weer de lamp"),
        "trip": asked("Naar Brussel", "trip"),
        "asked": asked("Een pas voor Jan", "pass", answers=ANSWERS),
        "refused": asked("Een pas voor Piet", "pass", answers=ANSWERS),
        "agreed": asked("Een pas voor Saskia", "pass", answers=ANSWERS),
    }
    services.refuse(tickets["refused"].approvals.get(step=1), by=marco, comment="Piet werkt hier niet meer.")
    services.approve(tickets["agreed"].approvals.get(step=1), by=marco)
    _talk(tickets, cast)
    _work(tickets, cast)
    return tickets


def _talk(tickets: dict[str, Ticket], cast: dict[str, User]) -> None:
    ingrid, marieke, new = cast["ingrid"], cast["marieke"], tickets["new"]
    services.attach(new, by=ingrid, files=[_file(ingrid, "foto van de lamp.txt")])
    services.note(new, by=marieke, text="Belt vaak.")
    Macro.objects.create(unit=make_unit(), name="Pak het op", takes=True, says="answer", text_nl="Wij komen.")
    steps = services.put_list(new, by=marieke, title="Lamp", steps=["Welke lamp is het?", "Is de gang ook donker?"])
    services.tick(steps[0], by=marieke)
    services.attach(new, by=marieke, files=[_file(marieke, "intern.txt")], public=False)
    services.link(new, by=marieke, other=make_ticket(cast["odd"], subject="De gang is donker"))
    services.merge(tickets["merged"], by=marieke, into=new)
    services.ask(tickets["late"], by=marieke, text="Welke deur is het?")
    Ticket.objects.filter(pk=tickets["late"].pk).update(resolve_by=timezone.now() - timedelta(days=2))
    services.solve(tickets["closed"], by=marieke, text="Het licht is weer aan.")
    services.close(tickets["closed"], by=ingrid)


def _work(tickets: dict[str, Ticket], cast: dict[str, User]) -> None:
    marieke, ruben = cast["marieke"], cast["ruben"]
    for name in ("accepted", "returned", "solved", "trip"):
        services.forward(tickets[name], by=marieke, note="Neem gereedschap mee.")
    accepted = services.accept(tickets["accepted"].work_orders.get(), by=ruben)
    services.note_order(accepted, by=ruben, text="Morgen kom ik terug.")
    services.return_order(tickets["returned"].work_orders.get(), by=ruben, reason="Welk raam is het?")
    services.complete(tickets["solved"].work_orders.get(), by=ruben, result="Nieuw leertje.")
    services.solve(tickets["solved"], by=marieke, text="De kraan is gemaakt.")


def _drafts(fault: Product) -> None:
    definition = Definition.from_dict({**fault.definition.to_dict(), "summary": "Een nieuwe tekst."})
    catalog_services.save_draft(fault, by=make_editor(), definition=definition)


def _file(by: User, name: str) -> Attachment:
    return services.upload(SimpleUploadedFile(name, b"Een paar woorden."), by=by)
