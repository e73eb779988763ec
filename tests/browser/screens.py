"""Takes the screenshots of docs/screens/ on the example organisation, with a server and a database of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from organisation.example import PASSWORD

OUT = Path("docs/screens")
SIZES = {"desktop": {"width": 1440, "height": 1000}, "phone": {"width": 390, "height": 844}}
THEMES = ("light", "dark")
# name, who looks, address; "first:" follows the first link in the list that matches a selector.
SCREENS = (
    ("portal-home", "medewerker", "/"),
    ("portal-search", "medewerker", "/search/?q=lamp+kapot"),
    ("portal-product", "medewerker", "/products/buitenlandse-dienstreis/"),
    ("portal-ticket", "medewerker", "/tickets/ first:main a[href^='/tickets/M-']"),
    ("desk-queue", "agent", "/desk/queues/all/"),
    ("desk-ticket", "agent", "/desk/queues/waiting/ first:tbody a[href^='/desk/tickets/M-']"),
    ("work-list", "vakman", "/work/"),
    ("catalog-edit", "redacteur", "/catalog/visitekaartjes/"),
)


def chromium() -> str:
    """Return where Chromium is."""
    return os.environ.get("CHROMIUM", "/usr/bin/chromium")


@contextmanager
def house() -> Iterator[str]:
    """Run the example organisation on a free port; yield its address."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        env = os.environ | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{folder}/screens.sqlite3", "MEDIA_ROOT": folder}
        for command in (["migrate", "-v0"], ["load_example"]):
            subprocess.run([sys.executable, "manage.py", *command], env=env, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/healthz")
            yield address
        finally:
            server.terminate()
            server.wait(10)


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=1)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(url)


def take(browser: Browser, address: str, wanted: list[str]) -> None:
    """Take each wanted screen in each size and theme."""
    for name, who, where in SCREENS:
        if wanted and name not in wanted:
            continue
        for size, viewport in SIZES.items():
            for theme in THEMES:
                context = browser.new_context(
                    viewport=viewport, color_scheme=theme, locale="nl-NL", timezone_id="Europe/Amsterdam"
                )
                page = context.new_page()
                _sign_in(page, address, who)
                _open(page, address, where)
                # The desk has bars that stand still; on a page as long as its list they would stand in the middle.
                page.screenshot(path=OUT / f"{name}-{size}-{theme}.png", full_page=who == "medewerker")
                context.close()
        print(name)


def _sign_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/login/")
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def _open(page: Page, address: str, where: str) -> None:
    path, _, selector = where.partition(" first:")
    page.goto(address + path)
    if selector:
        page.goto(address + (page.locator(selector).first.get_attribute("href") or ""))
    page.wait_for_load_state("networkidle")


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with house() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        take(browser, address, sys.argv[1:])
        browser.close()


if __name__ == "__main__":
    main()
