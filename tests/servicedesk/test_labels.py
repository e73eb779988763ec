"""A label is made, printed, scanned, and leads to a report with the place filled in; visitors need no account."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from qrcode.main import QRCode

from core.clock import moved_to
from core.refusals import Refused
from servicedesk import services
from servicedesk.labels import square
from servicedesk.models import Label, Ticket, VisitorReport
from tests.make import make_location, make_unit, make_user


@pytest.fixture
def chief(db):
    make_unit()
    return make_user("chief", head_of=[make_unit("facilitair-team", "back_office")])


@pytest.fixture
def door(chief):
    return label_of(chief, "4.12")


def label_of(by, room, asset="", visitors=True):
    (made,) = services.make_labels(by=by, location=make_location(), places=[(room, asset)], visitors=visitors)
    return made


def report(client, label, **sent):
    return client.post(label.get_absolute_url(), {"text": "De deur klemt.\nAl een week.", **sent})


def test_labels_are_made_in_bulk_and_once(client, chief):
    client.force_login(chief)
    sent = {"location": make_location().pk, "places": "4.12\n4.12: printer\n\n 4.12 : printer\n4.14", "visitors": "on"}
    for _time in range(2):
        assert client.post(reverse("desk:labels"), sent).status_code == 302
    assert {(one.room, one.asset, one.visitors) for one in Label.objects.all()} == {
        ("4.12", "", True), ("4.12", "printer", True), ("4.14", "", True),
    }  # fmt: skip


@pytest.mark.parametrize("places", ["", ": printer", "4.12\n" * 0 + "x" * 31])
def test_what_is_no_room_comes_back_with_what_was_typed(client, chief, places):
    client.force_login(chief)
    response = client.post(reverse("desk:labels"), {"location": make_location().pk, "places": places})
    assert response.status_code == 422
    assert Label.objects.count() == 0


def test_nobody_else_makes_labels(client, marieke, door):
    client.force_login(marieke)
    assert client.get(reverse("desk:labels")).status_code == 403
    with pytest.raises(PermissionDenied):
        services.make_labels(by=marieke, location=make_location(), places=[("1", "")])
    with pytest.raises(PermissionDenied):
        services.change_label(door, by=marieke, active=False)
    assert not Label.objects.visible_to(marieke).exists()


def test_the_square_on_the_sheet_is_the_address_of_the_label(client, chief, door, django_assert_num_queries):
    client.force_login(chief)
    page = client.get(reverse("desk:label-sheet")).content.decode()
    width, path = square(f"http://testserver/l/{door.code}/")
    assert f'd="{path}"' in page
    assert door.code in page
    again = QRCode(border=4, error_correction=3)
    again.add_data(f"http://testserver/l/{door.code}/")
    drawn = {tuple(map(int, one.partition("h")[0].split())) for one in path.split("M")[1:]}
    assert drawn == {(x, y) for y, row in enumerate(again.get_matrix()) for x, dark in enumerate(row) if dark}
    assert width == len(again.get_matrix())


def test_the_list_costs_the_same_however_many_there_are(client, chief, django_assert_max_num_queries):
    rooms = [(str(number), "") for number in range(60)]
    services.make_labels(by=chief, location=make_location(), places=rooms)
    client.force_login(chief)
    for name in ("desk:labels", "desk:label-sheet"):
        with django_assert_max_num_queries(14):
            assert client.get(reverse(name)).status_code == 200


def test_a_colleague_gets_the_form_with_the_place_filled_in(client, chief, ingrid):
    label = label_of(chief, "4.14", "printer", visitors=False)
    client.force_login(ingrid)
    response = client.get(label.get_absolute_url(), follow=True)
    form = response.context["form"]
    assert (form["location"].value(), form["room"].value()) == (label.location.pk, "4.14")
    assert form["subject"].value() == "printer: "


def test_a_label_for_colleagues_asks_to_log_in_and_one_out_of_use_is_not_there(client, chief, door):
    label = label_of(chief, "4.14", visitors=False)
    assert client.get(label.get_absolute_url()).url == f"/login/?next={label.get_absolute_url()}"
    services.change_label(door, by=chief, active=False)
    assert client.get(door.get_absolute_url()).status_code == 404


def test_a_visitor_reports_without_an_account_and_follows_it(client, door):
    response = report(client, door, name="Bo", reach="06 1234 5678")
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.location, ticket.room) == (None, door.location, "4.12")
    assert (ticket.subject, ticket.kind) == ("De deur klemt.", "incident")
    assert "Bo · 06 1234 5678" in ticket.description
    page = client.get(response.url)
    assert ticket.number in page.content.decode()
    assert "sessionid" not in client.cookies
    assert "192" not in VisitorReport.objects.get().mark


def test_the_desk_answers_a_visitor_who_reads_it(client, door, marieke):
    address = report(client, door).url
    ticket = Ticket.objects.get()
    services.note(ticket, by=marieke, text="Dit blijft binnen.")
    services.solve(ticket, by=marieke, text="De deur sluit weer.")
    page = client.get(address).content.decode()
    assert "De deur sluit weer." in page
    assert "Dit blijft binnen." not in page
    client.force_login(marieke)
    assert client.get(ticket.get_desk_url()).status_code == 200


def test_a_machine_that_fills_in_everything_reports_nothing(client, door):
    assert report(client, door, website="https://example.org").status_code == 200
    assert not Ticket.objects.exists()


def test_who_reports_too_much_waits_and_the_mark_goes(door):
    for number in range(5):
        last = services.report_as_visitor(door, text=f"Kapot {number}", address="192.0.2.1")
    with pytest.raises(Refused):
        services.report_as_visitor(door, text="Nog een", address="192.0.2.1")
    services.report_as_visitor(door, text="Van een ander", address="192.0.2.2")
    with moved_to(last.at + timedelta(hours=2)):
        services.report_as_visitor(door, text="Later", address="192.0.2.1")
    assert VisitorReport.objects.exclude(mark="").count() == 1


def test_an_empty_report_comes_back(client, door):
    response = report(client, door, text=" ", name="Bo")
    assert response.status_code == 422
    assert response.context["form"]["name"].value() == "Bo"
