"""Hands on the keyboard of a desk: what they press, write and click is counted by the browser, not by who plays."""

from __future__ import annotations

from typing import NamedTuple

from playwright.sync_api import Page, expect

# One press of a key or of a chord is one; letting a modifier go is none. Characters are words where a customer's own
# words go, the answer, an open question of a product, or the name, number and e-mail of somebody unknown. All other
# characters are keys, also those typed to look up who it is and what it is about.
COUNT = """(() => {
  const open = /^(description|text|guest_(name|number|email)|q-.+)$/;
  const isOpen = (at) => at.matches?.("textarea, input:not([type=radio], [type=checkbox])") && open.test(at.name);
  const add = (what) => sessionStorage.setItem(what, Number(sessionStorage.getItem(what)) + 1);
  window.addEventListener("keydown", (event) => {
    if (!event.isTrusted || ["Control", "Shift", "Alt", "Meta"].includes(event.key)) return;
    const isWord = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey && isOpen(event.target);
    add(isWord ? "words" : "keys");
  }, true);
  window.addEventListener("pointerdown", (event) => { if (event.isTrusted) add("clicks"); }, true);
})()"""
READ = """() => ["keys", "words", "clicks"].map((what) => {
  const took = Number(sessionStorage.getItem(what));
  sessionStorage.removeItem(what);
  return took;
})"""
# How the keyboard of Playwright calls what is written on a key.
SHOWN = {
    "Alt+KeyN": "Alt N",
    "Alt+KeyO": "Alt O",
    "Control+Enter": "Ctrl Enter",
    "Control+Shift+Enter": "Ctrl Shift Enter",
}


class Played(NamedTuple):
    """What a call took, and how it went."""

    keys: int
    words: int
    clicks: int
    course: str


class Hands:
    """Plays a page with the keyboard alone."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.course: list[str] = []
        page.add_init_script(COUNT)
        page.reload()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.course.append(f"`{SHOWN.get(key, key)}`")

    def type(self, text: str) -> None:
        """Look something up."""
        self.page.keyboard.type(text)
        self.course.append(f"“{text}”")

    def write(self, name: str, text: str) -> None:
        """Write words in the field that has the focus by now: the one with this name."""
        expect(self.page.locator(f"[name={name}]:focus")).to_have_count(1)
        self.page.keyboard.type(text)
        self.course.append("*words*")

    def played(self) -> Played:
        """Return what was counted since the last time, and begin anew."""
        keys, words, clicks = self.page.evaluate(READ)
        course, self.course = " ".join(self.course), []
        return Played(keys, words, clicks, course)
