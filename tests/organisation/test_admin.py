"""The admin is for administrators: the organisation and the catalogue's shelves, and no ticket."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from catalog.models import Product
from organisation.models import RoleGrant, User
from tests.make import make_product, make_unit, make_user


@pytest.fixture
def beheerder(db):
    """Has the role of administrator and is no superuser."""
    return make_user("beheerder", roles=("administrator",), is_staff=True)


PAGES = [f"admin:{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_opens_every_list(client, beheerder, page):
    make_product()
    client.force_login(beheerder)
    assert client.get(reverse(f"{page}_changelist")).status_code == 200


@pytest.mark.parametrize("page", [page for page in PAGES if page != "admin:catalog_product"])
def test_an_administrator_opens_every_form(client, beheerder, page):
    client.force_login(beheerder)
    assert client.get(reverse(f"{page}_add")).status_code == 200


def test_no_ticket_can_be_reached(client, beheerder):
    assert not [model for model in admin.site._registry if model._meta.app_label in ("servicedesk", "auth")]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"is_staff": True},
        {"is_staff": True, "roles": ("catalogue_editor", "manager", "auditor")},
        {"roles": ("administrator",)},
    ],
)
def test_others_stay_outside(client, db, values):
    client.force_login(make_user("bea", **values))
    for name in ("admin:index", "admin:organisation_user_changelist"):
        response = client.get(reverse(name))
        assert response.status_code == 302
        assert response.url.startswith(reverse("admin:login"))


def test_who_loses_the_role_is_out_at_once(client, beheerder):
    client.force_login(beheerder)
    assert client.get(reverse("admin:index")).status_code == 200
    RoleGrant.objects.all().delete()
    assert client.get(reverse("admin:index")).status_code == 302


def test_an_administrator_cannot_become_or_take_over_a_superuser(client, beheerder):
    root = User.objects.create_superuser("root", password="een-lang-wachtwoord", name="Root")
    client.force_login(beheerder)
    page = client.get(reverse("admin:organisation_user_change", args=[root.pk]))
    assert page.status_code == 200
    assert b'name="name"' not in page.content, "only to be read"
    assert client.get(reverse("admin:auth_user_password_change", args=[root.pk])).status_code == 403
    own = client.get(reverse("admin:organisation_user_change", args=[beheerder.pk]))
    assert b"is_superuser" not in own.content


def test_a_change_is_kept_in_the_history_with_its_maker(client, beheerder):
    unit = make_unit("gebouwzaken", "back_office")
    client.force_login(beheerder)
    data = {"code": unit.code, "name": "Gebouwen", "kind": unit.kind}
    data |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    response = client.post(reverse("admin:organisation_unit_change", args=[unit.pk]), data)
    assert response.status_code == 302
    assert [row.name for row in unit.history.order_by("history_id")] == ["Gebouwzaken", "Gebouwen"]
    assert unit.history.latest("history_id").history_user == beheerder
    assert client.get(reverse("admin:organisation_unit_history", args=[unit.pk])).status_code == 200


def test_a_product_is_read_and_not_written_there(client, beheerder):
    product = make_product()
    client.force_login(beheerder)
    address = reverse("admin:catalog_product_change", args=[product.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "Anders"}).status_code == 403
    assert client.get(reverse("admin:catalog_product_add")).status_code == 403
    assert Product.objects.get().name == "Storing"


def test_people_are_not_deleted(client, beheerder, odd):
    client.force_login(beheerder)
    assert client.post(reverse("admin:organisation_user_delete", args=[odd.pk]), {"post": "yes"}).status_code == 403
