"""A question and all that is said about it in one row."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.intake import Question
from catalog.models import Category, Product, ProductVersion
from organisation.models import Department, Location, Unit, User
from servicedesk.lifecycle import (
    APPROVAL_MOVES,
    ENDED,
    OPEN,
    OPEN_APPROVAL,
    TICKET_MOVES,
    ApprovalState,
    Channel,
    Kind,
    State,
    Urgency,
    WaitingFor,
    Wakes,
)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: User) -> TicketQuerySet:
        """The only door to tickets.

        Agents and readers see all; others what they asked, what they are asked to approve (also as deputy), what they
        were let in to read, and what their unit leads or works on.
        """
        standing = user.standing
        if standing.is_agent or standing.reads_all:
            return self
        if standing.is_nobody:
            return self.none()
        mine = Q(requester=standing.user_id) | Q(pk__in=Approval.objects.decided_by(user).values("ticket"))
        let_in = Ticket.objects.filter(accesses__person=standing.user_id, accesses__is_given=True)
        mine |= Q(pk__in=let_in.values("pk"))
        if standing.units:
            # Through the relation's own model, not a join: a ticket with three orders is still one row.
            ours = Ticket.objects.filter(work_orders__unit__in=standing.units).values("pk")
            mine |= Q(pk__in=ours) | Q(lead_unit__in=standing.head_of)
        return self.filter(mine)

    def asked_by(self, user: User) -> TicketQuerySet:
        return self.filter(requester=user.pk)

    def open(self) -> TicketQuerySet:
        return self.filter(state__in=OPEN)

    def unassigned(self) -> TicketQuerySet:
        """Keep what nobody has taken and somebody should: open, and not waiting for anyone else."""
        return self.filter(assignee__isnull=True, state__in=[State.NEW, State.IN_PROGRESS])

    def reported_by(self, report: models.Model) -> TicketQuerySet:
        """Keep what a visitor reported; who has the report's secret may follow it."""
        return self.filter(visitor_report=report.pk)

    def awake(self) -> TicketQuerySet:
        """Keep what nobody put out of sight for a while."""
        return self.filter(wakes_on="")

    def asleep(self) -> TicketQuerySet:
        return self.open().exclude(wakes_on="")

    def given_back(self) -> TicketQuerySet:
        """Keep what has a work order that came back. All of it is open: no question ends with work undone."""
        return self.filter(given_back_at__isnull=False)

    def waiting(self) -> TicketQuerySet:
        return self.filter(state=State.WAITING)

    def overdue(self, at: datetime) -> TicketQuerySet:
        return self.open().filter(resolve_by__lt=at)

    def numbered(self, number: str) -> TicketQuerySet:
        """Keep the ticket with this number, such as M-10482 or 10482; nothing for any other text."""
        digits = number.strip().upper().removeprefix("M-")
        return (
            self.filter(pk=int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 13 else self.none()
        )

    def found_by(self, words: str, by: User | None = None) -> TicketQuerySet:
        """Keep what says all `words`, or is the number asked for. What is inside, only where `by` may read it."""
        if self.numbered(words).exists():
            return self.numbered(words)
        # Through its own manager: the words stand in a module above this one.
        kept: Any = self.model._meta.get_field("words").related_model
        found = kept.objects.with_all(words, by)
        return self.filter(pk__in=found.values("pk"))

    def for_display(self) -> TicketQuerySet:
        """Fetch in one query what a row or a page shows."""
        return self.select_related(
            "requester__department", "location", "lead_unit", "executing_unit", "assignee", "product", "product_version"
        )


class Ticket(models.Model):
    """Anything a customer brings. Its row says how it stands; its events say how that came about."""

    subject = models.CharField(_("subject"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, blank=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets")
    product_version = models.ForeignKey(
        ProductVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets"
    )
    answers = models.JSONField(default=dict, blank=True)
    requester = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets")
    room = models.CharField(_("room"), max_length=30, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    urgency = models.CharField(_("urgency"), max_length=6, choices=Urgency, default=Urgency.NORMAL)
    lead_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tickets_led")
    executing_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tickets_worked")
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets_assigned")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NEW)
    waiting_for = models.CharField(max_length=10, choices=WaitingFor, blank=True)
    explanation = models.JSONField(default=list, blank=True)
    rule_version = models.PositiveIntegerField(default=0)
    skill = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    phase = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField()
    respond_by = models.DateTimeField()
    resolve_by = models.DateTimeField()
    responded_at = models.DateTimeField(null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    first_contact = models.BooleanField(default=False)
    self_service = models.BooleanField(default=False)
    outage = models.ForeignKey("Outage", on_delete=models.PROTECT, null=True, blank=True, related_name="tickets")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    # Out of sight of the queues: until what happens, and until when at the latest.
    wakes_on = models.CharField(max_length=10, choices=Wakes, blank=True)
    asleep_until = models.DateTimeField(null=True, blank=True)
    # Since when a back office has given an order of it back that nobody dealt with: follows from the orders.
    given_back_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    # Said by a rule while it is being opened; the approvals that follow from it are rows.
    must_be_approved = False

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["resolve_by", "id"], name="ticket_open_by_promise", condition=Q(state__in=sorted(OPEN))
            ),
            models.Index(
                fields=["changed_at", "id"], name="ticket_open_by_change", condition=Q(state__in=sorted(OPEN))
            ),
            models.Index(
                fields=["opened_at", "id"], name="ticket_open_by_opening", condition=Q(state__in=sorted(OPEN))
            ),
            models.Index(
                fields=["state", "changed_at", "id"],
                name="ticket_over_by_change",
                condition=Q(state__in=["solved", *sorted(ENDED)]),
            ),
            models.Index(fields=["requester", "-id"], name="ticket_by_requester"),
            # What is open is little, however much is over: these stay small, and a queue is read in its order.
            models.Index(
                fields=["assignee", "resolve_by", "id"],
                name="ticket_open_by_assignee",
                condition=Q(state__in=sorted(OPEN)),
            ),
            models.Index(
                fields=["lead_unit", "resolve_by", "id"],
                name="ticket_open_by_lead",
                condition=Q(state__in=sorted(OPEN)),
            ),
            models.Index(
                fields=["resolve_by", "id"],
                name="ticket_unassigned",
                condition=Q(assignee__isnull=True, state__in=["in_progress", "new"]),
            ),
            models.Index(fields=["state", "resolve_by", "id"], name="ticket_by_state"),
            models.Index(fields=["asleep_until", "id"], name="ticket_asleep", condition=~Q(wakes_on="")),
            models.Index(
                fields=["resolve_by", "id"], name="ticket_given_back", condition=Q(given_back_at__isnull=False)
            ),
            # A search among all is read in this order.
            models.Index(fields=["opened_at", "id"], name="ticket_by_opening"),
            models.Index(
                fields=["kind", "resolve_by", "id"], name="ticket_open_by_kind", condition=Q(state__in=sorted(OPEN))
            ),
            models.Index(
                fields=["location", "resolve_by", "id"],
                name="ticket_open_by_place",
                condition=Q(state__in=sorted(OPEN)),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="ticket_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="ticket_ended_has_time",
                condition=Q(state__in=["closed", "cancelled"], closed_at__isnull=False)
                | (~Q(state__in=["closed", "cancelled"]) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="ticket_waits_for_something",
                condition=(Q(state="waiting") & ~Q(waiting_for="")) | (~Q(state="waiting") & Q(waiting_for="")),
            ),
            models.CheckConstraint(
                name="ticket_sleeps_while_open",
                condition=Q(wakes_on="", asleep_until__isnull=True)
                | (Q(state__in=sorted(OPEN)) & ~Q(wakes_on="") & (Q(asleep_until__isnull=False) | ~Q(wakes_on="date"))),
            ),
            models.CheckConstraint(
                name="ticket_product_has_version",
                condition=Q(product__isnull=True, product_version__isnull=True)
                | Q(product__isnull=False, product_version__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("portal:ticket", args=[self.pk])

    @property
    def number(self) -> str:
        """Short, speakable, never reused."""
        return f"M-{self.pk}"

    def get_desk_url(self) -> str:
        return reverse("desk:ticket", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def is_overdue(self, at: datetime) -> bool:
        return self.is_open and self.resolve_by < at

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of the product version it was asked under."""
        return self.product_version.as_definition.questions if self.product_version else ()

    @property
    def reasons(self) -> list[str]:
        """Why it is where it is, in the reader's language."""
        return [gettext(text).format(**fill) for text, fill in self.explanation]

    def who_may(self, verb: str) -> Set[str]:
        return TICKET_MOVES[verb].who

    def relations_of(self, user: User) -> Set[str]:
        """What `user` is to this ticket."""
        standing = user.standing
        found = set()
        if standing.is_agent:
            found.add("agent")
        if self.lead_unit_id in standing.head_of:
            found.add("head")
        if standing.user_id is not None and self.requester_id == standing.user_id:
            found.add("requester")
        if standing.units and self.work_orders.filter(unit__in=standing.units).exists():
            found.add("worker")
        return found

    def shows_inside_to(self, user: User) -> bool:
        """May `user` read internal notes? Those who handle it and who read everything; never because one asked it."""
        return user.standing.reads_all or bool(self.relations_of(user) & {"agent", "head", "worker"})

    def verbs_for(self, user: User) -> list[str]:
        """The verbs that the state allows and `user` has the right to: which buttons are there?"""
        relations = self.relations_of(user)
        return [verb for verb, move in TICKET_MOVES.items() if self.state in move.to and move.who & relations]


class LinkKind(models.TextChoices):
    RELATED = "related", _("has to do with")
    DUPLICATE = "duplicate", _("is the same as")
    CAUSED_BY = "caused_by", _("is caused by")
    PART_OF = "part_of", _("is a part of")


class Link(models.Model):
    """One ticket has to do with another."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=LinkKind, default=LinkKind.RELATED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other", "kind"], name="link_unique"),
            models.CheckConstraint(name="link_to_another", condition=~Q(ticket=models.F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind} {self.other_id}"


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def decided_by(self, user: User) -> ApprovalQuerySet:
        """Keep those asked of `user`, or of someone for whom `user` deputises today; past ones included."""
        if user.standing.is_nobody:
            return self.none()
        own = Q(approver__in=user.standing.decides_for, state__in=[ApprovalState.ASKED, "approved", "refused"])
        return self.filter(own | Q(decided_by=user.pk))

    def visible_to(self, user: User) -> ApprovalQuerySet:
        """The only door to approvals: of tickets one sees, and those one decides."""
        return self.filter(
            Q(ticket__in=Ticket.objects.visible_to(user).values("pk")) | Q(pk__in=self.model.objects.decided_by(user))
        )

    def for_display(self) -> ApprovalQuerySet:
        """Fetch in one query what a row or a page shows."""
        return self.select_related(
            "approver", "decided_by", "ticket__requester__department", "ticket__product", "ticket__product_version"
        )

    def asked_of(self, user: User) -> ApprovalQuerySet:
        """Keep what `user` can decide now, for oneself or as a deputy; never about one's own question."""
        return self.asked().filter(approver__in=user.standing.decides_for).exclude(ticket__requester=user.pk)

    def asked(self) -> ApprovalQuerySet:
        return self.filter(state=ApprovalState.ASKED)

    def open(self) -> ApprovalQuerySet:
        return self.filter(state__in=OPEN_APPROVAL)


class Approval(models.Model):
    """One step: whose signature is needed, and what was decided by whom (rule 5)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="approvals")
    step = models.PositiveSmallIntegerField()
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="approvals")
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.PLANNED)
    asked_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="approvals_decided")
    comment = models.TextField(blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["ticket", "step"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "step"], name="approval_step_unique"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(state="asked"), name="approval_one_asked"),
            models.CheckConstraint(
                name="approval_decided_has_who",
                condition=Q(state__in=["approved", "refused"], decided_at__isnull=False, decided_by__isnull=False)
                | (~Q(state__in=["approved", "refused"]) & Q(decided_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.step} {self.state}"

    def who_may(self, verb: str) -> Set[str]:
        return APPROVAL_MOVES[verb].who

    def relations_of(self, user: User) -> Set[str]:
        """An approver is never the requester, whoever else may have asked for that."""
        if user.pk == self.ticket.requester_id:
            return {"requester"}
        return {"approver"} if self.approver_id in user.standing.decides_for else set()
