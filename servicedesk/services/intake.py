"""How a question comes in: opening a ticket, and choosing what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext

from catalog.definition import Definition, lead_days
from catalog.intake import Question as FormQuestion
from catalog.intake import cleaned, faults, missing
from catalog.models import Category, Product
from core.refusals import Refused
from organisation.models import CustomerGroup, Location, Unit, User
from organisation.opening import house_calendar
from routing.asking import ground_at, question_about, told
from routing.decide import Decision, Question
from routing.duty import ON_DUTY, on_duty
from servicedesk.deadlines import promise
from servicedesk.lifecycle import Channel, Kind, OrderState, Urgency
from servicedesk.models import Attachment, Contact, Ticket
from servicedesk.services.approvals import request_approvals
from servicedesk.services.checks import put_lists_of_product
from servicedesk.services.files import bind
from servicedesk.services.ground import TRACKED, jsonable, kept, lock, log, record
from servicedesk.services.words import begin_words

# As many characters as the columns hold.
SUBJECT, ROOM = 200, 30


@transaction.atomic
def open_ticket(
    *,
    by: User,
    subject: str,
    channel: str,
    description: str = "",
    kind: str = "",
    product: Product | None = None,
    answers: Mapping[str, object] | None = None,
    requester: User | None = None,
    location: Location | None = None,
    room: str = "",
    urgency: str = "normal",
    files: Sequence[Attachment] = (),
    answered_at: datetime | None = None,
) -> Ticket:
    """Make one ticket of one contact (rule 1). Only agents may ask for someone else.

    Refuses an empty subject, a product the requester can't have, and answers that can't be right; from the requester
    also a required answer that is missing. An agent may save an incomplete intake, but not forward it.
    """
    ticket = drawn_up(
        by=by,
        subject=subject,
        channel=channel,
        description=description,
        kind=kind,
        product=product,
        answers=answers,
        requester=requester,
        location=location,
        room=room,
        urgency=urgency,
    )
    _insert(ticket)
    _contact(ticket, by=by, answered_at=answered_at or ticket.opened_at)
    definition = ticket.product_version.as_definition if ticket.product_version else None
    bind(ticket, [*files, *_answered_files(definition, ticket.answers)], by=by)
    _log_opening(ticket, by=by)
    put_lists_of_product(ticket)
    request_approvals(ticket, by=by)
    return ticket


def drawn_up(
    *,
    by: User,
    subject: str,
    channel: str,
    description: str = "",
    kind: str = "",
    product: Product | None = None,
    answers: Mapping[str, object] | None = None,
    requester: User | None = None,
    location: Location | None = None,
    room: str = "",
    urgency: str = "normal",
) -> Ticket:
    """Return the ticket that `open_ticket` would make, and write nothing: who answers, and what is promised."""
    requester = requester or by
    if by.standing.is_nobody or (requester.pk != by.pk and not by.standing.is_agent):
        raise PermissionDenied
    room = kept(room, "room", ROOM)
    definition = _offered(product, requester, by)
    answers = _checked_answers(definition, answers or {}, _usable(by), complete=requester.pk == by.pk)
    now = timezone.now()
    ticket = Ticket(
        subject=_subject(subject),
        description=kept(description, "description"),
        kind=_one_of(kind, Kind, "kind") if kind else (definition.kind if definition else ""),
        requester=requester,
        department=requester.department,
        location=location or requester.location,
        room=room or ("" if location and location != requester.location else requester.room),
        channel=_one_of(channel, Channel, "channel"),
        urgency=_one_of(urgency, Urgency, "urgency"),
        answers=answers,
        opened_at=now,
        changed_at=now,
        self_service=requester.pk == by.pk and channel in (Channel.PORTAL, Channel.API),
    )
    _place(ticket, product, definition, now)
    _to_who_is_on_duty(ticket)
    return ticket


@transaction.atomic
def open_for_visitor(*, subject: str, description: str, location: Location, room: str) -> Ticket:
    """Make a ticket of a fault that somebody without an account reports at a known place. Nobody of ours asked it."""
    ticket = open_unsigned(
        subject=subject,
        description=description,
        kind=Kind.INCIDENT,
        location=location,
        room=room,
        channel=Channel.PORTAL,
        self_service=True,
    )
    _contact(ticket, by=None, answered_at=ticket.opened_at)
    return ticket


def open_unsigned(*, asked: str = "", product: Product | None = None, **values: Any) -> Ticket:
    """Write a ticket whose first step in the log has no actor; `asked` is the name of a unit that was asked it.

    Makes no contact: only the caller knows how somebody reached us.
    """
    now = timezone.now()
    values["subject"] = _subject(values["subject"])
    values["description"] = kept(values["description"], "description")
    ticket = Ticket(**values, opened_at=now, changed_at=now)
    definition = product.definition if product else None
    ticket.kind = ticket.kind or (definition.kind if definition else "")
    _place(ticket, product, definition, now)
    _to_who_is_on_duty(ticket)
    _insert(ticket)
    _log_opening(ticket, by=None, asked=asked)
    return ticket


@transaction.atomic
def classify(
    ticket: Ticket,
    *,
    by: User,
    kind: str | None = None,
    product: Product | None = None,
    answers: Mapping[str, object] | None = None,
    urgency: str | None = None,
    location: Location | None = None,
    room: str | None = None,
    seen: int | None = None,
) -> Ticket:
    """Say what a ticket is about: its kind (rule 2), product, answers, urgency, place. None leaves a thing as it is.

    A new product decides anew who answers, who works and what is promised; refused once work has been ordered.
    """
    ticket = lock(ticket, "classify", by=by, seen=seen)
    product_before = ticket.product_id
    if kind is not None:
        ticket.kind = _one_of(kind, Kind, "kind")
    if urgency:
        ticket.urgency = _one_of(urgency, Urgency, "urgency")
    ticket.location = location or ticket.location
    ticket.room = kept(room, "room", ROOM) if room is not None else ticket.room
    if product is not None and product.pk != ticket.product_id:
        _change_product(ticket, product, by)
    definition = ticket.product_version.as_definition if ticket.product_version else None
    if answers is not None:
        ticket.answers = _checked_answers(definition, answers, _usable(by, ticket), complete=False)
        bind(ticket, _answered_files(definition, ticket.answers), by=by)
    if urgency or answers is not None:
        # The answers decide which parts there are, and with them how long it takes.
        _promise(ticket, definition, ticket.opened_at)
    record(ticket, "classify", by=by, kind=ticket.kind, product=ticket.product.name if ticket.product else "")
    if ticket.product_id != product_before:
        put_lists_of_product(ticket)
        request_approvals(ticket, by=by)
    return ticket


def missing_answers(ticket: Ticket) -> list[FormQuestion]:
    """Return the required questions that have no answer yet (rule 3)."""
    return missing(ticket.questions, ticket.answers)


def _change_product(ticket: Ticket, product: Product, by: User) -> None:
    if ticket.work_orders.open().exists():
        raise Refused(gettext("Work has been ordered for this product. Cancel the work orders first."))
    # Else a part of the new product with the same key would pass for done.
    if ticket.work_orders.exclude(part="").exclude(state=OrderState.CANCELLED).exists():
        raise Refused(gettext("Parts of this product are done already. Open a new question for another product."))
    if ticket.approvals.exists():
        raise Refused(gettext("Approval was asked for this product. Open a new question for another product."))
    definition = _offered(product, ticket.requester or by, by)
    if not ticket.kind and definition:
        ticket.kind = definition.kind
    ticket.answers = {}
    _place(ticket, product, definition, ticket.opened_at)


def _offered(product: Product | None, requester: User, by: User) -> Definition | None:
    """Return the definition in force, if `requester` can have the product and `by` may order it this way."""
    if product is None:
        return None
    offered = Product.objects.offered_to(requester).select_related("current").filter(pk=product.pk).first()
    if offered is None:
        text = gettext("This can't be asked for by this person's customer group or at this location.")
        raise Refused(text, {"product": [text]})
    if by.standing.is_agent or requester.pk != by.pk:
        return offered.definition
    if not offered.via_front_office:
        raise Refused(offered.definition.direct_note, {"product": [offered.definition.direct_note]})
    if not offered.self_service:
        text = gettext("You can't order this yourself. Call us or ask your question without choosing a product.")
        raise Refused(text, {"product": [text]})
    return offered.definition


def _checked_answers(
    definition: Definition | None, answers: Mapping[str, object], usable: QuerySet[Attachment], *, complete: bool
) -> dict[str, str]:
    questions = definition.questions if definition else ()
    answers = cleaned(questions, answers)
    errors = {f"answers.{key}": [gettext(text)] for key, text in faults(questions, answers, _known(usable)).items()}
    if complete:
        needed = gettext("We need this answer to help you.")
        errors |= {f"answers.{question.key}": [needed] for question in missing(questions, answers)}
    if errors:
        raise Refused(gettext("Some answers are missing or can't be right."), errors)
    return answers


def _usable(by: User, ticket: Ticket | None = None) -> QuerySet[Attachment]:
    """The files that may answer a question: the ticket's own, and what `by` uploaded for it. No other ticket's."""
    uploaded = Q(ticket__isnull=True, uploaded_by=by)
    return Attachment.objects.filter(uploaded if ticket is None else uploaded | Q(ticket=ticket))


def _known(usable: QuerySet[Attachment]) -> dict[str, Any]:
    return {
        "location": lambda code: Location.objects.filter(code=code).exists(),
        "person": lambda username: User.objects.filter(username=username, is_active=True).exists(),
        "file": lambda pk: _is_uuid(pk) and usable.filter(pk=pk).exists(),
    }


def _subject(text: str) -> str:
    subject = " ".join(kept(text, "subject").split())
    if not subject or len(subject) > SUBJECT:
        message = gettext("Say in a few words what it is about, in 200 characters at most.")
        raise Refused(message, {"subject": [message]})
    return subject


def _one_of(value: str, choices: type[TextChoices], field: str) -> str:
    if value not in choices.values:
        text = gettext("Choose one of these: %(choices)s.") % {"choices": ", ".join(map(str, choices.labels))}
        raise Refused(text, {field: [text]})
    return value


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _place(ticket: Ticket, product: Product | None, definition: Definition | None, at: datetime) -> None:
    """Set product, units, phase, reasons and promise."""
    ground = ground_at(at, ticket.location)
    decision = ground.decide(_question(ticket, definition))
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=_codes(decision))}
    if decision.answered_by not in units:
        raise Refused(gettext("There is no front office to answer this yet."))
    skill = Category.objects.filter(code=decision.skill).first() if decision.skill else None
    ticket.product = product
    ticket.product_version = product.current if product else None
    ticket.lead_unit = units[decision.answered_by]
    ticket.executing_unit = units.get(decision.carried_out_by, ticket.lead_unit)
    ticket.skill = skill
    names = {code: unit.name for code, unit in units.items()} | ({skill.code: skill.name} if skill else {})
    ticket.explanation = told(decision.reasons, names)
    ticket.rule_version, ticket.must_be_approved = decision.rule_version, decision.approval
    ticket.phase = ground.phase.number if ground.phase else None
    _promise(ticket, definition, at)


def _to_who_is_on_duty(ticket: Ticket) -> None:
    """Where the unit answers by turns, today's colleague gets it; where nobody is named it is nobody's yet."""
    person = on_duty(ticket.lead_unit_id, timezone.localdate(ticket.opened_at))
    if person is not None:
        ticket.assignee = person
        ticket.explanation = [*ticket.explanation, [ON_DUTY, {"person": str(person), "unit": ticket.lead_unit.name}]]


def _question(ticket: Ticket, definition: Definition | None) -> Question:
    requester = ticket.requester
    group = requester.customer_group_id if requester else None
    return question_about(
        definition,
        kind=ticket.kind,
        group=CustomerGroup.objects.filter(pk=group).first() if group else None,
        department=ticket.department,
        location=ticket.location,
        channel=ticket.channel,
        urgency=ticket.urgency,
    )


def _codes(decision: Decision) -> set[str]:
    """The units that the decision names, those in its reasons included."""
    return {decision.answered_by, decision.carried_out_by} | {
        value for reason in decision.reasons for key, value in reason.fill if key in ("unit", "lead", "closed")
    }


def _promise(ticket: Ticket, definition: Definition | None, at: datetime) -> None:
    promised = promise(
        at, ticket.urgency, lead_days(definition, ticket.answers) if definition else None, house_calendar()
    )
    ticket.respond_by, ticket.resolve_by = promised


def _answered_files(definition: Definition | None, answers: Mapping[str, str]) -> list[Attachment]:
    """The files among checked answers that belong to no ticket yet."""
    keys = [question.key for question in (definition.questions if definition else ()) if question.kind == "file"]
    ids = [answers[key] for key in keys if key in answers]
    return list(Attachment.objects.filter(pk__in=ids, ticket__isnull=True))


def _insert(ticket: Ticket) -> None:
    """Write the new row, with the words it is found by."""
    ticket.save(force_insert=True)
    begin_words(ticket)


def _contact(ticket: Ticket, *, by: User | None, answered_at: datetime) -> Contact:
    """Write down that somebody reached us; with an agent where it was one who registered it."""
    registered = ticket.requester != by
    return Contact.objects.create(
        ticket=ticket,
        person=ticket.requester,
        agent=by if registered else None,
        channel=ticket.channel,
        site=ticket.lead_unit if registered else None,
        answered_at=min(answered_at, ticket.opened_at),
        ended_at=ticket.opened_at,
    )


def _log_opening(ticket: Ticket, *, by: User | None, asked: str = "") -> None:
    """Log the row as it began; later events tell what changed."""
    ticket.before = {field: getattr(ticket, field) for field in TRACKED}  # type: ignore[attr-defined]
    data = {"text": ticket.description, "asked": asked, "set": jsonable(ticket.before)}  # type: ignore[attr-defined]
    log(ticket, "opened", at=ticket.opened_at, by=by, public=True, order=None, data=data)
