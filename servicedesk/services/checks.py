"""Check-lists on a question. They overrule nothing: whoever reads the question meanwhile need not look again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.models import User
from servicedesk.models import Check, CheckList, Ticket
from servicedesk.services.ground import lock, log


@transaction.atomic
def put_list(ticket: Ticket, *, by: User, title: str, steps: Sequence[str]) -> list[Check]:
    """Put these steps on a question, as a list with this title. Refuses a list that is on it already."""
    ticket = lock(ticket, "note", by=by)
    if ticket.checks.filter(title=title).exists():
        raise Refused(gettext("This check-list is on the question already."))
    return begin_list(ticket, by=by, title=title, steps=steps)


def put_lists_of_product(ticket: Ticket) -> None:
    """Put on a question that was locked or is new the lists that come with its product."""
    if ticket.product_id is None:
        return
    there = ticket.checks.values("title")
    lists = CheckList.objects.in_use().filter(product=ticket.product_id, unit__isnull=False).exclude(name__in=there)
    for one in lists.order_by("pk"):
        begin_list(ticket, by=None, title=one.name, steps=one.steps)


def begin_list(ticket: Ticket, *, by: User | None, title: str, steps: Sequence[str]) -> list[Check]:
    """Write the steps on a question that was locked or is new."""
    rows = Check.objects.bulk_create(Check(ticket=ticket, title=title[:200], text=step) for step in steps)
    # Not `record`: the question has no new version, so words that a colleague is writing are still up to date.
    log(ticket, "list", at=timezone.now(), by=by, public=False, order=None, data={"title": title})
    return rows


@transaction.atomic
def tick(check: Check, *, by: User) -> Check:
    """Tick a step off. What a colleague ticked off stays as it is."""
    ticket, check = _locked(check, by)
    if not check.is_done:
        _keep(check, by, timezone.now())
        log(ticket, "tick", at=timezone.now(), by=by, public=False, order=None, data={"step": check.text})
    return check


@transaction.atomic
def untick(check: Check, *, by: User) -> Check:
    """Take the tick away again."""
    ticket, check = _locked(check, by)
    if check.is_done:
        _keep(check, None, None)
        log(ticket, "untick", at=timezone.now(), by=by, public=False, order=None, data={"step": check.text})
    return check


def _locked(check: Check, by: User) -> tuple[Ticket, Check]:
    ticket = lock(check.ticket, "note", by=by)
    return ticket, Check.objects.select_for_update(of=("self",)).get(pk=check.pk)


def _keep(check: Check, by: User | None, at: datetime | None) -> None:
    check.done_by, check.done_at = by, at
    check.save(update_fields=["done_by", "done_at"])
