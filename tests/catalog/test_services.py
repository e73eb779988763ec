"""Drafts, publishing and withdrawing: what customers see, and what running questions keep."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from catalog import services
from catalog.definition import Definition
from catalog.intake import Question
from catalog.models import Product, ProductState
from core.refusals import Refused, Stale
from tests.make import make_editor, make_group, make_location, make_product, make_ticket, make_unit, make_user


@pytest.fixture
def editor(db):
    return make_editor()


@pytest.fixture
def product(editor):
    return make_product("zaal", questions=(Question("aantal", "Hoeveel?", "number", required=True),))


def changed(product, **values):
    return replace(product.drafted, **values)


def test_a_draft_changes_nothing_for_customers(product, editor, ingrid):
    services.save_draft(product, by=editor, definition=changed(product, name="Grote zaal"))

    seen = Product.objects.offered_to(ingrid).get()
    assert (seen.name, seen.definition.name) == ("Zaal", "Zaal")
    assert (seen.drafted.name, seen.has_draft) == ("Grote zaal", True)


def test_publishing_brings_the_draft_into_force_as_a_new_version(product, editor, ingrid):
    draft = services.save_draft(product, by=editor, definition=changed(product, name="Grote zaal"))
    services.publish(draft, by=editor, seen=draft.version)

    seen = Product.objects.offered_to(ingrid).get()
    assert (seen.name, seen.definition.name, seen.has_draft) == ("Grote zaal", "Grote zaal", False)
    assert [version.number for version in product.versions.all()] == [2, 1]
    assert seen.current.published_by == editor


def test_a_running_question_keeps_the_version_it_was_asked_under(product, editor, ingrid):
    ticket = make_ticket(ingrid, product=product, answers={"aantal": "4"})
    new = (Question("naam", "Wie?", required=True),)
    draft = services.save_draft(product, by=editor, definition=changed(product, questions=new))
    services.publish(draft, by=editor)

    ticket.refresh_from_db()
    assert [question.key for question in ticket.questions] == ["aantal"]
    services.withdraw(draft, by=editor)
    ticket.refresh_from_db()
    assert ticket.product_version.number == 1


def test_a_withdrawn_product_is_offered_to_nobody_and_can_come_back(product, editor, ingrid):
    services.withdraw(product, by=editor)
    assert not Product.objects.offered_to(ingrid).exists()
    with pytest.raises(Refused):
        services.withdraw(product, by=editor)

    services.publish(product, by=editor)
    assert Product.objects.offered_to(ingrid).exists()


def test_publishing_decides_for_whom_and_where(product, editor, ingrid):
    make_group("buitendienst")
    make_location("B20")
    draft = services.save_draft(
        product, by=editor, definition=changed(product, groups=("buitendienst",), locations=("B20",))
    )
    services.publish(draft, by=editor)
    assert not Product.objects.offered_to(ingrid).exists()
    outside = make_user("bea", group=make_group("buitendienst"), location=make_location("B20"))
    assert Product.objects.offered_to(outside).exists()


def test_a_draft_with_problems_is_not_published_and_each_is_named_at_its_place(product, editor):
    bad = changed(product, groups=(), questions=(Question("x", "X?", "choice"),))
    draft = services.save_draft(product, by=editor, definition=bad)
    with pytest.raises(Refused) as refusal:
        services.publish(draft, by=editor)
    assert set(refusal.value.errors) == {"groups", "questions.0.choices"}
    assert Product.objects.get().current.number == 1


def test_nothing_new_is_not_published(product, editor):
    with pytest.raises(Refused):
        services.publish(product, by=editor)
    assert product.versions.count() == 1


def test_saving_what_is_there_leaves_no_trace(product, editor):
    version, rows = product.version, product.history.count()
    services.save_draft(product, by=editor, definition=product.drafted)
    product.refresh_from_db()
    assert (product.version, product.history.count(), product.has_draft) == (version, rows, False)


def test_a_product_that_was_never_published_shows_its_draft_in_the_list(editor, product):
    made = services.create_product(
        by=editor, definition=Definition(code="nieuw-ding", name="Nieuw", category="gebouw", owner="servicedesk")
    )
    services.save_draft(made, by=editor, definition=changed(made, name="Nieuwer", owner="facilitair-team"))
    made.refresh_from_db()
    assert (made.name, made.owner.code, made.state) == ("Nieuwer", "facilitair-team", ProductState.DRAFT)


def test_the_code_of_a_product_stays(product, editor):
    services.save_draft(product, by=editor, definition=changed(product, code="anders", name="Anders"))
    product.refresh_from_db()
    assert (product.code, product.drafted.code) == ("zaal", "zaal")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"code": "zaal"}, "code"), ({"category": "gone"}, "category"), ({"owner": "gone"}, "owner")],
)
def test_a_product_needs_a_free_code_a_shelf_and_an_owner(product, editor, values, field):
    definition = Definition(**{"code": "ander", "name": "Ander", "category": "gebouw", "owner": "servicedesk"} | values)
    with pytest.raises(Refused) as refusal:
        services.create_product(by=editor, definition=definition)
    assert list(refusal.value.errors) == [field]
    assert Product.objects.count() == 1


def test_a_stale_screen_learns_who_did_what_meanwhile(product, editor):
    seen = product.version
    draft = services.save_draft(product, by=editor, definition=changed(product, summary="Een grote zaal."))
    services.publish(draft, by=editor)
    for attempt in (
        lambda: services.save_draft(product, by=editor, definition=changed(product, name="X"), seen=seen),
        lambda: services.publish(product, by=editor, seen=seen),
        lambda: services.withdraw(product, by=editor, seen=seen),
    ):
        with pytest.raises(Stale) as stale:
            attempt()
        assert [(entry.what, entry.by) for entry in stale.value.changes] == [("saved", editor), ("published", editor)]
        assert [change.new for change in stale.value.changes[0].changes] == ["Een grote zaal."]


@pytest.mark.parametrize("roles", [(), ("manager",), ("auditor",), ("administrator",)])
def test_only_editors_write(product, roles):
    other = make_user("bea", roles=roles)
    definition = Definition(code="ander", name="Ander", category="gebouw", owner="servicedesk")
    for attempt in (
        lambda: services.create_product(by=other, definition=definition),
        lambda: services.save_draft(product, by=other, definition=definition),
        lambda: services.publish(product, by=other),
        lambda: services.withdraw(product, by=other),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_the_history_is_in_the_name_of_who_did_it_once_for_each_save(product, editor):
    other = make_user("bea", roles=("catalogue_editor",))
    services.save_draft(product, by=other, definition=changed(product, name="Anders"))
    rows = list(product.history.order_by("history_id"))
    assert [(row.version, row.history_user) for row in rows] == [(1, editor), (2, editor), (3, other)]
    assert [group.customergroup.code for group in rows[1].groups.all()] == ["kerndepartement"]


def test_a_unit_that_is_gone_keeps_a_product_from_being_published(product, editor):
    make_unit("tijdelijk", "partner")
    draft = services.save_draft(product, by=editor, definition=changed(product, executing="tijdelijk"))
    draft.executing.__class__.objects.filter(code="tijdelijk").delete()
    with pytest.raises(Refused) as refusal:
        services.publish(draft, by=editor)
    assert list(refusal.value.errors) == ["executing"]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["save_draft", "publish", "withdraw"])
def test_an_editor_waits_for_a_colleague_and_then_sees_the_change(verb):
    """Needs PostgreSQL: SQLite has no row locks."""
    editor, product = make_editor(), make_product("zaal")
    more = {"definition": changed(product, name="Anders")} if verb == "save_draft" else {}

    def act():
        try:
            return getattr(services, verb)(product, by=editor, seen=product.version, **more)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as colleague:
        with transaction.atomic():
            Product.objects.filter(pk=product.pk).update(version=product.version + 1)
            outcome = colleague.submit(act)
            with pytest.raises(TooLong):
                outcome.result(timeout=0.5)
        with pytest.raises(Stale):
            outcome.result(timeout=5)
