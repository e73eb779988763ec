"""What somebody was writing and has not sent."""

from __future__ import annotations

from django.db import models
from django.utils.datastructures import MultiValueDict

from organisation.models import User

CALL = "call-"


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> DraftQuerySet:
        """The only door: one's own."""
        standing = user.standing
        return self.none() if standing.is_nobody else self.filter(owner=standing.user_id)

    def calls(self) -> DraftQuerySet:
        """Keep the conversations that have not been registered yet, oldest first."""
        return self.filter(key__startswith=CALL).order_by("pk")


class Draft(models.Model):
    """The fields of one form as they stood when they were kept last: of each name its values."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=50)
    data = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="draft_unique")]

    def __str__(self) -> str:
        return self.key

    @property
    def fields(self) -> MultiValueDict[str, str]:
        """What was typed, as a form takes it."""
        return MultiValueDict(self.data)

    @property
    def call(self) -> str:
        """The key of the conversation, as it stands in an address."""
        return self.key.removeprefix(CALL)
