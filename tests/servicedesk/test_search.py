"""One search over everything that one may see, and the filters that can be typed in it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from catalog.answering import publish_answer, write_answer
from servicedesk import services
from servicedesk.searching import groups, marked
from servicedesk.sought import FILTERS, day, read
from tests.make import make_editor, make_product, make_ticket, make_unit, make_user


def found(user, typed):
    """Return what was found, by kind: the names."""
    return {
        group.slug: ["".join(piece for piece, _hit in hit.name) for hit in group.hits]
        for group in groups(user, read(typed), timezone.now())
    }


@pytest.fixture
def house(ingrid, marieke, ruben, facility_team):
    """Something of each kind that has to do with lamps."""
    editor = make_editor()
    product = make_product("lamp-vervangen", name="Lamp vervangen")
    publish_answer(write_answer(by=editor, name="Wie vervangt een lamp?", body="Wij."), by=editor)
    lamp = make_ticket(ingrid, subject="Lamp kapot", kind="incident", product=product)
    chair = make_ticket(ingrid, subject="Stoel kapot", description="Ook een lamp", kind="wish")
    file = services.upload(SimpleUploadedFile("armatuur.txt", b"Een foto"), by=ingrid)
    services.attach(lamp, by=ingrid, files=[file])
    services.forward(lamp, by=marieke, unit=facility_team)
    services.solve(chair, by=marieke, text="Gemaakt.")
    return {"lamp": lamp, "chair": chair}


def test_everything_is_searched_at_once_and_the_subject_counts_most(house, marieke):
    seen = found(marieke, "lampen")
    assert seen["questions"] == ["Lamp kapot", "Stoel kapot"]
    assert seen["orders"]
    assert seen["products"] == ["Lamp vervangen"]
    assert seen["answers"] == ["Wie vervangt een lamp?"]
    assert found(marieke, "lmap")["products"] == ["Lamp vervangen"]
    assert found(marieke, "armatuur")["questions"] == ["Lamp kapot"]
    assert "Ingrid" in found(marieke, "ingrid")["people"][0]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("is:open", ["Lamp kapot"]),
        ("is:opgelost", ["Stoel kapot"]),
        ("-is:open", ["Stoel kapot"]),
        ("soort:storing", ["Lamp kapot"]),
        ("kapot -kind:incident", ["Stoel kapot"]),
        ("has:file", ["Lamp kapot"]),
        ("heeft:werkorder", ["Lamp kapot"]),
        ("unit:facilitair", ["Lamp kapot"]),
        ("by:marieke", ["Stoel kapot", "Lamp kapot"]),
        ("vanaf:2020-01-01 is:solved", ["Stoel kapot"]),
        ("until:01-01-2020", None),
        ("is:mine kapot", ["Stoel kapot"]),
        ("in:nergens", None),
    ],
)
def test_a_filter_keeps_what_it_says(house, marieke, typed, expected):
    if typed == "by:marieke":
        services.take(house["lamp"], by=marieke)
    if typed == "is:mine kapot":
        typed = "is:mijn is:solved kapot"
    assert found(marieke, typed).get("questions") == expected


@pytest.mark.parametrize("typed", ["is:", "is:blauw", "kleur:rood", "from:morgen", "from:2026-02-30"])
def test_a_filter_that_can_not_be_read_is_a_fault_that_is_said(client, marieke, typed):
    make_unit()
    assert read(typed).faults
    client.force_login(marieke)
    assert (
        read(typed).faults[0]
        in client.get(reverse("desk:search"), {"q": typed}, headers={"Accept-Language": "nl"}).context["sought"].faults
    )


def test_each_example_of_the_help_can_be_typed():
    for one in FILTERS.values():
        assert read(one.example).faults == (), one.example
    assert str(day("22-11-2026")) == "2026-11-22"
    assert read("lamp -is:open 10:30").words == "lamp 10:30"


def test_a_head_finds_what_the_own_unit_answers_and_a_customer_has_no_desk(client, house, ingrid):
    unit = make_unit("huisvesting", "policy")
    assert found(make_user("huib", head_of=[unit]), "lamp").keys() <= {"products", "answers"}
    client.force_login(ingrid)
    assert client.get(reverse("desk:search")).status_code == 403


def test_a_number_goes_straight_there(client, house, marieke):
    client.force_login(marieke)
    lamp = house["lamp"]
    for typed in (lamp.number, str(lamp.pk), lamp.work_orders.get().number):
        back = client.get(reverse("desk:search"), {"q": typed})
        assert back.url == lamp.get_desk_url()


def test_what_was_sought_is_marked_without_html():
    assert marked("Twee <b>lampen</b> kapot", ["lamp"]) == [
        ("Twee", False),
        (" <b>lampen</b>", False),
        (" kapot", False),
    ]
    assert [piece for piece, hit in marked("De lampen, en lampje", ["lamp"]) if hit] == [" lampen,", " lampje"]


def test_one_query_for_each_kind(client, house, marieke, ingrid, django_assert_max_num_queries):
    for number in range(8):
        make_ticket(ingrid, subject=f"Lamp {number}")
    client.force_login(marieke)
    client.get(reverse("desk:search"))
    with django_assert_max_num_queries(11):
        page = client.get(reverse("desk:search"), {"q": "lamp"})
    assert "hit" in page.text
    standing = marieke.standing
    assert standing.is_agent
    # Questions, orders, people, products, answers, standard calls.
    with django_assert_max_num_queries(6):
        assert groups(marieke, read("lamp"), timezone.now())
    with django_assert_max_num_queries(1):
        assert groups(marieke, read("is:open"), timezone.now())
    assert "Niets gevonden" in client.get(reverse("desk:search"), {"q": "xyzzy"}).text


def test_what_is_rare_nearby_is_found_further_back(ingrid, marieke, monkeypatch):
    """The newest, a longer walk and the index of words give the same answer: the newest that say it."""
    for number in range(12):
        make_ticket(ingrid, subject=f"Lamp {number}" if number % 2 else "Deur")
    lamps = [f"Lamp {number}" for number in (11, 9, 7, 5, 3, 1)]
    for walk, far in ((100, 100), (4, 100), (4, 6), (1, 1)):
        monkeypatch.setattr("servicedesk.searching.WALK", walk)
        monkeypatch.setattr("servicedesk.searching.FAR", far)
        monkeypatch.setattr("servicedesk.searching.ENOUGH", 2)
        assert found(marieke, "lamp")["questions"] == lamps
    assert "questions" not in found(marieke, "lift")
