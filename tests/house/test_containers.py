"""The containers, read against the settings: what can't be run here can still be wrong."""

import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from tests.house.test_environment import names_in_settings

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "beat")
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def _filled(text: str) -> str:
    """Return `text` as compose would fill it in: the default, or a value where one must be given."""
    return re.sub(r"\$\{\w+:-([^}]*)\}|\$\{(\w+):\?[^}]*\}", lambda m: m[1] if m[2] is None else "x" * 50, text)


def test_the_house_has_its_five_services():
    assert set(SERVICES) == {*OURS, "postgres", "redis"}


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_one_the_settings_know(name):
    assert set(SERVICES[name]["environment"]) - names_in_settings() == set()


def test_nothing_of_weight_is_left_to_chance():
    needed = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "ALLOWED_HOSTS", "BASE_URL", "HTTPS"}
    assert needed - set(SERVICES["web"]["environment"]) == set()


def test_the_settings_start_with_what_compose_gives_them():
    values = {name: _filled(str(value)) for name, value in SERVICES["web"]["environment"].items()}
    outcome = subprocess.run(
        [sys.executable, "manage.py", "check"], env=values, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stderr


def test_secrets_are_asked_for_and_never_written_down():
    text = (ROOT / "docker-compose.yml").read_text()
    assert re.findall(r"(?:SECRET_KEY|POSTGRES_PASSWORD): (?!\$\{\w+:\?)", text) == []
    assert "ENV SECRET_KEY" not in DOCKERFILE
    assert "ARG " not in DOCKERFILE


def _commands(text: str) -> list[list[str]]:
    words = shlex.split(text)
    if words[:2] == ["sh", "-c"]:
        return [shlex.split(part.strip().removeprefix("exec ")) for part in words[2].split("&&")]
    return [words]


@pytest.mark.parametrize("name", OURS)
def test_every_command_exists(name):
    for words in _commands(SERVICES[name]["command"]):
        if words[:2] == ["python", "manage.py"]:
            assert words[2] in get_commands()
        else:
            assert find_spec(words[0]), words


def test_each_service_runs_its_part():
    assert "gunicorn fbo.wsgi" in SERVICES["web"]["command"]
    assert "-A fbo worker" in SERVICES["worker"]["command"]
    assert "-A fbo beat" in SERVICES["beat"]["command"]


def test_the_addresses_name_the_services():
    environment = SERVICES["web"]["environment"]
    assert "@postgres:5432/fbo" in environment["DATABASE_URL"]
    assert environment["REDIS_URL"].startswith("redis://redis:6379")
    assert set(SERVICES["web"]["depends_on"]) == {"postgres", "redis"}


def test_files_and_rows_outlive_a_container():
    for name in OURS:
        assert f"files:{SERVICES[name]['environment']['MEDIA_ROOT']}" in SERVICES[name]["volumes"]
    volumes = {volume.partition(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert volumes == set(COMPOSE["volumes"])


def test_redis_writes_down_what_it_holds():
    assert "--appendonly yes" in SERVICES["redis"]["command"]
    assert "--maxmemory-policy noeviction" in SERVICES["redis"]["command"]


def test_the_worker_has_time_to_finish():
    assert int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")) > settings.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT


def test_only_this_machine_reaches_the_web_without_its_proxy():
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert [name for name in ("postgres", "redis") if "ports" in SERVICES[name]] == []


def test_the_image_is_installed_from_the_lock_and_not_run_as_root():
    assert "--require-hashes -r requirements.txt" in DOCKERFILE
    assert re.search(r"^USER fbo$", DOCKERFILE, re.M)
    assert DOCKERFILE.index("USER fbo") < DOCKERFILE.index("CMD")


def test_the_image_holds_no_git_no_secrets_and_no_data():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".*", "var", "tests"} <= set(ignored)
