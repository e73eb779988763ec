"""What every floor may need a row for: an answer given once, and the pulse of beat."""

from django.db import models


class Once(models.Model):
    """The answer to a request that carried a key, so that the same request gets the same answer."""

    owner = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="once_owner_key_unique")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"


class Pulse(models.Model):
    """When something that should happen again and again happened last."""

    name = models.CharField(max_length=50, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
