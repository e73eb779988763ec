"""Who may do what, and who sees what: every relation with every verb, and every door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from catalog.definition import ApprovalStep
from core.refusals import Refused
from organisation.models import Deputy, Membership, RoleGrant, Unit, User
from servicedesk import services
from servicedesk.lifecycle import APPROVAL_MOVES, ORDER_MOVES, TICKET_MOVES, State
from servicedesk.models import Approval, Attachment, Event, Notice, Ticket, WorkOrder
from servicedesk.services.deliveries import deliver_due
from tests.database import undone
from tests.make import make_product, make_ticket, make_unit, make_user
from tests.servicedesk import acts

pytestmark = pytest.mark.usefixtures("in_english")

# The cast of this file, besides that of conftest: who they are to one ticket of huisvesting, worked on by the facility
# team, asked by Ingrid and approved by Marco.
ANSWERS = {"marieke", "hugo"}
WORKS = {"ruben", "frits"}
MAY = {
    "classify": ANSWERS,
    "take": ANSWERS,
    "assign": ANSWERS,
    "ask": ANSWERS,
    "answer": ANSWERS,
    "note": ANSWERS | WORKS,
    "remark": {"ingrid"},
    "attach": ANSWERS | WORKS | {"ingrid"},
    "forward": ANSWERS,
    "solve": ANSWERS,
    "close": ANSWERS | {"ingrid"},
    "reopen": ANSWERS | {"ingrid"},
    "cancel": ANSWERS | {"ingrid"},
    "merge": ANSWERS,
    "link": ANSWERS,
    "share": ANSWERS,
    "split": {"marieke"},
    "snooze": ANSWERS,
    "wake": ANSWERS,
}
MAY_ORDER = {
    "accept": WORKS,
    "note": WORKS | ANSWERS,
    "complete": WORKS,
    "return": WORKS,
    "resend": ANSWERS,
    "cancel": ANSWERS,
}
MAY_APPROVAL = {"approve": {"marco", "today"}, "refuse": {"marco", "today"}}


@pytest.fixture
def people(ingrid, marco, marieke, ruben, odd, auditor, facility_team) -> dict[str, User]:
    """Everyone by name. Hugo heads the unit that leads, Frits the one that works; both are no agents."""
    housing = make_unit("huisvesting", "back_office")
    today = timezone.localdate()
    cast = {
        "ingrid": ingrid, "marco": marco, "marieke": marieke, "ruben": ruben, "odd": odd, "auditor": auditor,
        "hugo": make_user("hugo", head_of=[housing]),
        "frits": make_user("frits", head_of=[facility_team]),
        "steven": make_user("steven", worker_in=[make_unit("schoonmaak", "back_office")]),
        "steering": make_user("steering", roles=("manager",)),
        "editing": make_user("editing", roles=("catalogue_editor",)),
        "admin": make_user("admin", roles=("administrator",), is_superuser=True, is_staff=True),
        "gone": make_user("gone", agent_in=[make_unit()], is_active=False),
        "today": make_user("today"), "yesterday": make_user("yesterday"), "tomorrow": make_user("tomorrow"),
    }  # fmt: skip
    for name, start, end in (("today", 0, 0), ("yesterday", -9, -1), ("tomorrow", 1, 9), ("ingrid", -1, 1)):
        days = {"starts_on": today + timedelta(days=start), "ends_on": today + timedelta(days=end)}
        Deputy.objects.create(person=marco, deputy=cast[name], **days)
    return cast


@pytest.fixture
def ticket(people) -> Ticket:
    """Asked, approved, worked on and done; in progress at the front office."""
    product = make_product("verhuizing", owner="huisvesting", approvals=(ApprovalStep("manager"),))
    ticket = make_ticket(people["ingrid"], product=product)
    services.approve(ticket.approvals.get(), by=people["marco"])
    (order,) = services.forward(ticket, by=people["marieke"])
    services.complete(order, by=people["ruben"], result="Verhuisd.")
    return Ticket.objects.get(pk=ticket.pk)


def allowed(people: dict[str, User], act, fresh) -> set[str]:
    """Return the names of those who can do it; whoever can't must be told so, and nothing else."""
    able = set()
    for name, person in people.items():
        with undone():
            thing = fresh()
            before = Event.objects.count()
            try:
                act(thing, User.objects.get(pk=person.pk))
            except PermissionDenied:
                assert Event.objects.count() == before
            else:
                able.add(name)
    return able


