"""Checks that every text of the program has its Dutch words: run by script/lint, or with the folder to look in."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

NO_TEXTS = shutil.ignore_patterns(".*", "var", "tests", "docs", "static", "script", "__pycache__", "*.mo")
LANGUAGE = "nl"
TOOLS = ("xgettext", "msgmerge", "msgfmt", "msguniq", "msgattrib")


def main() -> None:
    if missing := [tool for tool in TOOLS if not shutil.which(tool)]:
        sys.exit(f"gettext is not installed ({missing[0]} is missing). On Debian: apt install gettext")
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    with tempfile.TemporaryDirectory() as folder:
        # A copy: a check that writes would make the next one pass.
        copy = Path(folder) / "copy"
        shutil.copytree(root, copy, ignore=NO_TEXTS)
        (copy / "locale").mkdir(exist_ok=True)
        faults = _faults(copy)
    if faults:
        sys.exit("\n".join([*faults, f"{len(faults)} texts without their words in locale/{LANGUAGE}."]))


def _faults(root: Path) -> list[str]:
    """Return a line for each text whose translation is missing, doubtful or wrong."""
    gather = [sys.executable, "manage.py", "makemessages", "--locale", LANGUAGE, "--no-obsolete", "--verbosity", "0"]
    subprocess.run(gather, cwd=root, check=True)
    words = root / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
    with words.open("rb") as file:
        faults = [line for message in read_po(file) if message.id for line in _faults_of(message)]
    compiled = subprocess.run(
        ["msgfmt", "--check", "--output-file", "/dev/null", str(words)], capture_output=True, text=True, check=False
    )
    return faults + (compiled.stderr.splitlines() if compiled.returncode else [])


def _faults_of(message: Message) -> list[str]:
    texts = message.string if isinstance(message.string, list | tuple) else [message.string]
    if message.fuzzy:
        fault = "doubtful"
    elif not all(texts):
        fault = "missing"
    else:
        return []
    place = ":".join(str(part) for part in message.locations[0]) if message.locations else "?"
    text = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return [f"{fault}: {text!r} ({place})"]


if __name__ == "__main__":
    main()
