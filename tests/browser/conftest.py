"""Stories in a real browser: Chromium from the system, speaking Dutch, on a server of the test's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request
from pytest_django.live_server_helper import LiveServer

from organisation.models import User
from tests.make import PASSWORD

# Playwright's loop runs in this thread, so Django believes that the test is asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
NO_CHROMIUM = "No Chromium found. Install it, on Debian with: apt install chromium; or name it: CHROMIUM=/path/to/it"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What somebody sits or stands in front of.
SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "no-js": {"viewport": {"width": 1280, "height": 800}, "java_script_enabled": False},
}
# Chromium says of each answer that is no 200 that it could not be loaded, also of a form that comes back.
ANSWERED = "Failed to load resource: the server responded with a status of 4"

Enter = Callable[..., Page]


def chromium() -> str | None:
    """Return where Chromium is, if anywhere."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next((found for name in NAMES if (found := shutil.which(name))), None) or next(
        (place for place in ON_MACOS if Path(place).exists()), None
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker("browser")
            if not chromium():
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "nl-NL",
        "timezone_id": "Europe/Amsterdam",
        "reduced_motion": "reduce",
    }


@pytest.fixture(autouse=True)
def _rows_that_the_server_sees(transactional_db: None) -> None:
    """The server has a connection of its own, so what a story makes is committed."""


@pytest.fixture
def faults(base_url: str) -> Iterator[list[str]]:
    """What goes wrong in any browser of the story: a script, the content policy, a request to anybody else."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def open_page(new_context: Callable[..., BrowserContext], base_url: str, faults: list[str]) -> Enter:
    """Open a browser of its own for somebody, who isn't known yet."""

    def open_page(screen: str = "desktop", **more: Any) -> Page:
        page = new_context(**SCREENS[screen] | more).new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.extend(_complaints(message)))
        page.on("request", lambda request: faults.extend(_strangers(request, base_url)))
        page.set_default_timeout(10_000)
        return page

    return open_page


@pytest.fixture
def enter(open_page: Enter) -> Enter:
    """Let somebody of the cast sit down at a screen and sign in."""

    def enter(user: User, screen: str = "desktop", **more: Any) -> Page:
        page = open_page(screen, **more)
        sign_in(page, user.username)
        return page

    return enter


def _complaints(message: ConsoleMessage) -> list[str]:
    is_known = message.type not in ("error", "warning") or message.text.startswith(ANSWERED)
    return [] if is_known else [f"{message.text} ({message.location.get('url')})"]


def _strangers(request: Request, base_url: str) -> list[str]:
    ours = request.url.startswith((f"{base_url}/", "data:", "blob:"))
    return [] if ours else [f"Went to somebody else: {request.url}"]


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Sign in as a person would, by typing."""
    page.goto("/login/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def assert_accessible(page: Page) -> None:
    """Fail with what axe finds on this page against WCAG 2.2 AA."""
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert result.violations_count == 0, f"{page.url}\n{result.generate_report()}"
