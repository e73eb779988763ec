"""Where one's day begins: what waits, what is late, what is new."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.definition import ApprovalStep
from servicedesk import services
from servicedesk.models import Ticket
from servicedesk.services.deliveries import deliver_due
from tests.make import make_product, make_ticket, make_unit, make_user
from tests.servicedesk.screen import page, screen_of


@pytest.fixture
def busy(ingrid, marieke, peter):
    """Something late of Marieke's, something of nobody, and a note that names her."""
    late, nobodys, named = (make_ticket(ingrid, subject=subject) for subject in ("De lift", "De lamp", "De deur"))
    services.take(late, by=marieke)
    services.take(named, by=peter)
    Ticket.objects.filter(pk=late.pk).update(resolve_by=timezone.now() - timedelta(days=1))
    services.note(named, by=peter, text="@marieke, weet jij dit?")
    deliver_due()
    return late, nobodys, named


def lists(response):
    return {one.queue.slug: [row.subject for row in one.rows] for one in response.context["start"].lists}


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("marieke", "desk:home"),
        ("hanna", "desk:home"),
        ("auditor", "desk:home"),
        ("ruben", "work:home"),
        ("marco", "portal:home"),
        ("ingrid", "portal:home"),
    ],
)
def test_everybody_begins_where_the_own_work_is(client, request, who, where):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("portal:start")).url == reverse(where)


def test_an_agent_sees_what_is_hers_what_is_late_what_nobody_has_and_what_is_new(client, busy, marieke):
    shown = screen_of(client, marieke).get(reverse("desk:home"))
    assert lists(shown) == {"mine": ["De lift"], "late": ["De lift"], "unassigned": ["De lamp"]}
    assert [row.notice.event.ticket for row in shown.context["start"].news] == [busy[2]]
    assert "New for you" in page(shown)
    services.read_notices(by=marieke)
    assert "New for you" not in page(client.get(reverse("desk:home")))


def test_who_reads_all_sees_what_is_so_and_counts_only_that(client, busy, auditor, marieke):
    services.solve(busy[1], by=marieke, text="Klaar.")
    shown = screen_of(client, auditor).get(reverse("desk:home"))
    assert set(lists(shown)) == {"late", "unassigned", "returned"}
    assert "Solved today 1" in page(shown).replace('<span class="count">', "")


def test_a_head_sees_the_own_units_questions_and_what_waits_for_an_approval(client, ingrid):
    chief = make_user("chief", head_of=[make_unit("drukkerij", "policy")])
    ingrid.manager = chief
    ingrid.save()
    product = make_product("brochure", owner="drukkerij", approvals=(ApprovalStep("manager"),))
    make_ticket(ingrid, product=product, subject="Een brochure")
    make_ticket(ingrid, subject="Iets anders")
    shown = screen_of(client, chief).get(reverse("desk:home"))
    assert lists(shown)["unit"] == ["Een brochure"]
    assert "Colleagues wait for your approval" in page(shown)


def test_where_nothing_waits_it_says_something_good(client, marieke):
    shown = page(screen_of(client, marieke).get(reverse("desk:home")))
    for words in ("Nothing is in your name", "All promises are still being kept.", "Every question has somebody"):
        assert words in shown


def test_work_and_portal_also_say_what_is_new(client, ingrid, marieke, ruben, facility_team):
    ticket = make_ticket(ingrid, product=make_product())
    services.forward(ticket, by=marieke)
    deliver_due()
    for who, where in ((ruben, "work:home"), (ingrid, "portal:home")):
        assert "New for you" in page(screen_of(client, who).get(reverse(where)))


def test_it_costs_the_same_however_much_there_is(client, ingrid, marieke, auditor, django_assert_max_num_queries):
    for number in range(12):
        ticket = make_ticket(ingrid)
        if number % 2:
            services.take(ticket, by=marieke)
    Ticket.objects.update(resolve_by=timezone.now() - timedelta(days=1))
    deliver_due()
    for who in (marieke, auditor):
        client.force_login(who)
        with django_assert_max_num_queries(16):
            client.get(reverse("desk:home"))