@pytest.mark.parametrize("verb", [verb for verb, move in TICKET_MOVES.items() if move.who])
def test_a_verb_of_a_ticket_is_for_whom_the_table_names(people, ticket, verb):
    make_ticket(people["ingrid"], subject=acts.OTHER, product=make_product("sleutel", owner="huisvesting"))
    if verb in ("close", "reopen"):
        Ticket.objects.filter(pk=ticket.pk).update(state=State.SOLVED)
    if verb == "merge":
        # With a signature on it, it can't go on in another question, whoever asks.
        ticket.approvals.all().delete()
    for person in people.values() if verb == "attach" else ():
        # The file is there already, so that it is attaching that is refused.
        Attachment.objects.create(name="a", type="text/plain", size=1, uploaded_by=person, uploaded_at=timezone.now())
    assert allowed(people, acts.TICKET[verb], lambda: Ticket.objects.get(pk=ticket.pk)) == MAY[verb]


@pytest.mark.parametrize("verb", [verb for verb, move in ORDER_MOVES.items() if move.who])
def test_a_verb_of_an_order_is_for_whom_the_table_names(people, ticket, verb):
    (order,) = services.forward(ticket, by=people["marieke"])
    if verb == "resend":
        services.return_order(order, by=people["ruben"], reason="Welke kamer?")
    assert allowed(people, acts.ORDER[verb], lambda: WorkOrder.objects.get(pk=order.pk)) == MAY_ORDER[verb]


@pytest.mark.parametrize("verb", [verb for verb, move in APPROVAL_MOVES.items() if move.who])
def test_a_signature_is_given_by_who_was_asked_or_todays_deputy_but_never_by_the_requester(people, verb):
    ticket = make_ticket(people["ingrid"], product=make_product("pas", approvals=(ApprovalStep("manager"),)))
    assert allowed(people, acts.APPROVAL[verb], ticket.approvals.get) == MAY_APPROVAL[verb]


def test_every_verb_of_a_person_stands_in_these_tables():
    for moves, may in ((TICKET_MOVES, MAY), (ORDER_MOVES, MAY_ORDER), (APPROVAL_MOVES, MAY_APPROVAL)):
        assert {verb for verb, move in moves.items() if move.who} == set(may)


def test_what_the_screen_offers_is_what_one_may(people, ticket):
    for name, person in people.items():
        offered = set(ticket.verbs_for(person))
        assert offered == {verb for verb, names in MAY.items() if name in names} - {"close", "reopen"}, name


@pytest.mark.parametrize("name", ["odd", "auditor", "steering", "gone"])
def test_only_who_answers_customers_asks_in_anothers_name(people, name):
    with pytest.raises(PermissionDenied):
        services.open_ticket(by=people[name], requester=people["ingrid"], subject="Lamp", channel="phone")
    assert make_ticket(people["ingrid"], by=people["marieke"], channel="phone").requester == people["ingrid"]


def test_a_disabled_account_is_nobody(people, ticket):
    gone = people["gone"]
    with pytest.raises(PermissionDenied):
        services.open_ticket(by=gone, subject="Lamp", channel="portal")
    with pytest.raises(PermissionDenied):
        acts.uploaded(gone)
    # Nothing of this is seen for having no requester, or for having been one's own.
    now = timezone.now()
    Ticket.objects.filter(pk=ticket.pk).update(requester=None)
    Attachment.objects.create(name="a", type="text/plain", size=1, uploaded_by=gone, uploaded_at=now)
    Notice.objects.create(event=ticket.events.first(), person=gone, channel="page", purpose="work", created_at=now)
    ticket.approvals.update(approver=gone, decided_by=gone)
    for model in (Ticket, WorkOrder, Event, Attachment, Approval, Notice, User):
        assert not model.objects.visible_to(gone).exists(), model


