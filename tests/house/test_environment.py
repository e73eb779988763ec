"""A value nobody can mean is refused at start, by its name, and no secret is repeated."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from fbo import environment

ROOT = Path(settings.BASE_DIR)
SECRET = "s" * 50


def names_in_settings() -> set[str]:
    """Return the variables that the settings read."""
    calls = [node for node in ast.walk(ast.parse((ROOT / "fbo" / "settings.py").read_text())) if _reads(node)]
    return {call.args[0].value for call in calls}


def _reads(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.func.attr != "refuse_network_disk"
    )


def _start(**values: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name not in names_in_settings()}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        env=env | {"SECRET_KEY": SECRET} | values,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


WRONG = [
    ("DEBUG", "maybe"),
    ("HTTPS", "2"),
    ("ADMIN_ENABLED", "ja"),
    ("SECRET_KEY", "too-short"),
    ("DATABASE_URL", "mysql://fbo:geheim@db/fbo"),
    ("DATABASE_URL", "postgres://fbo:geheim@db"),
    ("DATABASE_URL", "fbo.sqlite3"),
    ("REDIS_URL", "amqp://fbo:geheim@broker"),
    ("REDIS_URL", "redis://broker:geheim/0"),
    ("EMAIL_URL", "mail://fbo:geheim@mail"),
    ("DEFAULT_FROM_EMAIL", "the service desk"),
    ("BASE_URL", "servicedesk.example.org"),
    ("LANGUAGE_CODE", "fr"),
    ("TIME_ZONE", "Europe/Den_Haag"),
    ("TIME_ZONE", "../../etc/passwd"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_value_that_cannot_be_meant_stops_the_start_by_name(name, value):
    outcome = _start(**{name: value})
    assert outcome.returncode == 1
    assert outcome.stderr.startswith(name)
    assert outcome.stderr.count("\n") == 1, "one line, no traceback"
    assert "geheim" not in outcome.stderr


RIGHT = {
    "DEBUG": "off",
    "ALLOWED_HOSTS": "desk.example.org, localhost",
    "DATABASE_URL": "postgres://fbo:geheim@db:5432/fbo?sslmode=require",
    "REDIS_URL": "rediss://:geheim@broker:6379/1",
    "EMAIL_URL": "smtp+tls://fbo:geheim@mail:587",
    "DEFAULT_FROM_EMAIL": "Servicedesk <desk@example.org>",
    "BASE_URL": "https://desk.example.org/",
    "LANGUAGE_CODE": "en",
    "TIME_ZONE": "UTC",
    "HTTPS": "TRUE",
}


def test_what_is_meant_is_taken():
    assert _start(**RIGHT).returncode == 0


def test_a_secret_must_be_given_or_kept(tmp_path):
    kept = tmp_path / "secret-key"
    with pytest.raises(ImproperlyConfigured, match="NO_SECRET is not set"):
        environment.secret("NO_SECRET", kept_in=kept, when_missing="")
    kept.write_text(f"{SECRET}\n")
    assert environment.secret("NO_SECRET", kept_in=kept, when_missing="") == SECRET


def test_a_secret_in_the_environment_wins_from_the_kept_one(tmp_path, monkeypatch):
    kept = tmp_path / "secret-key"
    kept.write_text(SECRET)
    monkeypatch.setenv("A_SECRET", "t" * 50)
    assert environment.secret("A_SECRET", kept_in=kept, when_missing="") == "t" * 50


@pytest.mark.parametrize(("value", "expected"), [(None, True), ("1", True), ("Yes", True), ("0", False), ("", False)])
def test_a_flag_is_yes_no_or_absent(monkeypatch, value, expected):
    if value is not None:
        monkeypatch.setenv("A_FLAG", value)
    assert environment.flag("A_FLAG", default=True) is expected


@pytest.mark.parametrize(("kind", "refused"), [("nfs4", True), ("cifs", True), ("ext4", False)])
def test_sqlite_on_a_shared_disk_is_refused(tmp_path, monkeypatch, kind, refused):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/share {tmp_path} {kind} rw 0 0\n")
    monkeypatch.setattr(environment, "MOUNTS", mounts)
    if refused:
        with pytest.raises(ImproperlyConfigured, match="DATABASE_URL puts SQLite on a network disk"):
            environment.refuse_network_disk("DATABASE_URL", tmp_path / "fbo.sqlite3")
    else:
        environment.refuse_network_disk("DATABASE_URL", tmp_path / "fbo.sqlite3")


def test_the_readme_explains_each_variable_and_no_other():
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.M)
    assert sorted(table) == sorted(names_in_settings())


def test_the_readme_gives_the_default_that_holds():
    """Defaults that are plain words stand in the table as they are."""
    table = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)`", (ROOT / "README.md").read_text(), re.M))
    code = (ROOT / "fbo" / "settings.py").read_text()
    plain = dict(re.findall(r'env\.\w+\("([A-Z_]+)",[^"\n]*default="([^"]+)"\)', code))
    assert {name: table.get(name) for name in plain} == plain
