"""The WSGI application that a web server runs."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Request(WSGIRequest):
    """Reads everything as UTF-8, whatever the client says it is.

    Python has codecs that aren't for text, "hex" for one; who names one of those breaks the request before any of our
    code can answer.
    """

    def _set_content_type_params(self, meta: dict) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class Handler(WSGIHandler):
    request_class = Request


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fbo.settings")
django.setup(set_prefix=False)
application = Handler()
