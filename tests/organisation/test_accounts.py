"""Coming in, going out, and what one decides about oneself: language, colours, who stands in."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.refusals import Refused
from organisation import services
from organisation.models import Deputy, User
from tests.make import PASSWORD, make_user

LOGIN, ME = "/login/", "/me/"
HERE = "http://testserver/login/"
# What a next page could be, to lead somebody away from here.
AWAY = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
    "https://evil.example/", "http:///evil.example", "javascript:alert(1)", "data:text/html,x", "%2f%2fevil.example",
    "https://testserver@evil.example/", "/\t/evil.example", "\n//evil.example", "ftp://evil.example", "evil.example",
]  # fmt: skip


def page(response):
    return unescape(re.sub(r"\s+", " ", response.text))


@pytest.fixture
def english(client):
    client.cookies["django_language"] = "en"
    return client


# Coming in and going out


def test_somebody_logs_in_and_goes_where_they_were_going(english, ingrid):
    shown = english.get("/tickets/")
    assert shown.url == "/login/?next=/tickets/"
    assert 'value="/tickets/"' in english.get(shown.url).text
    response = english.post(LOGIN, {"username": "ingrid", "password": PASSWORD, "next": "/tickets/"})
    assert (response.status_code, response.url) == (302, "/tickets/")
    assert english.get(LOGIN).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"username": "ingrid", "password": "fout"}, "This username and password don't belong together."),
        ({"username": "niemand", "password": PASSWORD}, "This username and password don't belong together."),
        ({"username": "ingrid", "password": ""}, "Fill in your password."),
        ({"username": "", "password": PASSWORD}, "Fill in your username."),
        ({"username": "gone", "password": PASSWORD}, "This username and password don't belong together."),
    ],
)
def test_what_is_wrong_is_said_and_the_username_is_kept(english, ingrid, typed, said):
    make_user("gone", is_active=False)
    response = english.post(LOGIN, typed)
    assert response.status_code == 422
    assert said in page(response)
    if typed["username"]:
        assert f'value="{typed["username"]}"' in response.text
    assert PASSWORD not in response.text


@pytest.mark.parametrize("next_page", AWAY)
def test_nobody_is_led_away_after_logging_in_or_choosing(client, ingrid, next_page):
    answers = [client.post(LOGIN, {"username": "ingrid", "password": PASSWORD, "next": next_page})]
    for name, value in (("language", "en"), ("theme", "dark")):
        answers.append(client.post(reverse(f"organisation:{name}"), {name: value, "next": next_page}))
    for answer in answers:
        assert urlsplit(urljoin(HERE, answer.url))[:2] == ("http", "testserver")


def test_logging_out_takes_a_button_and_ends_the_session(client, ingrid):
    client.force_login(ingrid)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").status_code == 302
    assert client.get("/").url.startswith(LOGIN)


def test_logging_in_gives_a_new_session(client, ingrid):
    client.post(reverse("organisation:language"), {"language": "en"})
    before = client.session.session_key
    client.post(LOGIN, {"username": "ingrid", "password": PASSWORD})
    assert client.session.session_key != before


# Language and colours


def test_language_and_colours_are_kept_for_the_person(client, ingrid):
    client.force_login(ingrid)
    assert 'lang="nl"' in client.get(ME).text
    assert client.post("/me/language/", {"language": "en", "next": ME}).url == ME
    assert client.post("/me/theme/", {"theme": "dark", "next": ME}).url == ME
    ingrid.refresh_from_db()
    assert (ingrid.language, ingrid.theme) == ("en", "dark")
    client.cookies.clear()
    client.force_login(ingrid)
    shown = client.get(ME).text
    assert '<html lang="en" data-theme="dark">' in shown


def test_who_is_not_logged_in_chooses_for_this_browser(client, db):
    assert '<html lang="nl">' in client.get(LOGIN).text
    client.post("/me/language/", {"language": "en", "next": LOGIN})
    client.post("/me/theme/", {"theme": "light", "next": LOGIN})
    shown = client.get(LOGIN).text
    assert '<html lang="en" data-theme="light">' in shown
    assert 'name="theme"' in shown


@pytest.mark.parametrize("value", ["", "tlh", "x" * 5000, "\x00"])
def test_what_we_do_not_have_changes_nothing(client, ingrid, value):
    client.force_login(ingrid)
    for name in ("language", "theme"):
        assert client.post(f"/me/{name}/", {name: value}).url == "/"
        assert client.get(f"/me/{name}/").status_code == 405
    ingrid.refresh_from_db()
    assert (ingrid.language, ingrid.theme) == ("nl", "auto")


# Who stands in


@pytest.fixture
def manager(client, marco):
    User.objects.filter(pk=marco.pk).update(language="en")
    client.force_login(marco)
    return client


def day(ahead: int) -> str:
    return f"{timezone.localdate() + timedelta(days=ahead):%d-%m-%Y}"


@pytest.mark.parametrize("typed", ["odd", "ODD@example.org", " Odd  Nansen "])
def test_a_colleague_is_named_for_days_to_come_and_taken_back(manager, marco, odd, typed):
    User.objects.filter(pk=odd.pk).update(name="Odd Nansen")
    response = manager.post(ME, {"deputy": typed, "starts_on": day(1), "ends_on": day(3)})
    assert response.status_code == 302
    named = Deputy.objects.get()
    assert (named.person, named.deputy) == (marco, odd)
    assert "Odd Nansen" in page(manager.get(ME))
    assert manager.post(reverse("organisation:end-deputy", args=[named.pk])).status_code == 302
    assert not Deputy.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"deputy": ""}, "Fill in who stands in for you."),
        ({"deputy": "nobody"}, "We don't know this colleague."),
        ({"deputy": "gone"}, "We don't know this colleague."),
        ({"deputy": "Twin"}, "More than one colleague is called this."),
        ({"deputy": "marco"}, "Choose a colleague."),
        ({"starts_on": "morgen"}, "Fill in a date, for example 22-11-2027."),
        ({"ends_on": ""}, "Fill in the last day."),
        ({"starts_on": day(5), "ends_on": day(4)}, "The last day is before the first, or has passed."),
        ({"starts_on": day(-3), "ends_on": day(-1)}, "The last day is before the first, or has passed."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(manager, odd, wrong, said):
    make_user("gone", is_active=False)
    make_user("twin1", name="Twin")
    make_user("twin2", name="Twin")
    typed = {"deputy": "odd", "starts_on": day(0), "ends_on": day(2)} | wrong
    response = manager.post(ME, typed)
    assert response.status_code == 422
    assert said in page(response)
    assert not Deputy.objects.exists()
    for field, text in typed.items():
        assert response.context["form"][field].value() == text


def test_two_cannot_stand_in_on_the_same_day(marco, odd, peter):
    today = timezone.localdate()
    services.name_deputy(by=marco, deputy=odd, starts_on=today, ends_on=today + timedelta(days=3))
    with pytest.raises(Refused):
        services.name_deputy(
            by=marco, deputy=peter, starts_on=today + timedelta(days=3), ends_on=today + timedelta(days=9)
        )


def test_ending_what_has_begun_keeps_the_days_that_were(marco, odd):
    today = timezone.localdate()
    begun = Deputy.objects.create(
        person=marco, deputy=odd, starts_on=today - timedelta(days=2), ends_on=today + timedelta(days=2)
    )
    services.end_deputy(begun, by=marco)
    begun.refresh_from_db()
    assert begun.ends_on == today - timedelta(days=1)
    assert odd.standing.deputises_for == frozenset()


def test_only_the_person_ends_it(client, marco, odd, ingrid):
    today = timezone.localdate()
    named = services.name_deputy(by=marco, deputy=odd, starts_on=today, ends_on=today)
    with pytest.raises(PermissionDenied):
        services.end_deputy(named, by=odd)
    client.force_login(odd)
    assert client.post(reverse("organisation:end-deputy", args=[named.pk])).status_code == 404
    assert "Marco" in client.get(ME).text
