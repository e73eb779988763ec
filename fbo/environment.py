"""The environment, read strictly: a value that can't be meant is refused at start, by its name.

A refusal names the variable and what may stand there, and never repeats a secret or an address with a password.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}
DATABASES = ("postgres", "postgresql", "sqlite")
BROKERS = ("redis", "rediss", "redis+socket")
MAIL = ("smtp", "smtp+tls", "smtps", "smtp+ssl", "filemail", "consolemail", "memorymail", "dummymail")
SECRET_LENGTH = 50
NETWORK_DISKS = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "fuse.sshfs",
    "fuse.glusterfs",
}
MOUNTS = Path("/proc/self/mounts")


def text(name: str, *, default: str) -> str:
    """Return the value, or `default` where it is absent or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Read a yes or no."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in YES:
        return True
    if value.strip().lower() in NO:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Give 1 for yes or 0 for no.")


def words(name: str, *, default: Collection[str]) -> list[str]:
    """Read a list with commas between."""
    found = [word.strip() for word in os.environ.get(name, "").split(",")]
    return [word for word in found if word] or list(default)


def one_of(name: str, choices: Collection[str], *, default: str) -> str:
    """Read one of a few words."""
    value = text(name, default=default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}. Give one of: {', '.join(choices)}.")
    return value


def zone(name: str, *, default: str) -> str:
    """Read the name of a time zone."""
    value = text(name, default=default)
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ImproperlyConfigured(f"{name} is {value!r}. Give a time zone such as Europe/Amsterdam.") from None
    return value


def address(name: str, *, default: str) -> str:
    """Read the http address that links begin with; it comes back without a slash at the end."""
    value = text(name, default=default)
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(f"{name} is {value!r}. Give an address such as https://servicedesk.example.org.")
    return value.rstrip("/")


def sender(name: str, *, default: str) -> str:
    """Read an e-mail address, with or without a name before it."""
    value = text(name, default=default)
    if "@" not in parseaddr(value)[1]:
        raise ImproperlyConfigured(f"{name} is {value!r}. Give an address such as Servicedesk <desk@example.org>.")
    return value


def secret(name: str, *, kept_in: Path, when_missing: str) -> str:
    """Read a secret from the environment or else from its file.

    Where `when_missing` is given, it serves when neither is there, and a short one will do; in production it is empty.
    """
    value = os.environ.get(name) or (kept_in.read_text().strip() if kept_in.exists() else "") or when_missing
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Give a random text of {SECRET_LENGTH} characters or more.")
    if len(value) < SECRET_LENGTH and not when_missing:
        raise ImproperlyConfigured(f"{name} is too short. Give a random text of {SECRET_LENGTH} characters or more.")
    return value


def database(name: str, *, default: str) -> dict:
    """Read a database address as Django's settings for it."""
    url = _url(name, DATABASES, default, "sqlite:///path or postgres://user@host/name")
    found = environ.Env.db_url_config(url)
    if not found.get("NAME"):
        raise ImproperlyConfigured(f"{name} names no database. Give sqlite:///path or postgres://user@host/name.")
    return dict(found)


def broker(name: str, *, default: str) -> str:
    """Read the address of Redis or Valkey."""
    return _url(name, BROKERS, default, "redis://host:6379/0")


def mail(name: str) -> dict:
    """Read a mail server's address as Django's settings for it; nothing where it is absent."""
    if not os.environ.get(name):
        return {}
    return dict(environ.Env.email_url_config(_url(name, MAIL, "", "smtp+tls://user:password@host:587")))


def refuse_network_disk(name: str, path: Path) -> None:
    """Refuse SQLite on a disk that several machines share: its locks don't hold there.

    Source: sqlite.org, "How To Corrupt An SQLite Database File", 2.1. Sees nothing where the system lists no mounts.
    """
    if not MOUNTS.exists():
        return
    mounts = [line.split(" ")[1:3] for line in MOUNTS.read_text().splitlines()]
    holding = [(len(point), kind) for point, kind in mounts if path.resolve().is_relative_to(point)]
    if holding and max(holding)[1] in NETWORK_DISKS:
        raise ImproperlyConfigured(f"{name} puts SQLite on a network disk. Use a local disk, or PostgreSQL.")


def _url(name: str, schemes: Collection[str], default: str, example: str) -> str:
    value = text(name, default=default)
    scheme, colon, _ = value.partition("://")
    if not colon or scheme not in schemes:
        # Only the scheme: the rest may hold a password.
        begins = f"begins with {scheme + colon!r}" if colon else "is no address"
        raise ImproperlyConfigured(f"{name} {begins}. Give an address such as {example}.")
    try:
        urlsplit(value).port  # noqa: B018 - a port that isn't a number is only seen when asked for
    except ValueError:
        raise ImproperlyConfigured(f"{name} has a port that is no number. Give an address such as {example}.") from None
    return value
