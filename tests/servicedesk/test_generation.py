"""A history in bulk is as sound as one that was lived: the log explains the rows, and every page opens on it."""

from __future__ import annotations

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.models import User
from servicedesk.lifecycle import OPEN, State
from servicedesk.models import Contact, Delivery, Event, Ticket, TicketWords, WorkOrder
from servicedesk.queues import QUEUES
from tests.servicedesk.test_properties import Desk

COUNT = 500


class Inspector(Desk):
    """The checks of the desk that is played at random, without playing."""

    def __init__(self) -> None:
        self.sent: dict[int, str] = {}

    def look_at(self, ticket: Ticket) -> None:
        orders = list(ticket.work_orders.select_related("unit").order_by("pk"))
        self._row(ticket, orders, list(ticket.approvals.order_by("step")))
        self._log(ticket, list(ticket.events.order_by("pk")))
        self._order_of_work(orders)


def command(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture(scope="module")
def example(django_db_setup, django_db_blocker):
    """The example organisation with a few stories and a history on top; the number of its last own question."""
    with django_db_blocker.unblock(), transaction.atomic():
        command("load_example", "--yes", "--tickets", "60")
        last = Ticket.objects.order_by("pk").last()
        command("generate_tickets", "--count", str(COUNT), "--days", "60", "--yes")
        yield last.pk
        transaction.set_rollback(True)


@pytest.fixture
def generated(example, db):
    return Ticket.objects.filter(pk__gt=example).order_by("pk")


def test_the_log_explains_each_row(generated):
    assert len(generated) == COUNT
    connection.check_constraints()
    inspector = Inspector()
    for ticket in generated[::5]:
        inspector.look_at(ticket)


def test_it_looks_like_a_desk_at_work(generated):
    states = Counter(generated.values_list("state", flat=True))
    assert states[State.CLOSED] > COUNT / 2
    assert sum(states[state] for state in OPEN) > 10
    assert Event.objects.filter(ticket__in=generated).count() > 4 * COUNT
    assert WorkOrder.objects.filter(ticket__in=generated).exists()
    assert Contact.objects.filter(ticket__in=generated).count() >= COUNT
    assert generated.values("requester").distinct().count() > 10
    assert not Event.objects.filter(at__gt=timezone.now()).exists()
    assert not Delivery.objects.pending().exists()


def test_the_customer_is_the_same_in_all_that_is_said(generated):
    for ticket in generated.select_related("requester")[:50]:
        opened = ticket.events.order_by("pk")[0]
        contact = ticket.contacts.get()
        assert contact.person_id == ticket.requester_id
        assert ticket.department_id == ticket.requester.department_id
        assert (contact.agent_id is None) == (opened.actor_id == ticket.requester_id)
        assert opened.data["set"]["description"] == ticket.description == opened.text


def test_every_page_of_the_desk_opens_on_it(generated):
    agent = Client()
    agent.force_login(User.objects.get(username="agent"))
    pages = [reverse("desk:queue", args=[queue.slug]) for queue in QUEUES]
    pages += [reverse("desk:home"), reverse("desk:new"), reverse("desk:people")]
    pages += [reverse("desk:queue", args=["all"]) + "?state=closed"]
    first_of = {ticket.state: ticket for ticket in generated.reverse()}
    pages += [ticket.get_desk_url() for ticket in first_of.values()]
    asker = Client()
    asker.force_login(first_of["closed"].requester)
    own = [first_of["closed"].get_absolute_url(), reverse("portal:tickets"), reverse("portal:home")]
    assert [page for page in pages if agent.get(page).status_code != 200] == []
    assert [page for page in own if asker.get(page).status_code != 200] == []


def test_numbers_go_on_after_it(generated, client):
    client.force_login(User.objects.get(username="medewerker"))
    last = generated.last()
    page = client.post(reverse("portal:ask"), {"subject": "De deur klemt", "description": "Weer."}, follow=True)
    assert page.status_code == 200
    assert Ticket.objects.filter(pk=last.pk + 1, subject="De deur klemt").exists()


def test_it_asks_first_where_it_would_do_harm(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--yes"):
        call_command("generate_tickets", "--count", "5")


def test_each_is_found_by_its_own_words(generated, example):
    agent = User.objects.get(username="agent")
    ticket = generated.filter(work_orders__isnull=False, requester__username__startswith="collega").first()
    order = ticket.work_orders.first()
    number = next(word for word in ticket.description.split() if word.startswith("FM"))
    for words in (number, ticket.number, f"{ticket.requester.name} {number}", order.number):
        assert ticket.pk in TicketWords.objects.with_all(words, agent).values_list("pk", flat=True)
    copies = TicketWords.objects.filter(pk__gt=example, ticket__requester__username__startswith="collega")
    assert not copies.with_all("Ingrid Vermeulen", agent).exists()
