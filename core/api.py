"""What every call of the API has in common."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn

from django.http import HttpResponse
from django.utils.translation import gettext
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from core import services

KEY = re.compile(r"[!-~]{1,128}")
PAGING = frozenset({"page_size", "cursor"})


class Calls(GenericViewSet):
    """Calls about one kind of thing. A query parameter that is unknown, empty or given twice is refused.

    One that is overlooked would give a longer list than was asked for, and nobody would see it.
    """

    # Nothing to tell that openapi.json doesn't say better.
    metadata_class = None
    ordering = "-pk"
    lists = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in (None, "metadata"):
            return  # A method that isn't possible here: the answer is 405, whatever was asked with it.
        known = self._parameters()
        errors = {
            name[:100]: text for name, given in request.query_params.lists() if (text := _fault(name, given, known))
        }
        if errors:
            raise ValidationError(errors)

    @property
    def user(self) -> Any:
        """Who calls."""
        return self.request.user

    def valid(self, serializer_class: type[BaseSerializer], **context: Any) -> dict:
        """Return what was sent, checked and made into plain values and rows."""
        serializer = serializer_class(data=self.request.data, context={**self.get_serializer_context(), **context})
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def once(self, do: Callable[[], tuple[int, Any, str]]) -> HttpResponse:
        """Answer with the status, body and location that `do` returns; a repeated Idempotency-Key gets them again.

        The body is kept as it was written, so that each answer is the same to the letter.
        """
        request = self.request
        status, kept = services.once(
            owner=f"api:{self.user.pk}",
            key=_key(request),
            contents=[request.path, request.data],
            do=lambda: _written(*do()),
        )
        response = HttpResponse(kept["body"], status=status, content_type=JSONRenderer.media_type)
        if kept["location"]:
            response["Location"] = kept["location"]
        return response

    def _parameters(self) -> set[str]:
        if self.action != "list" and not self.lists:
            return set()
        filters = getattr(self, "filterset_class", None)
        return {*PAGING, *(filters.base_filters if filters else ())}


class Nowhere(APIView):
    """Any other address under the API: not there, for anyone."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    metadata_class = None
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotFound


def _fault(name: str, given: list[Any], known: set[str]) -> list[str]:
    if name not in known:
        return [gettext("We don't know this parameter.")]
    if len(given) > 1:
        return [gettext("Give this once.")]
    return [] if str(given[0]).strip() else [gettext("Give this a value, or leave it out.")]


def _key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        text = gettext("Give 1 to 128 letters, digits or signs, without spaces.")
        raise ValidationError({"Idempotency-Key": [text]})
    return key or ""


def _written(status: int, body: Any, location: str) -> services.Answer:
    return status, {"body": JSONRenderer().render(body).decode(), "location": location}
