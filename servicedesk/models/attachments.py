"""Files that belong to a ticket."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from organisation.models import User
from servicedesk.models.tickets import Ticket


def stored_as(attachment: Attachment, _name: str) -> str:
    """Return a path that says nothing and can't be guessed; the real name is only in the row."""
    return f"attachments/{attachment.pk.hex[:2]}/{attachment.pk.hex}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> AttachmentQuerySet:
        """The only door to files: public ones of tickets one sees, all of those one handles, and one's own uploads.

        What waits for a form to be sent is nobody else's business, not even that of who sees everything.
        """
        standing = user.standing
        if standing.is_nobody:
            return self.none()
        own = Q(ticket__isnull=True, uploaded_by=user.pk)
        if standing.is_agent or standing.reads_all:
            return self.filter(own | Q(ticket__isnull=False))
        seen = Ticket.objects.visible_to(user).values("pk")
        handled = Q(ticket__in=Ticket.objects.filter(work_orders__unit__in=standing.units).values("pk"))
        handled |= Q(ticket__lead_unit__in=standing.head_of)
        return self.filter(own | Q(Q(public=True) | handled, ticket__in=seen))


class Attachment(models.Model):
    """A file, served as a download only. Without a ticket it waits for the form it was chosen in to be sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments")
    file = models.FileField(upload_to=stored_as, max_length=200)
    name = models.CharField(max_length=150)
    type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    public = models.BooleanField(default=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="uploads")
    uploaded_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:attachment", args=[self.pk])
