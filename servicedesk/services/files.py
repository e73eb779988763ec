"""Files that come in with a form: stored first and bound to a ticket later, so that no typed form loses them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.models import User
from servicedesk import uploads
from servicedesk.models import Attachment, Ticket
from servicedesk.services.words import add_words


def upload(file: UploadedFile, *, by: User) -> Attachment:
    """Store a file that belongs to no ticket yet. Refuses one that is too large, empty, or not what its name says."""
    if by.standing.is_nobody:
        raise PermissionDenied
    name = uploads.safe_name(file.name or "")
    size = file.size or 0
    head = file.read(uploads.HEAD)
    fault = uploads.fault(name, head, size, settings.ATTACHMENT_MAX_BYTES)
    if fault:
        raise Refused(gettext(fault), {"file": [gettext(fault)]})
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    attachment = Attachment(
        name=name,
        type=uploads.type_of(name, head) or "application/octet-stream",
        size=size,
        sha256=digest.hexdigest(),
        uploaded_by=by,
        uploaded_at=timezone.now(),
    )
    attachment.file.save(name, file, save=False)
    attachment.save(force_insert=True)
    return attachment


def bind(ticket: Ticket, files: Sequence[Attachment], *, by: User, public: bool = True) -> None:
    """Let files belong to a ticket. Refuses those that someone else uploaded or that belong to something already."""
    ids = {file.pk for file in files}
    own = Attachment.objects.filter(pk__in=ids, ticket__isnull=True, uploaded_by=by)
    if own.update(ticket=ticket, public=public) != len(ids):
        text = gettext("This file can't be added. Choose it again.")
        raise Refused(text, {"files": [text]})
    add_words(ticket, [file.name for file in files], public=public)
