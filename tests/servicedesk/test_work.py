"""The work: somebody's orders by due date, and what is done with one of them."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from catalog.definition import Part
from catalog.intake import Question
from servicedesk import services
from servicedesk.models import WorkOrder
from servicedesk.work_lists import grouped
from tests.make import make_product, make_ticket, make_unit, make_user

TUESDAY = datetime(2026, 11, 24, 14, 10, tzinfo=timezone.get_default_timezone())
PDF = b"%PDF-1.7 a small one"


def shown(response):
    return [order for _label, cards in response.context["groups"] for order, _verbs in cards]


def act(client, order, verb, /, **data):
    order.refresh_from_db()
    data.setdefault("seen", order.version)
    return client.post(reverse("work:act", args=[order.pk, verb]), data)


def buttons(response):
    return set(re.findall(r'<button[^>]* name="verb" value="([a-z_]+)"', response.text))


@pytest.fixture
def order(ingrid, marieke, facility_team):
    """A broken lamp, ordered of the facility team."""
    ticket = make_ticket(ingrid, product=make_product(), description="Ik krijg er hoofdpijn van.")
    services.take(ticket, by=marieke)
    return services.forward(ticket, by=marieke, note="Neem een ladder mee.")[0]


@pytest.fixture
def work(client, ruben):
    """Ruben with his phone."""
    client.force_login(ruben)
    return client


# The lists


def test_work_is_put_under_the_day_it_must_be_done():
    def due(**later):
        return WorkOrder(due_at=TUESDAY + timedelta(**later))

    late, now, tonight, friday, sunday, monday = (
        due(minutes=-1), due(), due(hours=9), due(days=3), due(days=5, hours=9), due(days=6),
    )  # fmt: skip
    groups = grouped([late, now, tonight, friday, sunday, monday], TUESDAY)
    assert [group.orders for group in groups] == [[late], [now, tonight], [friday, sunday], [monday]]
    assert [group.orders for group in grouped([monday], TUESDAY)] == [[monday]]


def test_mine_is_what_i_took_on_and_what_nobody_took_on_yet(work, ingrid, marieke, ruben, order, facility_team):
    colleague = make_user("kees", worker_in=[facility_team])
    taken, mine = (services.forward(make_ticket(ingrid, product=order.ticket.product), by=marieke)[0] for _ in range(2))
    services.accept(taken, by=colleague)
    services.accept(mine, by=ruben)
    assert set(shown(work.get(reverse("work:home")))) == {order, mine}
    assert set(shown(work.get(reverse("work:home"), {"list": "team"}))) == {order, mine, taken}
    assert set(shown(work.get(reverse("work:home"), {"list": "nonsense"}))) == {order, mine}


def test_a_card_says_where_first_and_has_the_next_step(work, order, ruben):
    text = work.get(reverse("work:home")).text
    assert text.index("B30") < text.index(order.task)
    assert 'href="tel:6412"' in text
    assert f'form="accept-{order.pk}"' in text
    services.accept(order, by=ruben)
    text = work.get(reverse("work:home")).text
    assert f'href="{order.get_absolute_url()}?do=complete#do"' in text


def test_parts_that_wait_for_others_are_announced(work, ingrid, marieke, facility_team):
    make_unit("reisbureau", "partner")
    parts = (Part("vlucht", "Vlucht", "reisbureau"), Part("taxi", "Taxi", "facilitair-team", after=("vlucht",)))
    ticket = make_ticket(ingrid, product=make_product("reis", parts=parts))
    _flight, taxi = services.forward(ticket, by=marieke)
    response = work.get(reverse("work:home"), {"list": "team"})
    assert response.context["coming"] == [(taxi, "Vlucht (Reisbureau)")]
    assert shown(response) == []
    page = work.get(taxi.get_absolute_url())
    assert "Vlucht (Reisbureau)" in page.text
    assert buttons(page) == {"note"}


def test_what_was_done_today_is_there_to_be_seen(work, order, ruben):
    assert shown(work.get(reverse("work:home"), {"list": "done"})) == []
    services.complete(order, by=ruben, result="Nieuwe lamp.")
    assert shown(work.get(reverse("work:home"), {"list": "done"})) == [order]
    WorkOrder.objects.update(ended_at=timezone.now() - timedelta(days=2))
    assert shown(work.get(reverse("work:home"), {"list": "done"})) == []


def test_work_is_found_by_number_room_and_word(work, order):
    home = reverse("work:home")
    assert work.get(home, {"q": order.number.lower()}).url == order.get_absolute_url()
    for words in (str(order.pk), "4.12", "lamp bureau"):
        assert shown(work.get(home, {"q": words})) == [order]
    for words in ("W-999999", "fietsenhok", "x" * 100):
        assert shown(work.get(home, {"q": words})) == []
    assert work.get(home, {"q": "\x00"}).status_code == 200


def test_pages_follow_each_other(work, order):
    rows = []
    for count in range(90):
        row = WorkOrder.objects.get(pk=order.pk)
        row.pk, row.due_at = None, order.due_at + timedelta(minutes=count // 2)
        rows.append(row)
    WorkOrder.objects.bulk_create(rows)
    found, after = [], ""
    for _ in range(3):
        response = work.get(reverse("work:home"), {"after": after})
        found += shown(response)
        after = response.context["found"].next
    assert after == ""
    assert len(found) == len(set(found)) == 91


def test_a_full_list_costs_a_fixed_number_of_queries(work, order, django_assert_max_num_queries):
    rows = []
    for _ in range(100):
        row = WorkOrder.objects.get(pk=order.pk)
        row.pk = None
        rows.append(row)
    WorkOrder.objects.bulk_create(rows)
    with django_assert_max_num_queries(16):
        work.get(reverse("work:home"), {"list": "team"})


def test_htmx_gets_the_list_only(work, order):
    response = work.get(reverse("work:home"), headers={"HX-Request": "true"})
    assert "<html" not in response.text
    assert order.task in response.text


def test_an_empty_list_says_what_is_so(work):
    for slug in ("mine", "team", "done"):
        response = work.get(reverse("work:home"), {"list": slug})
        assert str(response.context["chosen"].nothing) in response.text


# One order


def test_the_page_has_all_that_is_needed_to_do_it(work, ingrid, marieke):
    product = make_product(questions=(Question("wat", "Wat is er kapot?"), Question("foto", "Een foto", "file")))
    photo = services.upload(SimpleUploadedFile("lamp.pdf", PDF, "application/pdf"), by=ingrid)
    ticket = make_ticket(
        ingrid, product=product, description="Help.", answers={"wat": "De lamp", "foto": str(photo.pk)}
    )
    services.note(ticket, by=marieke, text="Al de derde keer.")
    (order,) = services.forward(ticket, by=marieke, note="Neem een ladder mee.")
    page = work.get(order.get_absolute_url())
    for words in ("Neem een ladder mee.", "Wat is er kapot?", "De lamp", "Help.", "Al de derde keer.", "lamp.pdf"):
        assert words in page.text
    assert f'href="{photo.get_absolute_url()}"' in page.text
    assert buttons(page) == {"accept", "complete", "return", "note"}


def test_an_order_is_taken_on_noted_and_completed(work, order, ruben):
    assert act(work, order, "accept").url == order.get_absolute_url()
    assert act(work, order, "note", text="Is het voorschakelapparaat.").url == order.get_absolute_url()
    assert act(work, order, "complete", result="").status_code == 422
    assert act(work, order, "complete", result="Nieuwe lamp.").url == reverse("work:home")
    order.refresh_from_db()
    assert (order.state, order.accepted_by, order.result) == ("done", ruben, "Nieuwe lamp.")


def test_from_the_list_one_comes_back_to_the_list(work, order):
    assert act(work, order, "accept", **{"from": "list"}).url == reverse("work:home")


def test_an_order_goes_back_with_a_reason(work, order):
    empty = act(work, order, "return", reason="  ")
    assert empty.status_code == 422
    assert empty.context["acts"]["return"].errors["reason"]
    assert act(work, order, "return", reason="Welke kamer?").status_code == 302
    order.refresh_from_db()
    assert (order.state, order.returned_reason) == ("returned", "Welke kamer?")
    assert buttons(work.get(order.get_absolute_url())) == {"note"}


def test_a_link_unfolds_the_form_it_promises(work, order):
    page = work.get(order.get_absolute_url(), {"do": "return"})
    assert re.search(r'<details class="act" name="act" open>(?:(?!</details>).)*name="reason"', page.text, re.S)


def test_two_on_one_job_are_told_and_nothing_is_lost(work, order, facility_team):
    seen = order.version
    services.accept(order, by=make_user("kees", worker_in=[facility_team]))
    response = act(work, order, "complete", seen=seen, result="Nieuwe lamp geplaatst.")
    assert response.status_code == 409
    assert "Kees" in response.context["changes"][-1].line
    assert "Nieuwe lamp geplaatst." in response.text
    assert act(work, order, "complete", result="Nieuwe lamp geplaatst.").status_code == 302


def test_a_photo_of_the_work_stays_inside(work, order):
    file = SimpleUploadedFile("na.pdf", PDF, "application/pdf")
    assert act(work, order, "note", text="Zo ziet het eruit.", new_files=[file]).status_code == 302
    assert list(order.ticket.attachments.values_list("name", "public")) == [("na.pdf", False)]


def test_what_can_t_be_is_said_where_it_was_typed(work, order):
    for text in ("x" * 10_001, "nul \x00"):
        response = act(work, order, "complete", result=text)
        assert response.status_code == 422
        assert response.context["acts"]["complete"].errors["result"]
    assert act(work, order, "complete", result="🚲 <b>‮ klaar").status_code == 302


def test_a_page_costs_a_fixed_number_of_queries(work, marieke, order, django_assert_max_num_queries):
    for number in range(30):
        services.note(order.ticket, by=marieke, text=f"Notitie {number}")
    with django_assert_max_num_queries(17):
        work.get(order.get_absolute_url())


# Who may


def test_another_unit_s_order_is_not_there(client, order, odd):
    stranger = make_user("printer", worker_in=[make_unit("drukkerij", "back_office")])
    client.force_login(stranger)
    assert client.get(order.get_absolute_url()).status_code == 404
    assert act(client, order, "accept").status_code == 404
    assert shown(client.get(reverse("work:home"))) == []


@pytest.mark.parametrize(("who", "status"), [("ingrid", 403), ("odd", 403), ("auditor", 200), ("marieke", 200)])
def test_who_may_look_at_work(client, request, order, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("work:home")).status_code == status
    assert client.get(order.get_absolute_url()).status_code == status


@pytest.mark.parametrize(("who", "note"), [("auditor", 403), ("marieke", 302)])
def test_who_reads_along_does_not_do_the_work(client, request, order, who, note):
    client.force_login(request.getfixturevalue(who))
    for verb in ("accept", "complete", "return"):
        assert act(client, order, verb, result="x", reason="x").status_code == 403
    assert act(client, order, "note", text="Let op.").status_code == note


def test_an_agent_sees_the_work_of_everybody(client, marieke, order):
    client.force_login(marieke)
    response = client.get(reverse("work:home"))
    assert shown(response) == [order]
    assert buttons(response) == set()


def test_an_order_or_a_verb_that_is_not_there_is_not_found(work, order):
    assert work.get(reverse("work:order", args=[999_999])).status_code == 404
    assert act(work, order, "teleport").status_code == 404
    assert act(work, order, "resend").status_code == 404
    assert work.get(reverse("work:act", args=[order.pk, "accept"])).status_code == 405
