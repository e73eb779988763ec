"""What the API reads."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser


class TooLarge(APIException):
    """The body is larger than we read."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 has it: UTF-8, one object at the top, no NaN, no text that a database can't keep."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict:
        # A stream is read without Django's own limit, which only guards `request.body`.
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge(gettext("This is more than we can read at once."))
        try:
            data = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
        except (ValueError, RecursionError) as fault:
            raise ParseError(gettext("This is not JSON that we can read.")) from fault
        if not isinstance(data, dict):
            raise ParseError(gettext("Send a JSON object."))
        if not _can_be_kept(data):
            raise ParseError(gettext("A text has a NUL or half a character in it, which we can't keep."))
        return data


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _can_be_kept(data: dict) -> bool:
    """Tell whether every text, keys too, is without NUL and lone surrogates."""
    # Written out, both can only stand in a text: as the escape that JSON demands for NUL, or bare.
    try:
        written = json.dumps(data, ensure_ascii=False).encode("utf-8")
    except (UnicodeEncodeError, RecursionError):
        return False
    return rb"\u0000" not in written.replace(rb"\\", b"")
