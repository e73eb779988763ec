"""What somebody was writing stays theirs, and stays."""

import pytest
from django.urls import reverse

from core.refusals import Refused
from servicedesk import services
from servicedesk.models import Draft
from servicedesk.offers import filling
from tests.make import make_product

KEY = "call-" + "a" * 32


def test_what_was_typed_is_kept_and_kept_anew(client, marieke):
    client.force_login(marieke)
    address = reverse("desk:draft", args=[KEY])
    for words in ("Het is", "Het is koud"):
        sent = {"description": words, "q-wie": ["a", "b"], "once": "x", "csrfmiddlewaretoken": "y"}
        assert client.post(address, sent).status_code == 204
    draft = Draft.objects.get()
    assert (draft.owner, draft.key) == (marieke, KEY)
    assert draft.data == {"description": ["Het is koud"], "q-wie": ["a", "b"]}
    assert draft.fields["q-wie"] == "b"
    client.post(address, {"verb": "drop"})
    assert not Draft.objects.exists()


def test_a_draft_is_nobody_else_s(marieke, peter, auditor):
    services.save_draft(by=marieke, key=KEY, data={"description": ["Van mij"]})
    services.save_draft(by=peter, key=KEY, data={"description": ["Van Peter"]})
    assert [draft.owner for draft in Draft.objects.visible_to(peter)] == [peter]
    assert not Draft.objects.visible_to(auditor).exists()
    services.drop_draft(by=peter, key=KEY)
    assert Draft.objects.get().owner == marieke


@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("anders-1", {}),
        ("call-x", {}),
        (KEY, {"a": ["x" * 60_001]}),
        (KEY, {str(n): [] for n in range(201)}),
        (KEY, {"a": ["\0"]}),
    ],
)
def test_what_no_form_has_is_not_kept(client, marieke, key, data):
    with pytest.raises(Refused):
        services.save_draft(by=marieke, key=key, data=data)
    client.force_login(marieke)
    assert client.post(reverse("desk:draft", args=[key]), data | {"x": "\0"}).status_code == 422
    assert not Draft.objects.exists()


def test_a_person_keeps_no_more_than_a_hundred(marieke):
    for number in range(1, 103):
        services.save_draft(by=marieke, key=f"ticket-{number}", data={})
    assert marieke.drafts.count() == 100
    assert not marieke.drafts.filter(key__in=["ticket-1", "ticket-2"]).exists()


def test_what_is_still_on_its_way_when_the_form_was_sent_is_no_draft(client, ingrid, marieke):
    client.force_login(marieke)
    sent = {"call": KEY[5:], "once": "b" * 32, "requester": ingrid.pk, "description": "Het is koud", "kind": ""}
    late = reverse("desk:draft", args=[KEY])
    assert client.post(late, sent).status_code == 204
    assert Draft.objects.exists()
    client.post(reverse("desk:new"), sent | {"channel": "phone", "urgency": "normal"})
    assert not Draft.objects.exists()
    assert client.post(late, sent).status_code == 409
    assert client.post(reverse("desk:new"), sent | {"pick": f"person:{ingrid.pk}"}).status_code == 200
    assert not Draft.objects.exists()
    assert client.post(late, sent | {"once": "c" * 32}).status_code == 204
    assert Draft.objects.exists()


def test_choosing_an_offer_fills_in_what_it_knows(ingrid, marieke):
    product = make_product("pas", kind="request")
    filled = filling(f"product:{product.pk}", by=marieke, customer=ingrid)
    assert (filled.kind, filled.product) == ("request", product)
    other = make_product("limousine", groups=("buitendienst",))
    for value in (f"product:{other.pk}", "product:x", "product:", "nothing:1", "", "product:" + "9" * 30):
        assert filling(value, by=marieke, customer=ingrid) is None
