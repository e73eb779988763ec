"""What an agent is typing survives the web process, killed in the middle of a call: the real one, on the same rows."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, expect

from fbo import processes
from organisation.models import User
from servicedesk.models import Draft
from tests.browser.conftest import SCREENS
from tests.browser.words import nl


class Web:
    """The web as `script/server` starts it, with the database of the tests."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        env = os.environ | {"DEBUG": "1", "DATABASE_URL": _database(), "SECRET_KEY": settings.SECRET_KEY}
        command = processes.web(self.port)
        self.process = subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, start_new_session=True)
        until = time.monotonic() + 60
        while not processes.answers_http(self.port):
            assert self.process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)

    def kill(self) -> None:
        """As a machine that fails does: no process of it can tidy up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


def _database() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


@pytest.fixture
def web(transactional_db: None) -> Iterator[Web]:
    web = Web()
    yield web
    if web.process.poll() is None:
        web.kill()


def test_what_was_typed_is_there_again_after_the_web_was_killed(
    client: Client, web: Web, browser: Browser, ingrid: User, marieke: User
) -> None:
    context = browser.new_context(**SCREENS["desktop"], base_url=f"http://127.0.0.1:{web.port}", locale="nl-NL")
    client.force_login(marieke)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": f"http://127.0.0.1:{web.port}"}])
    page = context.new_page()
    page.goto("/desk/new/")
    page.keyboard.type("ingr")
    page.keyboard.press("Enter")
    expect(page.locator("#caller-name")).to_have_text("Ingrid")
    page.locator("#id_description").focus()
    page.keyboard.type("De lamp knippert al sinds")
    expect(page.locator("[data-draft-state]")).to_have_text(nl("Kept as a draft."))

    web.kill()
    page.keyboard.type(" maandag.")
    failed = nl("This draft could not be kept. Copy what you typed.")
    expect(page.locator("[data-draft-state]")).to_have_text(failed)
    expect(page.locator("#id_description")).to_have_value("De lamp knippert al sinds maandag.")

    web.start()
    page.locator("#id_description").press("End")
    page.keyboard.type(" Pas na negen.")
    expect(page.locator("[data-draft-state]")).to_have_text(nl("Kept as a draft."))
    anew = context.new_page()
    anew.goto(page.url)
    expect(anew.locator("#caller-name")).to_have_text("Ingrid")
    expect(anew.locator("#id_description")).to_have_value("De lamp knippert al sinds maandag. Pas na negen.")
    assert Draft.objects.get().owner == marieke
    context.close()
