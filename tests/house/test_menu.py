"""The menu: who is offered which face, and what it counts."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve

from fbo.context import house
from organisation.models import User
from servicedesk import services
from servicedesk.services.deliveries import deliver_due
from tests.make import make_product, make_ticket, make_unit, make_user


def menu(user, path="/"):
    request = RequestFactory().get(path)
    request.user = User.objects.get(pk=user.pk)
    request.resolver_match = resolve(path)
    return house(request)["nav"]


@pytest.mark.parametrize(
    ("who", "faces"),
    [
        ("ingrid", ["/"]),
        ("marieke", ["/", "/desk/", "/work/", "/routing/"]),
        ("hanna", ["/", "/desk/", "/work/", "/routing/"]),
        ("ruben", ["/", "/work/"]),
        ("auditor", ["/", "/desk/", "/work/", "/catalog/", "/routing/"]),
        ("editor", ["/", "/catalog/"]),
    ],
)
def test_everybody_is_offered_the_faces_they_may_enter_and_no_other(request, client, db, who, faces):
    user = make_user("editor", roles=("catalogue_editor",)) if who == "editor" else request.getfixturevalue(who)
    offered = [face["url"] for face in menu(user)["faces"]]
    assert offered == faces
    client.force_login(user)
    for address in ("/", "/desk/", "/work/", "/catalog/", "/routing/"):
        assert (client.get(address).status_code == 200) == (address in faces)


@pytest.mark.parametrize(
    ("path", "face", "current"),
    [
        ("/", "portal", "/"),
        ("/tickets/", "portal", "/tickets/"),
        ("/products/pas/", "portal", "/products/"),
        ("/notices/", "portal", None),
        ("/desk/", "desk", "/desk/"),
        ("/desk/queues/mine/", "desk", "/desk/queues/"),
        ("/desk/tickets/M-1/", "desk", "/desk/queues/"),
        ("/desk/new/", "desk", "/desk/new/"),
        ("/work/W-3317/", "work", "/work/"),
        ("/catalog/pas/", "catalog", "/catalog/"),
        ("/routing/", "routing", "/routing/"),
        ("/routing/phases/1/", "routing", "/routing/"),
    ],
)
def test_the_menu_shows_where_one_is(marieke, path, face, current):
    nav = menu(marieke, path)
    assert nav["face"] == face
    assert [entry["url"] for entry in nav["entries"] if entry["current"]] == ([current] if current else [])


def test_the_counts_are_those_of_what_is_open_and_unread(ingrid, marieke):
    make_unit()
    assert [entry["count"] for entry in menu(ingrid)["entries"]] == ["", "", ""]
    ticket = make_ticket(ingrid)
    services.answer(ticket, by=marieke, text="We kijken ernaar.")
    deliver_due()
    nav = menu(ingrid)
    assert [entry["count"] for entry in nav["entries"]] == ["", "", "1"]
    assert nav["notices"]["count"] == "1"


def test_counting_stops_at_a_hundred(ingrid):
    make_product()
    for _ in range(101):
        make_ticket(ingrid)
    assert menu(ingrid)["entries"][2]["count"] == "99+"


def test_the_menu_costs_one_query_and_a_part_of_a_page_none(ingrid, django_assert_num_queries):
    user = User.objects.get(pk=ingrid.pk)
    assert user.standing
    request = RequestFactory().get("/")
    request.user, request.resolver_match = user, resolve("/")
    with django_assert_num_queries(0):
        found = house(request)
    with django_assert_num_queries(1):
        assert found["nav"]["face"] == "portal"


def test_who_is_not_logged_in_gets_no_menu(db):
    request = RequestFactory().get("/login/")
    assert house(request)["nav"]["entries"] == []
    assert "<nav" not in render_to_string("404.html", request=request)