def test_a_disabled_customer_or_approver_can_no_longer_act(people):
    ticket = make_ticket(people["ingrid"], product=make_product("pas", approvals=(ApprovalStep("manager"),)))
    User.objects.filter(username__in=["ingrid", "marco"]).update(is_active=False)
    with pytest.raises(PermissionDenied):
        services.cancel(ticket, by=User.objects.get(username="ingrid"), text="Laat maar.")
    for name in ("marco", "today"):
        with pytest.raises(PermissionDenied):
            services.approve(ticket.approvals.get(), by=User.objects.get(username=name))


def test_rights_withdrawn_act_at_once(people, ticket):
    def may(name: str, verb: str) -> bool:
        return verb in ticket.verbs_for(User.objects.get(username=name))

    assert may("marieke", "take")
    Membership.objects.filter(user=people["marieke"]).delete()
    assert not may("marieke", "take")

    assert may("hugo", "take")
    Membership.objects.filter(user=people["hugo"]).delete()
    assert may("hugo", "take")
    Unit.objects.filter(head=people["hugo"]).update(head=None)
    assert not may("hugo", "take")

    assert may("ruben", "note")
    Membership.objects.filter(user=people["ruben"]).update(unit=make_unit("schoonmaak"))
    assert not may("ruben", "note")

    assert Ticket.objects.visible_to(User.objects.get(username="auditor")).exists()
    RoleGrant.objects.filter(user=people["auditor"]).delete()
    assert not Ticket.objects.visible_to(User.objects.get(username="auditor")).exists()

    assert may("ingrid", "cancel")
    User.objects.filter(username="ingrid").update(is_active=False)
    assert not may("ingrid", "cancel")


def test_an_order_that_went_to_another_unit_is_no_longer_the_first_ones(people, ticket):
    (order,) = services.forward(ticket, by=people["marieke"])
    services.return_order(order, by=people["ruben"], reason="Dit is schoonmaakwerk.")
    services.resend(order, by=people["marieke"], unit=Unit.objects.get(code="schoonmaak"))
    with pytest.raises(PermissionDenied):
        services.accept(order, by=people["ruben"])
    assert services.accept(order, by=people["steven"]).accepted_by == people["steven"]


def test_the_back_office_writes_nothing_that_the_customer_reads(people, ticket):
    with pytest.raises(PermissionDenied):
        services.note(ticket, by=people["ruben"], text="Beste klant", public=True)
    with pytest.raises(PermissionDenied):
        services.attach(ticket, by=people["ruben"], files=[acts.uploaded(people["ruben"])])
    services.note(ticket, by=people["ruben"], text="De sleutel ligt bij de balie.")
    services.note(ticket, by=people["marieke"], text="We zijn ermee bezig.", public=True)
    read = Event.objects.visible_to(people["ingrid"]).filter(ticket=ticket, verb="note")
    assert [event.text for event in read] == ["We zijn ermee bezig."]


def test_a_question_is_put_in_the_name_of_who_can_answer_it_only(people, ticket):
    for name in ("ruben", "odd", "auditor", "gone", "ingrid"):
        with pytest.raises(Refused, match="does not answer"):
            services.assign(ticket, by=people["marieke"], to=people[name])
    for name in ("hugo", "marieke"):
        assert services.assign(ticket, by=people["marieke"], to=people[name]).assignee == people[name]


def test_merging_needs_the_right_to_both_questions(people, ticket):
    elsewhere = make_ticket(people["ingrid"], subject=acts.OTHER)
    with pytest.raises(PermissionDenied):
        services.merge(ticket, by=people["hugo"], into=elsewhere)
    with pytest.raises(PermissionDenied):
        services.link(ticket, by=people["hugo"], other=elsewhere)
    assert services.link(ticket, by=people["marieke"], other=elsewhere).links.get().other == elsewhere


