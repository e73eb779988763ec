"""Lists with everything that can be chosen, in each order, and kept under a name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from servicedesk import services
from servicedesk.models import SavedView, Ticket
from servicedesk.queues import COLUMNS, FILTERS, SORTS
from tests.make import make_product, make_ticket, make_unit, make_user
from tests.servicedesk.screen import once, page, screen_of

VIEWS, ALL = reverse("desk:views"), reverse("desk:queue", args=["all"])


@pytest.fixture
def desk(client, marieke):
    return screen_of(client, marieke)


def subjects(desk, **query):
    return {row.subject for row in desk.get(ALL, query).context["found"].rows}


@pytest.fixture
def pair(ingrid, marieke):
    """Two questions that differ in everything one can choose."""
    one = make_ticket(ingrid, subject="een", product=make_product(), urgency="high")
    two = make_ticket(marieke, subject="twee", kind="wish", by=marieke, channel="phone")
    services.take(two, by=marieke)
    Ticket.objects.filter(pk=two.pk).update(opened_at=two.opened_at - timedelta(days=9), department=None)
    return one, two


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("product", "storing", "een"),
        ("assignee", "me", "twee"),
        ("assignee", "marieke", "twee"),
        ("assignee", "none", "een"),
        ("department", "ET", "een"),
        ("channel", "phone", "twee"),
        ("urgency", "high", "een"),
        ("state", "in_progress", "twee"),
    ],
)
def test_a_list_is_narrowed_down_by(desk, pair, field, value, found):
    assert subjects(desk, **{field: value}) == {found}


def test_a_list_is_narrowed_down_by_when_it_was_opened(desk, pair):
    day = pair[0].opened_at.date() - timedelta(days=3)
    assert subjects(desk, since=day.isoformat()) == {"een"}
    assert subjects(desk, until=day.isoformat()) == {"twee"}
    assert subjects(desk, since="gisteren") == {"een", "twee"}


@pytest.mark.parametrize("sort", list(SORTS))
def test_each_order_has_pages_without_gaps_or_repeats(desk, ingrid, sort):
    first = make_ticket(ingrid)
    rows = []
    for count in range(1, 120):
        row = Ticket.objects.get(pk=first.pk)
        row.pk = None
        for field in ("resolve_by", "opened_at", "changed_at"):
            setattr(row, field, getattr(first, field) + timedelta(minutes=count // 4))
        rows.append(row)
    Ticket.objects.bulk_create(rows)
    found, after = [], ""
    for _ in range(3):
        shown = desk.get(ALL, {"sort": sort, "after": after}).context["found"]
        found += [row.pk for row in shown.rows]
        after = shown.next
    assert after == ""
    assert len(found) == len(set(found)) == 120
    field = SORTS[sort].field
    values = [getattr(Ticket.objects.get(pk=pk), field) for pk in found]
    assert values == sorted(values, reverse=SORTS[sort].latest_first)


def test_columns_are_chosen(desk, pair):
    assert "Klaar" not in page(desk.get(ALL))
    chosen = desk.get(ALL, {"columns": list(COLUMNS)})
    assert "Storing" in page(chosen)
    assert f"{pair[0].number}</td>" not in desk.get(ALL, {"columns": "state"}).text


def kept(desk, name="Dringend", query="urgency=high&sort=changed&columns=state", **more):
    form = desk.get(f"{VIEWS}?slug=all&{query}")
    return desk.post(VIEWS, {"name": name, "slug": "all", "query": query, "once": once(form), **more})


def test_a_list_is_kept_with_all_that_was_chosen_and_counted(desk, pair):
    address = kept(desk).url
    view = SavedView.objects.get()
    assert view.query == {"urgency": "high", "sort": "changed", "columns": ["state"]}
    shown = desk.get(address)
    assert [row.subject for row in shown.context["found"].rows] == ["een"]
    assert shown.context["views"] == [(view, "1")]
    assert 'aria-current="page">Dringend' in shown.text


def test_a_list_without_a_name_comes_back(desk):
    assert kept(desk, name=" ").status_code == 422
    assert not SavedView.objects.exists()


def test_who_sees_which_list(client, desk, marieke, peter, hanna):
    kept(desk)
    chief = make_user("chief", agent_in=[make_unit()], head_of=[make_unit()])
    front = make_unit()
    screen_of(client, chief)
    kept(client, name="Voor allen", shared=front.pk)
    assert [str(view) for view in SavedView.objects.visible_to(peter)] == ["Voor allen"]
    screen_of(client, peter)
    for view in SavedView.objects.all():
        assert client.post(VIEWS, {"drop": view.pk}).status_code in (403, 404)
    kept(client, name="Ook voor allen", shared=front.pk)
    assert not SavedView.objects.filter(name="Ook voor allen", unit=front).exists()


def test_a_list_is_removed(desk):
    kept(desk)
    desk.post(VIEWS, {"drop": SavedView.objects.get().pk})
    assert not SavedView.objects.exists()
    assert "No lists are kept yet" in page(desk.get(VIEWS))
    assert desk.post(VIEWS, {"drop": "x"}).status_code == 404


def test_a_queue_with_kept_lists_costs_a_fixed_number_of_queries(desk, pair, django_assert_max_num_queries):
    for number in range(7):
        kept(desk, name=f"Lijst {number}")
    with django_assert_max_num_queries(12):
        desk.get(ALL)


def test_the_usual_filters_are_on_the_screen_and_the_others_are_asked_for(desk, pair):
    usual, every = desk.get(ALL).text, desk.get(ALL, {"more": 1}).text
    part = desk.get(ALL, {"more": 1}, headers={"HX-Request": "true", "HX-Target": "more"}).text
    for name in FILTERS:
        assert f'name="{name}"' in every
        assert (f'name="{name}"' in usual) != (f'name="{name}"' in part)
    # What was chosen there is not lost with the next choice.
    assert 'name="product"' in desk.get(ALL, {"channel": "phone"}).text
