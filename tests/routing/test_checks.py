"""`manage.py check_routing` says all that is wrong with how the house is arranged."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import translation

from routing import checks
from routing.findings import fault, warning
from tests.make import make_unit


@pytest.fixture
def found(monkeypatch, db):
    """Let two checks find these; no others look."""
    monkeypatch.setattr(checks, "_checks", {})
    make_unit("bz", "partner", name="Buitenlandse Zaken")
    menu, rules = [], []
    checks.register("menu", lambda: menu)
    checks.register("rules", lambda: rules)
    return {"menu": menu, "rules": rules}


def printed(capsys) -> list[str]:
    with translation.override("en"):
        call_command("check_routing")
    return capsys.readouterr().out.splitlines()


def test_without_faults_it_says_so(found, capsys):
    assert printed(capsys) == ["No faults found."]


def test_a_warning_is_said_and_does_no_harm(found, capsys):
    found["menu"].append(warning("Nobody reads this: {100%}."))
    assert printed(capsys) == ["warning: menu: Nobody reads this: {100%}.", "No faults found."]


def test_a_fault_is_said_with_names_and_ends_in_one(found, capsys):
    found["rules"].append(fault("{unit} is closed: {name}.", 3, unit="bz", name="bz"))
    with pytest.raises(SystemExit) as ended:
        printed(capsys)
    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines() == ["fault: rules: Buitenlandse Zaken is closed: bz."]


def test_only_those_that_were_asked_look(found):
    found["rules"].append(fault("One."))
    found["menu"].append(fault("Two."))
    assert [one.finding.text for one in checks.findings("menu")] == ["Two."]
    assert checks.names() == ["menu", "rules"]
