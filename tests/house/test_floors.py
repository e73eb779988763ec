"""What import-linter cannot see: keys named by strings point down, and no migration is missing."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
FLOORS = list(reversed(CONTRACT["layers"]))
OURS = [name for name in settings.INSTALLED_APPS if (ROOT / name).is_dir()]


def test_every_app_has_its_floor():
    assert set(OURS) | {"fbo"} == set(FLOORS)


def test_the_floors_have_no_exceptions():
    assert set(CONTRACT) == {"name", "type", "layers"}


@pytest.mark.parametrize("model", [model for app in OURS for model in apps.get_app_config(app).get_models()])
def test_a_key_points_to_its_own_floor_or_below(model):
    here = FLOORS.index(model._meta.app_label)
    above = [
        f"{model._meta.label}.{field.name} points to {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if field.related_model and not field.auto_created
        if (there := field.related_model._meta.app_label) in FLOORS and FLOORS.index(there) > here
    ]
    assert above == []


@pytest.mark.parametrize("app", OURS)
def test_a_migration_depends_on_no_floor_above(app):
    here = FLOORS.index(app)
    named = {
        (file.name, other)
        for file in (ROOT / app / "migrations").glob("0*.py")
        for other in re.findall(r"\(\"(\w+)\", \"\w+\"\)", file.read_text())
        if other in FLOORS and FLOORS.index(other) > here
    }
    assert named == set()


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
