"""Brings database, static files and example up to date before the house opens.

Says on standard error what it does, and prints on standard output what a visitor should know.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from io import StringIO

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fbo.settings")
    try:
        django.setup()
        _build_database()
        _collect_files()
        print(_load_example(), end="")
    except (ImproperlyConfigured, CommandError, DatabaseError) as trouble:
        sys.exit(f"{trouble}".strip())


def _build_database() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _tell("Building the database …")
        call_command("migrate", verbosity=0, interactive=False)


def _collect_files() -> None:
    """Gather the static files under hashed names, unless not one has changed since."""
    stamp = settings.VAR_DIR / "static-stamp"
    seen = _static_files()
    if settings.DEBUG or (stamp.exists() and stamp.read_text() == seen and settings.STATIC_ROOT.exists()):
        return
    _tell("Gathering the static files …")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(seen)


def _static_files() -> str:
    """Return a fingerprint of all files that pages load: their names, sizes and times."""
    fingerprint = sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = os.stat(storage.path(name))
            fingerprint.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return fingerprint.hexdigest()


def _load_example() -> str:
    """Load the example organisation, but never beside people who are real."""
    people = get_user_model().objects
    if people.exists() and not people.filter(username="medewerker").exists():
        return "The database has people of its own, so the example organisation was not loaded.\n"
    if not people.exists():
        _tell("Loading the example organisation …")
    words = StringIO()
    call_command("load_example", yes=True, stdout=words)
    return words.getvalue()


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
