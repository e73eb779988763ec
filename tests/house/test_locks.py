"""The locks: everything pinned with its hash, one set of versions, no host named."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCKS = ["requirements.txt", "requirements-dev.txt"]


def _pins(lock: str) -> dict[str, str]:
    """Return each package's line, version and condition, without its hashes."""
    lines = re.findall(r"^([a-z0-9][^ =\n]*)(==[^\\\n]*)", (ROOT / lock).read_text(), re.M)
    return {name: pin.strip() for name, pin in lines}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_hash(lock):
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text())[1:]
    assert len(entries) > 30
    assert [entry.partition("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_host_is_named(lock):
    assert re.findall(r"https?://|^-|^ *--(?!hash)", (ROOT / lock).read_text(), re.M) == []


def test_whoever_develops_runs_what_production_runs():
    runtime, development = map(_pins, LOCKS)
    assert {name: development.get(name, "").partition(" ")[0] for name in runtime} == {
        name: pin.partition(" ")[0] for name, pin in runtime.items()
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_asked_for_is_what_is_locked(lock):
    pins = _pins(lock)
    asked = re.findall(r"^([A-Za-z0-9-]+)(?:\[.*\])?==(\S+)", (ROOT / lock).with_suffix(".in").read_text(), re.M)
    assert len(asked) > 10
    assert {name: pins.get(name.lower(), "").partition(" ")[0] for name, _ in asked} == {n: f"=={v}" for n, v in asked}
