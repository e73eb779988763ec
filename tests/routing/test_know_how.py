"""Who knows what: levels by heads, counts by real questions, and what follows from them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.refusals import Refused
from organisation.models import Deputy
from routing.known import ENOUGH, LAPSES, Known, Level, share
from routing.models import Deed, KnowHow
from routing.services import know_how as services
from routing.services.know_how import plan_training, propose_level, set_level
from routing.skills import able_on, able_people, groups, rows
from servicedesk import services as desk
from servicedesk.forms.desk import Assign
from servicedesk.models import Event
from servicedesk.readers import learning
from servicedesk.services.deliveries import deliver_due
from tests.make import make_product, make_ticket, make_user

TODAY = date(2026, 11, 27)
DAYS = [None, TODAY, *(TODAY - timedelta(days=days) for days in (1, 300, LAPSES.days, LAPSES.days + 1, 2000))]
SOME = st.builds(
    Known,
    level=st.sampled_from(list(Level)),
    is_core=st.booleans(),
    since=st.sampled_from(DAYS),
    last_on=st.sampled_from(DAYS),
    right=st.integers(0, 20),
)


@given(st.lists(SOME, max_size=8))
def test_a_share_is_a_share(all_known):
    found = share(all_known, TODAY)
    for part in (found.core, found.others):
        assert part is None or 0 <= part <= 100
    assert (found.core is None) == (not any(one.is_core for one in all_known))
    full = [Known(Level.ALONE, one.is_core, TODAY) for one in all_known]
    assert share(full, TODAY).others in (None, 100)


@given(SOME)
def test_nobody_is_ready_for_more_without_having_done_it_well(known):
    ready = known.may_be_ready_for(TODAY)
    assert ready in (Level.NOTHING, known.level + 1)
    assert not ready or (known.right >= ENOUGH and not known.is_lapsed(TODAY) and known.level < Level.ALONE)


@pytest.mark.parametrize(("days", "lapsed"), [(LAPSES.days, False), (LAPSES.days + 1, True)])
def test_what_is_not_done_for_a_year_lapses_and_doing_it_keeps_it(days, lapsed):
    ago = TODAY - timedelta(days=days)
    assert Known(Level.ALONE, since=ago).is_lapsed(TODAY) == lapsed
    assert Known(Level.ALONE, since=ago).holds(TODAY) == (Level.NOTHING if lapsed else Level.ALONE)
    assert not Known(Level.ALONE, since=ago, last_on=TODAY).is_lapsed(TODAY)
    assert not Known(Level.NOTHING, since=ago).is_lapsed(TODAY)


@pytest.fixture
def product(db):
    return make_product()


@pytest.fixture
def group(product):
    return product.category


def solve(ticket, by):
    return desk.solve(ticket, by=by, text="Het is klaar.")


def cell_of(person, group):
    ((row),) = rows([person], [group], timezone.localdate())
    return row.cells[0]


def test_real_questions_say_who_does_what_and_how_well(product, group, ingrid, marieke, ruben):
    right, wrong, back = (make_ticket(ingrid, product=product) for _ticket in range(3))
    solve(right, marieke)
    solve(wrong, marieke)
    desk.reopen(wrong, by=ingrid, text="Nog stuk.")
    solve(wrong, marieke)
    (order,) = desk.forward(back, by=marieke)
    desk.return_order(order, by=ruben, reason="Welke kamer?")
    deliver_due()
    for event in Event.objects.filter(verb__in=learning.VERBS).order_by("-pk"):
        learning.learn(event)
    cell = cell_of(marieke, group)
    assert (cell.handled, cell.right, cell.sent_back) == (2, 1, 1)
    assert cell.known.last_on == timezone.localdate()


def test_a_head_is_asked_after_enough_and_nobody_rises_by_machine(product, group, ingrid, marieke, hanna):
    set_level(by=hanna, person=marieke, category=group, level=Level.TOGETHER)
    for number in range(ENOUGH):
        services.note_handled(
            person=marieke, category_id=group.pk, ticket=number, on=timezone.localdate(), is_right=True
        )
    cell = cell_of(marieke, group)
    assert (cell.known.level, cell.ready_for) == (Level.TOGETHER, Level.ALONE)
    services.note_handled(
        person=marieke, category_id=group.pk, ticket=99, on=timezone.localdate() - timedelta(days=1), is_right=True
    )
    assert cell_of(marieke, group).known.right == ENOUGH, "what was right before the level was given doesn't count"


def test_one_proposes_and_a_head_confirms(group, marieke, hanna, odd):
    propose_level(by=marieke, category=group, level=Level.TOGETHER)
    assert cell_of(marieke, group).known.level == Level.NOTHING
    with pytest.raises(PermissionDenied):
        set_level(by=marieke, person=marieke, category=group, level=Level.ALONE)
    set_level(by=hanna, person=marieke, category=group, level=Level.TOGETHER, is_core=True, shown_by=hanna)
    row = KnowHow.objects.get()
    assert (row.level, row.proposed, row.shown_by, row.is_core) == (Level.TOGETHER, Level.NOTHING, hanna, True)
    assert [one.history_user for one in row.history.order_by("history_id")] == [marieke, hanna]
    with pytest.raises(Refused):
        propose_level(by=marieke, category=group, level=Level.TOGETHER)
    with pytest.raises(PermissionDenied):
        propose_level(by=odd, category=group, level=Level.ALONE)


def test_who_can_take_it_on_a_day_is_able_and_there(product, group, marieke, peter, hanna):
    friday = timezone.localdate() + timedelta(days=1)
    set_level(by=hanna, person=peter, category=group, level=Level.TOGETHER)
    set_level(by=hanna, person=marieke, category=group, level=Level.ALONE)
    set_level(by=hanna, person=hanna, category=group, level=Level.SHOWN)
    assert [one.person for one in able_on(product, friday)] == [marieke, peter]
    Deputy.objects.create(person=marieke, deputy=peter, starts_on=friday, ends_on=friday)
    assert [one.person for one in able_on(product, friday)] == [peter]
    assert able_on(product, friday + LAPSES + timedelta(days=1)) == []


def test_one_front_office_needs_two_able_people_for_each_group(in_english, product, group, marieke, peter, hanna):
    set_level(by=hanna, person=marieke, category=group, level=Level.ALONE)
    met, words = able_people(timezone.localdate())
    assert not met
    assert words == "For 1 group of products fewer than two people can do it alone: Gebouw."
    set_level(by=hanna, person=peter, category=group, level=Level.ALONE)
    assert able_people(timezone.localdate())[0]


def test_the_list_to_assign_from_begins_with_who_knows(in_english, product, group, ingrid, marieke, peter, hanna):
    ticket = make_ticket(ingrid, product=product)
    set_level(by=hanna, person=peter, category=group, level=Level.ALONE)
    form = Assign(thing=ticket, user=marieke)
    names = [label for _key, label in form.fields["to"].choices if label[0] != "-"]
    assert names == ["Peter · does it alone", "Hanna", "Marieke"]


def test_the_list_to_assign_from_costs_no_query_of_its_own(product, ingrid, marieke, peter, django_assert_num_queries):
    form = Assign(thing=make_ticket(ingrid, product=product), user=marieke)
    # How many there are, and who.
    with django_assert_num_queries(2):
        list(form.fields["to"].choices)


def test_the_table_costs_the_same_however_many_people(client, product, group, hanna, django_assert_max_num_queries):
    for number in range(6):
        person = make_user(f"agent{number}", agent_in=[hanna.memberships.get().unit])
        set_level(by=hanna, person=person, category=group, level=Level.ALONE)
    client.force_login(hanna)
    client.get(reverse("routing:know-how"))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("routing:know-how"), {"product": product.code, "on": timezone.localdate()})
    assert len(page.context["able"]) == 6


def test_how_somebody_does_is_for_that_person_and_heads(client, product, group, marieke, peter, hanna):
    services.note_handled(person=marieke, category_id=group.pk, ticket=1, on=timezone.localdate(), is_right=True)
    address = reverse("routing:know-how-of", args=[marieke.pk])
    for who, shown in ((marieke, True), (hanna, True), (peter, False)):
        who.language = "en"
        who.save(update_fields=["language"])
        client.force_login(who)
        assert ("1 handled, 1 right at once" in client.get(address).text) == shown
        assert set(Deed.objects.visible_to(who).values_list("person", flat=True)) == ({marieke.pk} if shown else set())


def test_a_head_plans_training_on_the_page_and_ends_it(client, group, marieke, hanna):
    client.force_login(hanna)
    address = reverse("routing:know-how-of", args=[marieke.pk])
    day = timezone.localdate()
    sent = {"verb": "train", "category": group.code, "goal": "3", "by_on": day - timedelta(days=1)}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"by_on": day, "with_person": "hanna"}).status_code == 302
    line = marieke.training.get()
    assert (line.goal, line.with_person, line.done_on) == (Level.ALONE, hanna, None)
    with pytest.raises(Refused):
        plan_training(by=hanna, person=marieke, category=group, goal=3, by_on=day)
    client.post(address, {"done": line.pk})
    line.refresh_from_db()
    assert line.done_on == day


def test_the_api_lists_levels_and_not_how_well(api, group, marieke, hanna, ingrid):
    set_level(by=hanna, person=marieke, category=group, level=Level.ALONE)
    services.note_handled(person=marieke, category_id=group.pk, ticket=1, on=timezone.localdate(), is_right=True)
    api.force_authenticate(marieke)
    assert api.get("/api/v1/know-how").json()["results"] == [
        {
            "person": "marieke", "category": "gebouw", "level": "alone", "is_core": False, "lapsed": False,
            "since": f"{timezone.localdate()}", "last_done_on": f"{timezone.localdate()}",
        }
    ]  # fmt: skip
    api.force_authenticate(ingrid)
    assert api.get("/api/v1/know-how").status_code == 403


def test_only_groups_that_come_by_the_front_office_count(product, group):
    assert groups() == [group]
    make_product("taxi", via_front_office=False, direct_note="Bel de chauffeurs.")
    assert groups() == [group]
