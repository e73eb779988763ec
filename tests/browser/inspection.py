"""Looks at a page as axe does, on a desk and on a phone, in light and in dark, folded and unfolded."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL = {"type": "tag", "values": WCAG}
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# What floats over the page is opened by itself, the rest together.
UNFOLD = """() => document.querySelectorAll("details:not(.act--over, .menu)").forEach((one) => {
  one.removeAttribute("name");
  one.open = true;
})"""
FLOATING = "details.act--over"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Two frames later the colours begin to be those of the scheme; what still fades is put where it goes. What was unfolded
# fetches its form.
RUN = """async ([part, options]) => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  while (document.querySelector(".htmx-request")) await new Promise(requestAnimationFrame);
  for (const fading of document.getAnimations()) fading.finish();
  return await axe.run(part || document, options);
}"""
_AXE = Axe()


def faults_of(page: Page, *, unfolded: bool = True, looked_in: set[str] | None = None) -> list[str]:
    """Return what is wrong with the page that is open, in words; it is left dark and small, and if so told unfolded.

    What floats is passed by where its name is in `looked_in`, and put there where it isn't: the same form on the next
    page needs no second look.
    """
    looked_in = set() if looked_in is None else looked_in
    page.evaluate(_AXE.axe_script)
    found = _seen(page, DESKTOP, "light")
    if unfolded:
        for number, name in enumerate(page.locator(f"{FLOATING} > summary").all_inner_texts()):
            if name not in looked_in:
                looked_in.add(name)
                found += _floating(page, number)
        page.evaluate(UNFOLD)
    # As long as the page, so that nothing lies under the bar at the bottom just where axe looks.
    page.set_viewport_size(PHONE)
    whole = PHONE | {"height": page.evaluate("document.documentElement.scrollHeight")}
    found += _seen(page, whole, "dark")
    wide = page.evaluate(TOO_WIDE)
    return [*found, f"{page.url} is {wide} px wider than a phone"] if wide > 0 else found


def faults_in(page: Page, part: str) -> list[str]:
    """Return what is wrong with what floats over the page; what lies under it can't be reached, and needn't be."""
    page.evaluate(_AXE.axe_script)
    return _seen(page, DESKTOP, "light", part) + _seen(page, PHONE, "dark", part)


def _seen(page: Page, size: Any, scheme: Any, part: str = "") -> list[str]:
    if page.viewport_size != size:
        page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    # Without preload: it fetches the style sheets again, to judge what we don't do.
    options = {"runOnly": ALL, "resultTypes": ["violations"], "preload": False}
    answer = page.evaluate(RUN, [part, options])
    where = f"{page.url} ({size['width']}, {scheme}{f', {part}' if part else ''})"
    return [
        f"{where} {violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]


def _floating(page: Page, number: int) -> list[str]:
    """Look into one of what floats, and close it again."""
    one = page.locator(FLOATING).nth(number)
    one.evaluate("(one) => { one.open = true; one.id = 'afloat'; }")
    found = _seen(page, DESKTOP, "dark", "#afloat")
    one.evaluate("(one) => { one.open = false; one.removeAttribute('id'); }")
    return found
