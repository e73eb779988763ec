"""Keeping what somebody is writing, so that a browser or a machine that stops costs nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from core.services import is_done
from organisation.models import User
from servicedesk.models import Draft
from servicedesk.services.ground import kept

KEY = re.compile(r"call-[0-9a-f]{32}|ticket-[1-9][0-9]{0,11}")
# Fields of one form, characters in all of them, and drafts of one person.
FIELDS, CHARACTERS, DRAFTS = 200, 60_000, 100


@transaction.atomic
def save_draft(*, by: User, key: str, data: Mapping[str, Sequence[str]], form: str = "") -> Draft | None:
    """Keep the fields of a form under `key`. Refuses another key than a form has, and more than a form holds.

    `form` is the key by which the form does its thing once: what comes after that was on its way too long, and is no
    draft any more.
    """
    if by.standing.is_nobody:
        raise PermissionDenied
    size = sum(len(name) + sum(map(len, values)) for name, values in data.items())
    if not KEY.fullmatch(key) or len(data) > FIELDS or size > CHARACTERS:
        raise Refused(gettext("This draft can't be kept."))
    fields = {
        kept(name, "data"): [kept(value, "data", CHARACTERS) for value in values] for name, values in data.items()
    }
    _alone(by)
    if is_done(owner=f"user:{by.pk}", key=form):
        return None
    values = {"data": fields, "changed_at": timezone.now()}
    draft, made = Draft.objects.update_or_create(owner=by, key=key, defaults=values)
    if made:
        old = by.drafts.order_by("-changed_at", "-pk").values_list("pk", flat=True)[DRAFTS:]
        Draft.objects.filter(pk__in=list(old)).delete()
    return draft


@transaction.atomic
def drop_draft(*, by: User, key: str) -> None:
    """Throw a draft away, if there is one."""
    _alone(by)
    Draft.objects.visible_to(by).filter(key=key).delete()


def _alone(by: User) -> None:
    """Let one at a time keep or drop: who keeps sees then whether the form was sent, who drops sees all there is."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
