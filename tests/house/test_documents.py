"""The documents hold: links lead somewhere, commands exist, and publiccode.yml is what others can read."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from organisation.example import ACCOUNTS

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PUBLIC = yaml.safe_load((ROOT / "publiccode.yml").read_text())


def _named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_the_documents_are_there():
    wanted = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/glossary.md", "docs/production.md"}
    assert wanted | {"docs/architecture.md", "docs/adr/README.md"} <= {_named(file) for file in DOCUMENTS}


@pytest.mark.parametrize("document", DOCUMENTS, ids=_named)
def test_every_link_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text())
    here = [link for link in links if "://" not in link]
    assert [link for link in here if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_named)
def test_every_command_exists(document):
    text = document.read_text()
    scripts = set(re.findall(r"(?<![\w/.])(script/\w+|\.ci/run)", text))
    assert [name for name in scripts if not (ROOT / name).exists()] == []
    assert set(re.findall(r"manage\.py (\w+)", text)) - set(get_commands()) == set()


def test_every_decision_is_listed():
    listed = set(re.findall(r"\((\d{4}-[^)]+)\)", (ROOT / "docs/adr/README.md").read_text()))
    assert listed == {file.name for file in (ROOT / "docs/adr").glob("0*.md")}


def test_the_readme_names_the_example_accounts():
    rows = re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "README.md").read_text(), re.M)
    assert set(ACCOUNTS) == set(rows)


def test_the_readme_shows_every_app():
    text = (ROOT / "README.md").read_text()
    assert [app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir() and f"`{app}/`" not in text] == []


def test_the_architecture_shows_every_floor_in_order():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    shown = re.findall(r"^\| \d \| `(\w+)` \|", (ROOT / "docs/architecture.md").read_text(), re.M)
    assert shown == contract["layers"]


def test_one_licence_and_one_version_everywhere():
    licence = (ROOT / "LICENSE").read_text()
    assert f"SPDX-License-Identifier: {PROJECT['license']}" in licence
    assert PUBLIC["legal"]["license"] == PROJECT["license"]
    assert PUBLIC["softwareVersion"] == PROJECT["version"]


def test_publiccode_has_what_the_standard_asks():
    """Source: the publiccode.yml standard 0.4, its required keys."""
    needed = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description"}
    assert needed | {"legal", "maintenance", "localisation", "releaseDate", "categories"} <= set(PUBLIC)
    assert PUBLIC["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert PUBLIC["softwareType"] == "standalone/web"
    assert PUBLIC["maintenance"]["type"] in {"community", "internal"}
    assert all("name" in contact for contact in PUBLIC["maintenance"]["contacts"])
    assert set(PUBLIC["description"]) == {code for code, _name in settings.LANGUAGES}
    for words in PUBLIC["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in words["features"])
    json.dumps(PUBLIC, default=str)


def test_the_example_of_a_lock_command_makes_this_lock():
    command = re.search(r"uv pip compile .*", (ROOT / "requirements.txt").read_text())
    flags = [word for word in shlex.split(command[0]) if word.startswith("--")]
    text = (ROOT / "CONTRIBUTING.md").read_text()
    assert [flag for flag in flags if flag not in text] == []
