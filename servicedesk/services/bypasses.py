"""What goes round the front office: a unit that was asked directly, and calls and mail to addresses of before.

Works councils ask it and rightly: nobody can count who registered how many. The step in the log that opens the question
has no actor, the contact no agent, and the row that is counted no person. What the log needs to explain the question
is which unit was asked, and that is in it.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from catalog.models import Product
from core.refusals import Refused
from organisation import telephone
from organisation.models import Unit, User
from routing.models import PhaseStart, RetiredAddress
from servicedesk.lifecycle import Channel
from servicedesk.models import Bypass, Contact, Ticket
from servicedesk.models.bypasses import Way
from servicedesk.services.approvals import request_approvals
from servicedesk.services.checks import put_lists_of_product
from servicedesk.services.ground import said
from servicedesk.services.intake import open_unsigned

WHO = 100


@transaction.atomic
def register_bypass(*, by: User, unit: Unit, who: str, about: str) -> Ticket:
    """Make a question for the front office of what `unit` was asked directly, and let the customer know where to ask.

    `who` is a name, number, e-mail address or username: exactly one colleague, or it stays as it was written and the
    front office finds out. `about` is the name of a product, or words. Refuses what does go straight to its unit.
    """
    if unit.pk not in by.standing.worker_in | by.standing.head_of:
        raise PermissionDenied
    who = said(who, gettext("Who asked it?"), "who")
    about = said(about, gettext("Say in a few words what it is about, in 200 characters at most."), "about")
    customer = whose(who)
    product = _product(about, customer)
    if product is not None and not product.via_front_office:
        text = product.definition.direct_note or gettext("This goes straight to who does the work: it is no bypass.")
        raise Refused(text, {"about": [text]})
    ticket = open_unsigned(
        asked=unit.name,
        subject=about,
        description="" if customer else gettext("Asked by: %(who)s") % {"who": who[:WHO]},
        requester=customer,
        department=customer.department if customer else None,
        location=customer.location if customer else None,
        room=customer.room if customer else "",
        product=product,
        channel=Channel.DESK,
    )
    at = ticket.opened_at
    Contact.objects.create(
        ticket=ticket, person=customer, channel=Channel.DESK, site=unit, answered_at=at, ended_at=at, outcome="bypass"
    )
    Bypass.objects.create(unit=unit, product=product, phase=ticket.phase, way=Way.ASKED, at=at, ticket=ticket)
    put_lists_of_product(ticket)
    request_approvals(ticket, by=None)
    return ticket


@transaction.atomic
def count_bypass(*, address: str, at: datetime, reference: str) -> Bypass | None:
    """Count what came in at a number or mailbox that was retired by then; None where it wasn't.

    The same `reference` again is the same one.
    """
    local = timezone.localtime(at).date()
    row = RetiredAddress.objects.reached_by(address, local).order_by("pk").first()
    if row is None:
        return None
    way = Way.MAIL if row.email else Way.CALL
    start = PhaseStart.objects.in_force(at)
    values = {"unit_id": row.unit_id, "way": way, "at": at, "phase": start.phase.number if start else None}
    bypass, is_new = Bypass.objects.get_or_create(reference=f"{way}:{reference}"[:200], defaults=values)
    if is_new:
        channel = Channel.EMAIL if row.email else Channel.PHONE
        Contact.objects.create(channel=channel, site_id=row.unit_id, answered_at=at, ended_at=at, outcome="bypass")
    return bypass


def whose(who: str) -> User | None:
    """Return the one colleague whose name, number, e-mail address or username this is. None for nobody, or several."""
    number = telephone.normal(who)
    asked = Q(name__iexact=who) | Q(username__iexact=who) | Q(email__iexact=who) | Q(name__iendswith=f" {who}")
    if number:
        asked |= Q(phone__in=telephone.may_be(number))
    found = list(User.objects.filter(asked, is_active=True).select_related("department", "location", "manager")[:2])
    return found[0] if len(found) == 1 else None


def _product(about: str, customer: User | None) -> Product | None:
    """Return the product with this name, if the customer can have it."""
    offered = Product.objects.offered_to(customer) if customer else Product.objects.published()
    return offered.select_related("current").filter(name__iexact=about).first()
