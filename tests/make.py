"""Builders with fixed values: what a test doesn't name is always the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from catalog import services as catalog_services
from catalog.definition import Definition
from catalog.models import Category, Product
from organisation.models import CustomerGroup, Department, Location, Membership, RoleGrant, Unit, User
from routing.models import Closure, Phase, PhaseStart, Precondition, RoutingRule, RuleSet, Site, StartState
from servicedesk import services
from servicedesk.models import Ticket

PASSWORD = "een-lang-wachtwoord"


def make_group(code: str = "kerndepartement") -> CustomerGroup:
    return CustomerGroup.objects.get_or_create(code=code, defaults={"name": code.capitalize()})[0]


def make_department(code: str = "ET", group: str = "kerndepartement") -> Department:
    values = {"name": f"Department {code}", "group": make_group(group), "cost_centre": "412070"}
    return Department.objects.get_or_create(code=code, defaults=values)[0]


def make_location(code: str = "B30", **values: Any) -> Location:
    return Location.objects.get_or_create(code=code, defaults={"name": f"Building {code}", **values})[0]


def make_unit(code: str = "servicedesk", kind: str = "front_office", **values: Any) -> Unit:
    values.setdefault("name", code.replace("-", " ").capitalize())
    return Unit.objects.get_or_create(code=code, defaults={"kind": kind, "email": f"{code}@example.org", **values})[0]


def make_user(username: str, *, roles: tuple[str, ...] = (), **values: Any) -> User:
    """Make a colleague of department ET in B30; `agent_in`, `worker_in` and `head_of` name units."""
    units = {
        role: values.pop(key, ()) for role, key in (("agent", "agent_in"), ("worker", "worker_in"), ("head", "head_of"))
    }
    values.setdefault("name", username.capitalize())
    values.setdefault("email", f"{username}@example.org")
    if "department" not in values:
        values["department"] = make_department()
    if "location" not in values:
        values["location"] = make_location()
    values.setdefault("room", "4.12")
    values.setdefault("extension", "6412")
    user = User(username=username, **values)
    user.set_password(PASSWORD)
    user.save()
    for role in roles:
        RoleGrant.objects.create(user=user, role=role)
    for role, members in units.items():
        for unit in members:
            Membership.objects.create(user=user, unit=unit, role=role)
            if role == "head":
                Unit.objects.filter(pk=unit.pk).update(head=user)
    return user


def make_editor() -> User:
    return User.objects.filter(username="editor").first() or make_user("editor", roles=("catalogue_editor",))


def make_product(code: str = "storing", **values: Any) -> Product:
    """Make a published product, by default a fault that the facility team repairs."""
    Category.objects.get_or_create(code="gebouw", defaults={"name": "Gebouw"})
    make_unit()
    make_group()
    values.setdefault("name", code.replace("-", " ").capitalize())
    values.setdefault("summary", "Iets is kapot of werkt niet.")
    values.setdefault("category", "gebouw")
    values.setdefault("kind", "incident")
    values.setdefault("groups", ("kerndepartement",))
    values.setdefault("self_service", True)
    values.setdefault("owner", "servicedesk")
    if "executing" not in values:
        values["executing"] = make_unit("facilitair-team", "back_office").code
    definition = Definition(code=code, **values)
    product = catalog_services.create_product(by=make_editor(), definition=definition)
    return catalog_services.publish(product, by=make_editor())


def make_ticket(requester: User, **values: Any) -> Ticket:
    """Open a ticket through the service, as the requester on the portal."""
    make_unit()
    values.setdefault("subject", "De lamp boven mijn bureau knippert")
    values.setdefault("channel", "portal")
    values.setdefault("by", requester)
    return services.open_ticket(requester=requester, **values)


def make_phase(number: int = 1, closed: dict[Unit, Unit | None] | None = None, **values: Any) -> Phase:
    """Make phase `number`, planned for a year of its own from 2030 on; in it each unit in `closed` has a successor."""
    year = date(2029 + number, 1, 1)
    values.setdefault("name", f"Stap {number}")
    values.setdefault("planned_from", year)
    values.setdefault("planned_until", year.replace(month=12, day=31))
    phase = Phase.objects.create(number=number, changed_at=timezone.now(), **values)
    for unit, successor in (closed or {}).items():
        Closure.objects.create(phase=phase, unit=unit, successor=successor)
    return phase


def make_site(phase: Phase, name: str = "Balie", **values: Any) -> Site:
    """Make a desk of the front office in B30, open on Monday."""
    values.setdefault("location", make_location())
    values.setdefault("hours", {"0": [["08:00", "17:30"]]})
    site = Site.objects.create(phase=phase, name=name, **values)
    site.units.set([make_unit()])
    return site


def make_start(phase: Phase, at: datetime | None = None, location: Location | None = None) -> PhaseStart:
    """Let a phase have begun at `at`, or just now."""
    at = at or timezone.now() - timedelta(seconds=1)
    return PhaseStart.objects.create(
        phase=phase, location=location, state=StartState.STARTED, planned_at=at, started_at=at, created_at=at
    )


def make_need(phase: Phase, **values: Any) -> Precondition:
    """Make something that must be so before the phase can start."""
    values.setdefault("text", "De werkplek is ingericht")
    return Precondition.objects.create(phase=phase, **values)


def make_rules(*rules: dict[str, Any], draft: bool = True, name: str = "Probeersel") -> RuleSet:
    """Make a set of rules, as a draft, or in force since just now."""
    now = timezone.now() - timedelta(seconds=1)
    in_force = {"number": 1, "valid_from": now, "activated_at": now, "state": "active"}
    rule_set = RuleSet.objects.create(name=name, made_at=now, **({} if draft else in_force))
    for number, rule in enumerate(rules, start=1):
        RoutingRule.objects.create(rule_set=rule_set, number=number, name=f"Regel {number}", **rule)
    return rule_set
