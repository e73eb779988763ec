"""Files, as downloads only and only to whom they concern."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from organisation.requests import PersonRequest
from servicedesk.models import Attachment


@require_safe
def download(request: PersonRequest, pk: UUID) -> HttpResponseBase:
    """Send one file. The browser may save it, never show or run it in our name."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=attachment.name, content_type=attachment.type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
