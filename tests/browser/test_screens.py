"""Every page, also empty and with errors: no fault that axe knows, no script that fails, nobody else's server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import resolve
from playwright.sync_api import Page, Route

from core import problems
from organisation.models import User
from tests.browser.conftest import Enter
from tests.browser.inspection import faults_in, faults_of
from tests.browser.scenery import Scenery, make_scenery
from tests.house.visitors import routes

# Who looks at which pages. What stands between braces is a number of the scenery.
PAGES = {
    "portal, asking": {
        "ingrid": """/ /search/ /search/?q=lamp /search/?q=xyzzy /products/ /products/pas/ /products/storing/
            /products/reis/ /products/taxi/ /products/verhuizing/ /ask/ /ask/?kind=incident /ask/?kind=complaint
            /ask/?kind=wish /ask/?kind=thanks /answers/pas-kwijt/?q=pas""",
        "odd": "/ /tickets/ /tickets/?tab=done /approvals/ /notices/ /me/",
    },
    "portal, following": {
        "ingrid": """/tickets/ /tickets/?tab=done /tickets/{new}/?new /tickets/{late}/ /tickets/{accepted}/
            /tickets/{solved}/ /tickets/{closed}/ /tickets/{merged}/ /tickets/{trip}/ /tickets/{asked}/
            /tickets/{refused}/ /notices/ /me/""",
        "marco": "/ /approvals/ /approvals/{approval_asked}/ /approvals/{approval_refused}/ /me/",
    },
    "desk, queues": {
        "marieke": """/desk/views/ /desk/bulk/ /desk/bulk/?verb=assign&t={new}&t={solved} /desk/merge/
            /desk/merge/?t={new}&t={late}
            /desk/ /desk/queues/ /desk/queues/all/ /desk/queues/all/?q=xyzzy /desk/queues/mine/ /desk/queues/returned/
            /desk/queues/late/ /desk/queues/all/?state=closed /desk/new/ /desk/new/?product=1 /desk/people/
            /desk/search/ /desk/search/?q=pas /desk/search/?q=is:wrong+xyzzy
            /catalog/answers/new/?about=lamp /desk/answers/new/{solved}/
            /desk/people/?people=ingrid /desk/people/?people=xyzzy""",
        "hanna": "/desk/queues/mine/ /approvals/ /desk/labels/ /desk/labels/sheet/ /desk/outages/",
        "auditor": "/desk/ /desk/tickets/{new}/",
    },
    "desk, library": {
        "hanna": """/desk/library/texts/ /desk/library/texts/?q=xyzzy /desk/library/texts/new/ /desk/library/calls/
            /desk/library/calls/new/ /desk/library/lists/ /desk/library/lists/new/
            /desk/library/macros/ /desk/library/macros/new/ /desk/library/texts/{text}/""",
    },
    "desk, outages": {
        "marieke": """/desk/outages/ /desk/outages/?state=over /desk/outages/new/ /desk/outages/{outage}/
            /desk/outages/{outage}/?people=ingrid /desk/outages/{outage}/?people=xyzzy /desk/outages/{outage}/edit/
            /desk/people/?people=ingrid /desk/calls/""",
        "ingrid": "/",
    },
    "desk, questions": {
        "marieke": """/desk/tickets/{new}/ /desk/tickets/{late}/ /desk/tickets/{returned}/ /desk/tickets/{solved}/
            /desk/tickets/{trip}/ /desk/tickets/{asked}/ /desk/tickets/{merged}/ /desk/macros/{new}/
            /desk/macros/{solved}/""",
    },
    "routing": {
        "hanna": """/routing/menu/ /routing/menu/1/card/ /routing/menu/1/edit/ /routing/menu/1/generate/
            /routing/menu/1/choices/new/ /routing/menu/1/choices/{choice}/
            /routing/roster/ /routing/roster/facilitair-team/""",
    },
    "routing, going over": {
        "marieke": "/routing/going-over/ /routing/going-over/?phase=9 /routing/going-over/{handover}/",
    },
    "work": {
        "ruben": """/work/ /work/?list=team /work/?list=done /work/?q=stoel /work/?q=xyzzy /work/{order_accepted}/
            /work/{order_accepted}/?do=complete /work/{order_returned}/ /work/{order_solved}/ /work/{order_visum}/
            /work/{order_vlucht}/?do=return""",
        "idle": "/work/ /work/?list=done /work/asked/",
    },
    "routing, who knows what": {
        "hanna": """/routing/know-how/ /routing/know-how/?product=pas&on=2030-01-02
            /routing/know-how/?product=xyzzy&on=2030-01-02 /routing/know-how/{agent}/""",
        "marieke": "/routing/know-how/ /routing/know-how/{agent}/",
    },
    "routing, round the front office": {
        "hanna": "/routing/bypass/ /routing/bypass/addresses/",
        "auditor": "/routing/bypass/addresses/",
    },
    "catalogue": {
        "editor": """/catalog/answers/ /catalog/answers/?state=review /catalog/answers/new/ /catalog/answers/pas-kwijt/
            /catalog/ /catalog/?q=xyzzy /catalog/new/ /catalog/pas/ /catalog/pas/preview/
            /catalog/storing/preview/ /catalog/storing/history/ /catalog/reis/""",
        "auditor": "/catalog/ /catalog/pas/ /catalog/reis/ /catalog/answers/missed/",
    },
    "routing, phases": {
        "hanna": """/routing/ /routing/phases/new/ /routing/phases/1/ /routing/phases/2/ /routing/phases/1/edit/
            /routing/phases/1/history/ /routing/phases/2/readiness/ /routing/phases/2/readiness/new/
            /routing/phases/2/readiness/{need}/edit/ /routing/phases/2/start/ /routing/phases/1/start/
            /routing/phases/1/sites/new/ /routing/phases/1/sites/{site}/""",
        "marieke": "/routing/ /routing/phases/1/",
    },
    "rules": {
        "hanna": """/routing/rules/ /routing/rules/{rules}/ /routing/rules/{rules}/rule/
            /routing/rules/{rules}/rule/{rule}/ /routing/rules/{rules}/activate/ /routing/rules/{rules}/compare/
            /routing/rules/{rules}/history/ /routing/rules/{rules}/try/ /routing/rules/{rules}/try/?channel=phone""",
        "auditor": "/routing/rules/ /routing/rules/{rules}/",
    },
}
# Has no page: what is only sent, downloads, and what machines read.
WITHOUT_PAGE = {
    "admin:*",
    "bell",
    "catalog:publish",
    "catalog:withdraw",
    "routing:tick",
    "routing:withdraw-start",
    "desk:access",
    "desk:act",
    "desk:answered",
    "desk:call-back",
    "desk:checks",
    "desk:draft",
    "desk:held",
    "desk:join-outage",
    "desk:label",
    "desk:live",
    "desk:solve-outage",
    "desk:take-back-outage",
    "desk:tell-outage",
    "desk:texts",
    "desk:undo",
    "desk:watch",
    "healthz",
    "organisation:end-deputy",
    "organisation:language",
    "organisation:logout",
    "organisation:preferences",
    "organisation:theme",
    "portal:act",
    "portal:attachment",
    "portal:label",
    "portal:start",
    "portal:visitor",
    "readyz",
    "routing:roster-feed",
    "routing:rule-confirm",
    "routing:rule-drop",
    "routing:rule-move",
    "routing:rule-remove",
    "routing:rule-rename",
    "routing:rule-take-back",
    "work:act",
    "work:checks",
}
# Who presses which button of a form that is still empty, where; it comes back with what is missing.
REFUSED = (
    ("ingrid", "/products/pas/", "form[enctype] button"),
    ("ingrid", "/ask/", "form[enctype] button"),
    ("ingrid", "/tickets/{new}/", "form[action$='/remark/'] button"),
    ("ingrid", "/tickets/{new}/", "form[action$='/cancel/'] button"),
    ("ingrid", "/tickets/{solved}/", "form[action$='/reopen/'] button"),
    ("marco", "/approvals/{approval_asked}/", "button[value=refuse]"),
    ("marco", "/me/", "main form:not([action$='/preferences/']) .btn--primary"),
    ("marieke", "/desk/new/", ".saybar button[value=solve]"),
    ("marieke", "/desk/outages/{outage}/", "form[action$='/solve/'] button"),
    ("hanna", "/desk/library/texts/new/", "main form .btn--primary"),
    ("hanna", "/routing/roster/facilitair-team/?month=2030-01", "button[value=complete]"),
    ("hanna", "/routing/menu/1/choices/new/", "main form .btn--primary"),
    ("marieke", "/desk/outages/new/", "main form .btn--primary"),
    ("marieke", "/desk/tickets/{new}/", "button[value=answer]"),
    ("marieke", "/desk/tickets/{new}/?act=assign", "button[value=assign]"),
    ("marieke", "/desk/tickets/{new}/?act=merge", "button[value=merge]"),
    ("marieke", "/desk/tickets/{new}/?act=link", "button[value=link]"),
    ("marieke", "/desk/tickets/{asked}/?act=forward", "button[value=forward]"),
    ("ruben", "/work/{order_accepted}/", "button[value=complete]"),
    ("ruben", "/work/{order_accepted}/", "button[value=return]"),
    ("ruben", "/work/{order_accepted}/", "button[value=note]"),
    ("ruben", "/work/asked/", "main form .btn--primary"),
    ("hanna", "/routing/know-how/{agent}/", "button[value=train]"),
    ("hanna", "/routing/bypass/addresses/", "main form .btn--primary"),
    ("hanna", "/routing/phases/new/", "main form .btn--primary"),
    ("hanna", "/routing/phases/1/sites/new/", "main form .btn--primary"),
    ("hanna", "/routing/phases/2/readiness/new/", "main form .btn--primary"),
    ("hanna", "/routing/phases/2/start/", "main form .btn--primary"),
    ("editor", "/catalog/answers/new/", "main button[value=publish]"),
    ("editor", "/catalog/new/", "aside button[value=save]"),
)
Look = Callable[..., None]


@pytest.fixture
def scenery() -> Scenery:
    return make_scenery()


@pytest.fixture
def page(open_page: Enter) -> Page:
    return open_page()


@contextmanager
def looking(page: Page, faults: list[str]) -> Iterator[Look]:
    """Collect what is wrong with each page that is looked at, and say it all at the end."""
    found: list[str] = []
    looked_in: set[str] = set()

    def look(name: str, unfolded: bool = True) -> None:
        before = list(faults)
        found.extend(f"{name}: {fault}" for fault in faults_of(page, unfolded=unfolded, looked_in=looked_in))
        # What axe does to a page, no policy would allow.
        faults[:] = before

    yield look
    assert not found, "\n".join(found)


def let_in(page: Page, user: User, base_url: str) -> None:
    """Give the browser the session of somebody who signed in; the page of who was there asks for no more news."""
    page.goto("about:blank")
    client = Client()
    client.force_login(user)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}])


@pytest.mark.parametrize("face", list(PAGES))
def test_every_page_is_accessible(page: Page, scenery: Scenery, base_url: str, faults: list[str], face: str) -> None:
    with looking(page, faults) as look:
        for who, addresses in PAGES[face].items():
            let_in(page, scenery.cast[who], base_url)
            for address in addresses.format(**scenery.numbers).split():
                answer = page.goto(address)
                assert answer is not None
                assert answer.status == 200, (who, address)
                look(who)


def test_every_form_that_comes_back_is_accessible(
    page: Page, scenery: Scenery, base_url: str, faults: list[str]
) -> None:
    with looking(page, faults) as look:
        for who, address, selector in REFUSED:
            let_in(page, scenery.cast[who], base_url)
            page.goto(address.format(**scenery.numbers))
            button = page.locator(selector).last
            button.evaluate("(one) => { const act = one.closest('details'); if (act) act.open = true; }")
            with page.expect_response(lambda answer: answer.request.method == "POST") as answers:
                button.click()
            assert answers.value.status == 422, (who, address, selector)
            page.wait_for_load_state()
            assert page.locator(".errors").count() == 1, (who, address, selector)
            assert page.evaluate("document.activeElement.className") == "errors", (who, address, selector)
            look(f"{who} {selector}", unfolded=False)


def test_every_page_that_says_no_is_accessible(page: Page, scenery: Scenery, base_url: str, faults: list[str]) -> None:
    """Not found, not for you, and what no address leads to: these are drawn here and shown by the browser."""
    drawn = {
        "400": problems.bad_request(_request(), Exception()),
        "413": problems.too_large(_request()),
        "500": problems.server_error(_request()),
    }
    with looking(page, faults) as look:
        for status, answer in drawn.items():
            page.route(f"**/{status}", _serve(answer.text))
            page.goto(f"/{status}")
            look(status)
        for address in ("/login/", "/nowhere/"):
            page.goto(address)
            look("nobody")
        let_in(page, scenery.cast["odd"], base_url)
        for address, status in (("/desk/", 403), ("/nowhere/", 404), (f"/tickets/{scenery.numbers['new']}/", 404)):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == status
            look("odd")


def test_every_menu_is_accessible(page: Page, scenery: Scenery, base_url: str, faults: list[str]) -> None:
    found = []
    for who, address in (("ingrid", "/"), ("marieke", "/desk/"), ("ruben", "/work/"), ("editor", "/catalog/")):
        let_in(page, scenery.cast[who], base_url)
        page.goto(address)
        page.locator("details.menu > summary").click()
        found += faults_in(page, "details.menu")
    assert not found, "\n".join(found)
    # What axe does to a page, no policy would allow.
    faults.clear()


def test_no_page_is_left_out() -> None:
    addresses = " ".join(addresses for people in PAGES.values() for addresses in people.values())
    seen = {resolve(_any_number(address)).view_name for address in addresses.split()} | {"organisation:login"}
    pages = {route for route in routes() if not route.startswith("api:")}
    assert pages - WITHOUT_PAGE - seen == set()


def _any_number(address: str) -> str:
    path = address.partition("?")[0]
    if "{" not in path:
        return path
    start, _, rest = path.partition("{")
    letter = "W-" if start == "/work/" else "M-" if start.endswith(("/tickets/", "/answers/new/", "/macros/")) else ""
    return _any_number(f"{start}{letter}1{rest.partition('}')[2]}")


def _serve(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8")


def _request() -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return request
