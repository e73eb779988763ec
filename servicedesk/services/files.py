"""Files that come in with a form. They are stored first and bound to a ticket later, so that no typed form loses them."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.models import User
from servicedesk import uploads
from servicedesk.models import Attachment


def upload(file: UploadedFile, *, by: User) -> Attachment:
    """Store a file that belongs to no ticket yet. Refuses one that is too large, empty, or not what its name says."""
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
