"""Doing a thing once, however often it is asked."""

import hashlib
import json
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.models import Once, Pulse
from core.refusals import Refused

Answer = tuple[int, dict]
LONGEST_KEY = 128


class OtherRequest(Refused):
    """The key was used before for a request with other contents."""


def fingerprint(contents: object) -> str:
    """Return a SHA-256 in hex over `contents`, which is anything JSON can hold."""
    text = json.dumps(contents, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def once(*, owner: str, key: str, contents: object, do: Callable[[], Answer]) -> Answer:
    """Do it, or give the answer of the first time. A refusal undoes all and frees the key.

    `do` returns a status and a JSON answer and runs inside one transaction with the key: whoever else
    comes with the same key waits for it. An empty key means: simply do it. Refuses a key that can't be kept.
    """
    if not key:
        return do()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Refused(gettext("This key can't be used. Send at most 128 characters, letters and digits."))
    mark = fingerprint(contents)
    try:
        return _first_time(owner, key, mark, do)
    except _Known:
        return _known_answer(owner, key, mark)


def is_done(*, owner: str, key: str) -> bool:
    """Has this been done with that key?"""
    return bool(key) and Once.objects.filter(owner=owner, key=key).exists()


class _Known(Exception):
    """The key is taken."""


@transaction.atomic
def _first_time(owner: str, key: str, mark: str, do: Callable[[], Answer]) -> Answer:
    try:
        with transaction.atomic():
            row = Once.objects.create(owner=owner, key=key, fingerprint=mark, created_at=timezone.now())
    except IntegrityError:
        raise _Known from None
    row.status, row.answer = do()
    row.save(update_fields=["status", "answer"])
    return row.status, row.answer


def _known_answer(owner: str, key: str, mark: str) -> Answer:
    row = Once.objects.get(owner=owner, key=key)
    if row.fingerprint != mark:
        raise OtherRequest(gettext("This form was sent before with other contents. Open it again and send it once."))
    return row.status, row.answer


def beat(name: str) -> None:
    """Note that `name` happened just now."""
    Pulse.objects.update_or_create(name=name, defaults={"at": timezone.now()})
