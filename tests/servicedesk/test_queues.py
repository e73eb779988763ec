"""What is in the queues of the desk, for whom, and what it costs to look."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.clock import moved_to
from servicedesk import services
from servicedesk.models import Ticket
from servicedesk.queues import BY_SLUG, counts
from tests.make import make_location, make_product, make_ticket, make_unit, make_user

BASE = datetime(2026, 11, 3, 9, 0, tzinfo=timezone.get_default_timezone())


def page(client, who, slug="all", **query):
    client.force_login(who)
    return client.get(reverse("desk:queue", args=[slug]), query)


def shown(response):
    return [ticket.pk for ticket in response.context["found"].rows]


def make_many(ingrid, number):
    make_unit()
    first = make_ticket(ingrid)
    rows = []
    for count in range(1, number):
        row = Ticket.objects.get(pk=first.pk)
        row.pk, row.subject = None, f"Vraag {count}"
        row.resolve_by = first.resolve_by + timedelta(minutes=count // 3)
        rows.append(row)
    Ticket.objects.bulk_create(rows)


@pytest.fixture
def questions(ingrid, marieke, peter, ruben):
    """One question in each stage, by name."""
    product = make_product()
    found = {
        name: make_ticket(ingrid, subject=name, product=product) for name in ("new", "mine", "asked", "back", "done")
    }
    services.take(found["mine"], by=marieke)
    services.ask(found["asked"], by=peter, text="Welke lamp?")
    (order,) = services.forward(found["back"], by=peter)
    services.return_order(order, by=ruben, reason="Geen ladder.")
    services.solve(found["done"], by=marieke, text="Klaar.")
    with moved_to(BASE - timedelta(days=60)):
        found["late"] = make_ticket(ingrid, subject="late")
    return found


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("unassigned", {"new", "late"}),
        ("mine", {"mine"}),
        ("unit", {"new", "mine", "asked", "back", "late"}),
        ("waiting", {"asked"}),
        ("returned", {"back"}),
        ("late", {"late"}),
        ("all", {"new", "mine", "asked", "back", "late"}),
    ],
)
def test_each_queue_holds_what_its_name_says(client, marieke, questions, slug, expected):
    response = page(client, marieke, slug)
    assert {ticket.subject for ticket in response.context["found"].rows} == expected
    assert {queue.slug: number for queue, number in response.context["chips"]}[slug] == str(len(expected))


def test_what_is_promised_first_stands_first(client, marieke, questions):
    rows = page(client, marieke).context["found"].rows
    assert rows[0] == questions["late"]
    assert [row.resolve_by for row in rows] == sorted(row.resolve_by for row in rows)


def test_the_desk_opens_with_what_nobody_has_yet(client, marieke, hanna, auditor, questions):
    for who, slug in ((marieke, "unassigned"), (hanna, "unassigned"), (auditor, "all")):
        client.force_login(who)
        assert client.get(reverse("desk:queues")).context["queue"].slug == slug


def test_a_queue_that_is_not_there_is_not_found(client, marieke):
    assert page(client, marieke, "nonsense").status_code == 404


def test_an_empty_queue_says_what_is_so(client, marieke):
    for slug, queue in BY_SLUG.items():
        response = page(client, marieke, slug)
        assert response.status_code == 200
        assert str(queue.nothing) in response.text


def test_filters_stand_in_the_address(client, ingrid, marieke, questions):
    make_ticket(ingrid, subject="elders", location=make_location("B50"), kind="wish")
    assert {row.subject for row in page(client, marieke, building="B50").context["found"].rows} == {"elders"}
    assert {row.subject for row in page(client, marieke, kind="wish").context["found"].rows} == {"elders"}
    assert {row.subject for row in page(client, marieke, kind="none").context["found"].rows} == {"late"}
    team = {row.subject for row in page(client, marieke, unit="facilitair-team").context["found"].rows}
    assert team == {"new", "mine", "asked", "back"}
    assert "elders" not in {
        row.subject for row in page(client, marieke, building="B50", kind="none").context["found"].rows
    }


def test_a_filter_that_means_nothing_narrows_nothing(client, marieke, questions):
    response = page(
        client, marieke, building="nergens", kind="'; DROP", unit="x" * 500, state="weg", q="\x00", after="x"
    )
    assert len(shown(response)) == 5


def test_a_search_among_all_also_finds_what_is_over(client, marieke, questions):
    assert shown(page(client, marieke, q="done")) == [questions["done"].pk]
    assert shown(page(client, marieke, "mine", q="done")) == []
    assert shown(page(client, marieke, state="solved")) == [questions["done"].pk]


def test_nothing_found_says_how_to_go_on(client, marieke, questions):
    response = page(client, marieke, q="fietsenhok")
    assert shown(response) == []
    assert f'href="{reverse("desk:queue", args=["all"])}"' in response.text


def test_a_number_leads_straight_to_its_question(client, marieke, questions):
    ticket = questions["back"]
    assert page(client, marieke, q=ticket.number.lower()).url == ticket.get_desk_url()
    order = ticket.work_orders.get()
    assert page(client, marieke, q=order.number).url == ticket.get_desk_url()
    assert page(client, marieke, q="M-999999").status_code == 200


def test_pages_follow_each_other_without_gaps_or_repeats(client, ingrid, marieke):
    make_many(ingrid, 120)
    found, after = [], ""
    for _ in range(3):
        response = page(client, marieke, after=after)
        found += shown(response)
        after = response.context["found"].next
    assert after == ""
    assert len(found) == len(set(found)) == 120


def test_counters_stop_at_a_hundred(ingrid, marieke):
    make_many(ingrid, 130)
    assert counts(marieke, timezone.now())[0]["all"] == "99+"


def test_htmx_gets_the_rows_and_the_counters_only(client, marieke, questions):
    client.force_login(marieke)
    response = client.get(reverse("desk:queue", args=["all"]), headers={"HX-Request": "true"})
    assert "<html" not in response.text
    assert 'id="rows"' in response.text
    assert 'hx-swap-oob="true"' in response.text
    assert "HX-Request" in response["Vary"]


def test_a_full_queue_costs_a_fixed_number_of_queries(client, ingrid, marieke, django_assert_max_num_queries):
    make_many(ingrid, 200)
    client.force_login(marieke)
    with django_assert_max_num_queries(12):
        client.get(reverse("desk:queue", args=["all"]))


def test_a_head_sees_what_the_own_unit_leads_and_nothing_else(client, ingrid, marieke):
    print_shop = make_unit("drukkerij", "back_office")
    chief = make_user("chief", head_of=[print_shop])
    product = make_product("brochure", owner="drukkerij", executing="drukkerij")
    led = make_ticket(ingrid, product=product)
    make_ticket(ingrid)
    own = make_ticket(chief, subject="van de chef zelf")
    assert shown(page(client, chief)) == [led.pk]
    assert shown(page(client, chief, q="chef")) == []
    assert client.get(own.get_desk_url()).status_code == 404


@pytest.mark.parametrize("who", ["ingrid", "ruben", "odd"])
def test_who_has_no_business_at_the_desk_is_told_so(client, request, who):
    client.force_login(request.getfixturevalue(who))
    for name in ("desk:home", "desk:new", "desk:people"):
        response = client.get(reverse(name))
        assert response.status_code == 403
        assert f'href="{reverse("portal:home")}"' in response.text
