"""Whom we missed is called back by one of us; who gets through or is registered goes off the list."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.refusals import Refused
from servicedesk import services
from servicedesk.models import CallBack, Contact, PhoneCall
from tests.make import make_ticket, make_user

MOBILE = "+31612345678"


@pytest.fixture
def desk(client, marieke):
    client.force_login(marieke)
    return client


@pytest.fixture
def tell(marieke, peter, ingrid):
    """Report a call of so many minutes ago; Ingrid alone has 6412."""
    type(ingrid).objects.exclude(pk=ingrid.pk).update(extension="", phone="")

    def tell(number="6412", ago=5, *, answered=False, agent=None):
        at = timezone.now() - timedelta(minutes=ago)
        values = {"number": number, "at": at, "is_answered": answered, "agent": agent}
        return services.report_phone_call(by=marieke, exchange_id=str(PhoneCall.objects.count()), **values)[0]

    return tell


def act(desk, verb, row=None):
    address = reverse("desk:call-back", args=[(row or CallBack.objects.get()).pk])
    return desk.post(address, {"verb": verb}, follow=True)


def begin(desk, **data):
    return desk.get(reverse("desk:new"), data)


def register(desk, page, **data):
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in ("call", "began", "once", "requester")}
    return desk.post(reverse("desk:new"), sent | {"channel": "phone", "urgency": "normal", "verb": "save"} | data)


def test_the_list_says_who_called_how_often_and_for_whom_it_is_not_sure(
    desk, tell, ingrid, django_assert_max_num_queries
):
    for number, ago in (("6412", 30), ("6412", 20), ("070 379 6412", 10), ("06 12345678", 5)):
        tell(number, ago)
    with django_assert_max_num_queries(12):
        page = desk.get(reverse("desk:calls"))
    assert [(one.name, one.row.times) for one in page.context["found"]] == [
        ("Ingrid", 2),
        ("Misschien Ingrid", 1),
        ("06 12345678", 1),
    ]


def test_one_calls_back_at_a_time(desk, tell, marieke, peter):
    tell()
    act(desk, "claim")
    row = CallBack.objects.get()
    assert row.claimed_by == marieke
    with pytest.raises(Refused, match="Marieke"):
        services.claim_call_back(row, by=peter)
    act(desk, "not-reached")
    row.refresh_from_db()
    assert (row.claimed_by, row.tries, row.done_at) == (None, 1, None)
    services.claim_call_back(row, by=peter)
    act(desk, "let-go", row)
    act(desk, "done", row)
    row.refresh_from_db()
    assert (row.done_by, CallBack.objects.open().exists()) == (marieke, False)
    assert "Dit is intussen al gedaan." in act(desk, "claim", row).text
    assert act(desk, "anders", row).status_code == 404


def test_who_gets_through_later_need_not_be_called_back_in_whatever_order_we_hear_of_it(tell, marieke):
    tell(ago=30)
    tell(ago=20, answered=True, agent=marieke)
    assert CallBack.objects.get().done_by == marieke
    tell(ago=25)
    assert not CallBack.objects.open().exists()
    tell(ago=10)
    assert CallBack.objects.open().get().times == 1


def test_calling_back_opens_the_conversation_and_registering_it_is_done(desk, tell, ingrid, marieke):
    call = tell()
    page = begin(desk, call=call.key)
    assert page.context["talk"].customer == ingrid
    assert register(desk, page, description="De lamp is stuk.").status_code == 302
    assert CallBack.objects.get().done_by == marieke
    assert Contact.objects.get().person == ingrid


def test_adding_it_to_a_question_that_is_there_is_done_as_well(desk, tell, ingrid):
    ticket = make_ticket(ingrid)
    page = begin(desk, call=tell().key)
    assert register(desk, page, add=ticket.number).status_code == 302
    assert not CallBack.objects.open().exists()


def test_what_one_answered_opens_by_itself_with_the_caller_chosen(desk, tell, ingrid, marieke, peter):
    assert begin(desk).context["talk"].customer is None
    tell(ago=40, answered=True, agent=marieke)
    tell(ago=1, answered=True, agent=peter)
    assert begin(desk).context["talk"].customer is None
    call = tell(ago=2, answered=True, agent=marieke)
    page = begin(desk)
    assert page.context["talk"].customer == ingrid
    assert page.context["form"]["began"].value() == call.at.isoformat()
    waits = desk.get(reverse("desk:answered"))
    assert (waits.status_code, waits.text) == (200, f"{reverse('desk:new')}?call={call.key}")
    # Once it is begun, the next conversation is another one.
    services.save_draft(by=marieke, key=f"call-{call.key}", data={"requester": [str(ingrid.pk)]})
    assert begin(desk).context["talk"].customer is None
    assert desk.get(reverse("desk:answered")).status_code == 204
    register(desk, page, description="De lamp is stuk.")
    assert Contact.objects.get().answered_at == call.at
    assert PhoneCall.objects.get(pk=call.pk).registered_at


def test_where_it_is_not_sure_one_chooses_and_a_stranger_is_made_with_the_number(desk, tell, ingrid):
    page = begin(desk, call=tell("070 379 6412").key)
    assert page.context["talk"].customer is None
    assert page.context["found"] == [ingrid]
    assert "misschien" in page.text
    page = begin(desk, call=tell(MOBILE).key)
    assert page.context["talk"].is_guest
    assert page.context["form"]["guest_number"].value() == "06 12345678"


def test_who_called_is_for_who_answers(ingrid, auditor, tell):
    row = CallBack(pk=1)
    tell()
    for who in (ingrid, auditor):
        assert not CallBack.objects.visible_to(who).exists()
        assert not PhoneCall.objects.visible_to(who).exists()
        with pytest.raises(PermissionDenied):
            services.claim_call_back(row, by=who)


def test_a_number_typed_in_full_finds_whose_it_is(desk, ingrid, marieke):
    make_user("karel", extension="020 555 0101")
    found = desk.get(reverse("desk:people"), {"people": "+31 20 555 01 01"}).context["found"]
    assert [(one.username, one.is_maybe) for one in found] == [("karel", False)]
