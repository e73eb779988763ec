"""Who else may read a question: somebody who was named in a note about it and has no right of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from organisation.models import User
from servicedesk.models.events import Event
from servicedesk.models.tickets import Ticket


class AccessQuerySet(models.QuerySet["Access"]):
    def visible_to(self, user: User) -> AccessQuerySet:
        """The only door: for who answers the question, who reads everything, and oneself once it was given."""
        standing = user.standing
        if standing.is_agent or standing.reads_all:
            return self
        return self.filter(Q(ticket__lead_unit__in=standing.head_of) | Q(person=standing.user_id, is_given=True))

    def asked(self) -> AccessQuerySet:
        return self.filter(is_given=False)

    def given(self) -> AccessQuerySet:
        return self.filter(is_given=True)

    def for_display(self) -> AccessQuerySet:
        """Fetch in one query what the page of a question shows, in its order."""
        return self.select_related("person", "by").order_by("pk")


class Access(models.Model):
    """One person named in one note: asked to be let in, or given that note and what the customer reads, no more.

    `by` is who asked, afterwards who gave it.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="accesses")
    note = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="accesses")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    is_given = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = AccessQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "accesses"
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="access_once")]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.ticket_id}"
