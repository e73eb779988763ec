"""The steps of the check-lists that are on a question, and who ticked them off."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from organisation.models import User
from servicedesk.models.tickets import Ticket


class CheckQuerySet(models.QuerySet["Check"]):
    def visible_to(self, user: User) -> CheckQuerySet:
        """The only door to steps: for who sees the inside of their question, at the desk or because of the work."""
        standing = user.standing
        if standing.is_nobody:
            return self.none()
        if standing.is_agent or standing.reads_all:
            return self
        worked = Ticket.objects.filter(work_orders__unit__in=standing.units).values("pk")
        return self.filter(Q(ticket__lead_unit__in=standing.head_of) | Q(ticket__in=worked))

    def for_display(self) -> CheckQuerySet:
        """Fetch in one query what a list shows, in its order."""
        return self.select_related("done_by").order_by("pk")


class Check(models.Model):
    """One step of the check-list `title` on one question: still to do, or ticked off by somebody."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="checks")
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=200)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="check_done_by_somebody",
                condition=Q(done_by__isnull=True, done_at__isnull=True)
                | Q(done_by__isnull=False, done_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_done(self) -> bool:
        return self.done_at is not None