# What of the one ticket each sees: the ticket, all events or public ones, all files or public ones, orders, approvals.
ALL, PUBLIC, NONE = "all", "public", "none"
SEES = {
    "ingrid": (True, PUBLIC, PUBLIC, False, True),
    "marco": (True, PUBLIC, PUBLIC, False, True),
    "today": (True, PUBLIC, PUBLIC, False, True),
    "yesterday": (False, NONE, NONE, False, False),
    "tomorrow": (False, NONE, NONE, False, False),
    "marieke": (True, ALL, ALL, True, True),
    "hugo": (True, ALL, ALL, True, True),
    "ruben": (True, ALL, ALL, True, True),
    "frits": (True, ALL, ALL, True, True),
    "steven": (False, NONE, NONE, False, False),
    "odd": (False, NONE, NONE, False, False),
    "auditor": (True, ALL, ALL, True, True),
    "steering": (True, ALL, ALL, True, True),
    "editing": (False, NONE, NONE, False, False),
    "admin": (False, NONE, NONE, False, False),
    "gone": (False, NONE, NONE, False, False),
}


def test_each_sees_what_is_theirs_to_see_and_no_more(people, ticket):
    marieke = people["marieke"]
    services.attach(ticket, by=marieke, files=[acts.uploaded(marieke, "plattegrond.png")])
    services.attach(ticket, by=marieke, files=[acts.uploaded(marieke, "offerte.png")], public=False)
    services.note(ticket, by=marieke, text="Niet voor de klant.")
    events = ticket.events.count()
    public = ticket.events.filter(public=True).count()
    assert 0 < public < events
    counts = {ALL: (events, 2), PUBLIC: (public, 1), NONE: (0, 0)}
    for name, (sees, which_events, which_files, orders, approvals) in SEES.items():
        person = people[name]
        assert Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists() == sees, name
        assert Event.objects.visible_to(person).filter(ticket=ticket).count() == counts[which_events][0], name
        assert Attachment.objects.visible_to(person).count() == counts[which_files][1], name
        assert WorkOrder.objects.visible_to(person).exists() == orders, name
        assert Approval.objects.visible_to(person).exists() == approvals, name
    assert set(SEES) == set(people)


def test_a_file_that_waits_for_its_form_is_seen_by_who_chose_it(people):
    acts.uploaded(people["ingrid"])
    seen = {name for name, person in people.items() if Attachment.objects.visible_to(person).exists()}
    assert seen == {"ingrid"}


def test_notices_are_ones_own(people, ticket):
    services.ask(ticket, by=people["marieke"], text="Welke kamer?")
    deliver_due()
    purposes = list(Notice.objects.visible_to(people["ingrid"]).values_list("purpose", flat=True))
    assert purposes[0] == "question"
    assert not Notice.objects.visible_to(people["auditor"]).exists()
    assert not Notice.objects.visible_to(people["marieke"]).filter(purpose="question").exists()


def test_a_planned_signature_is_not_yet_anyones_to_see_but_of_who_sees_the_question(people):
    steps = (ApprovalStep("manager"), ApprovalStep("person", person="odd"))
    ticket = make_ticket(people["ingrid"], product=make_product("pas", approvals=steps))
    assert not Ticket.objects.visible_to(people["odd"]).exists()
    services.approve(ticket.approvals.get(step=1), by=people["marco"])
    assert Ticket.objects.visible_to(people["odd"]).get() == ticket


def test_what_was_noted_on_an_order_goes_with_it_into_another_question(people, ticket):
    (order,) = services.forward(ticket, by=people["marieke"], note="Neem een ladder mee.")
    services.note_order(order, by=people["ruben"], text="De sleutel ligt bij de balie.")
    product = make_product("lamp", owner="huisvesting")
    one, two = (make_ticket(people["ingrid"], product=product, subject=subject) for subject in ("Een", "Twee"))
    (moved,) = services.forward(one, by=people["marieke"])
    services.note_order(moved, by=people["ruben"], text="Hier ook.")
    services.merge(one, by=people["marieke"], into=two)
    assert moved.events.visible_to(people["ruben"]).filter(verb="order_note").exists()
    assert not moved.events.visible_to(people["steven"]).exists()


def test_the_note_to_the_back_office_is_in_no_event_that_the_customer_sees(people, ticket):
    services.forward(ticket, by=people["marieke"], note="De klant is boos.")
    seen = Event.objects.visible_to(people["ingrid"]).filter(ticket=ticket)
    assert seen.filter(verb="forward").exists()
    assert "boos" not in str(list(seen.values_list("data", flat=True)))
