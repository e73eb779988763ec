"""A form that does its thing once, however often it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from core.services import OtherRequest, once

UNKEPT = _("This has a character that we can't keep.")
KEY = re.compile(r"[0-9a-f]{32}")
# Fields that say nothing about what was asked.
NOT_CONTENTS = frozenset({"csrfmiddlewaretoken", "once"})


class OnceForm(forms.Form):
    """Carries a hidden key: new when the form is opened, kept while it is corrected, so that a double click is one."""

    use_required_attribute = False
    once = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid4().hex)
        for field in self.fields.values():
            field.error_messages["null_characters_not_allowed"] = UNKEPT

    def clean_once(self) -> str:
        """Return the key; nothing for what we never gave out."""
        key = str(self.cleaned_data.get("once") or "")
        return key if KEY.fullmatch(key) else ""

    def do_once(self, request: HttpRequest, do: Callable[[], dict]) -> dict:
        """Return what `do` answered, now or the first time. A key used for something else is replaced, then refused."""
        try:
            _status, answer = once(
                owner=f"user:{request.user.pk}",
                key=self.cleaned_data["once"],
                contents=sent(request),
                do=lambda: (201, do()),
            )
        except OtherRequest:
            # The form comes back with a new key: sending it again is meant, then.
            self.data = replaced(self.data, self.add_prefix("once"), [uuid4().hex])
            raise
        return answer


def replaced(data: Mapping[str, Any], name: str, values: list[str]) -> MultiValueDict[str, Any]:
    """Return a form's data with other values for one field."""
    lists = data.lists() if isinstance(data, MultiValueDict) else ((key, [value]) for key, value in data.items())
    return MultiValueDict({**dict(lists), name: values})


def sent(request: HttpRequest) -> list:
    """Return what was sent, comparable: the place, the fields, and of each file its name and size."""
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_CONTENTS}
    return [request.path, fields, {name: _files(files) for name, files in request.FILES.lists()}]


def _files(files: Iterable[UploadedFile]) -> list:
    return [[file.name, file.size] for file in files]
