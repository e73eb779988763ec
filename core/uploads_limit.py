"""How much we take in at once: what is too much is thrown away as it comes in, so that the text beside it is kept."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.problems import too_large


class SizeGuard(FileUploadHandler):
    """Stands before the handlers that store. A file over the limit, or beyond what one form may bring, arrives empty.

    Its `size` is over the limit, so that whoever looks at it refuses it by name; nothing else of the form is lost.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.size = self.total = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand the piece on to the next handler, or to nobody."""
        self.size += len(raw_data)
        if self._is_too_much():
            return None
        self.total += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return what stands for a file that was thrown away; leave the others to the next handler."""
        if not self._is_too_much():
            return None
        for handler in self.request.upload_handlers if self.request else ():
            # Else what it has of the file stays open until somebody happens to look.
            handler.upload_interrupted()
        size = max(self.size, settings.ATTACHMENT_MAX_BYTES + 1)
        return UploadedFile(BytesIO(), self.file_name, self.content_type, size)

    def _is_too_much(self) -> bool:
        return self.size > settings.ATTACHMENT_MAX_BYTES or self.total >= settings.REQUEST_MAX_BYTES


class RequestLimit:
    """Answer 413, unread, to a request so large that reading it for the text in it makes no sense."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _length(request) > settings.REQUEST_READ_BYTES:
            return too_large(request)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
