"""A conversation that goes on: who it is, what it is about, and what saving it would promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext

from catalog.forms.intake import IntakeForm
from catalog.intake import cleaned, faults
from catalog.models import Product
from core import wording
from core.refusals import Refused
from organisation.models import User
from organisation.services import guest_group
from servicedesk.forms.register import Register, place
from servicedesk.kind_offers import called
from servicedesk.lifecycle import Kind, Urgency
from servicedesk.models import Draft, Outage, Ticket
from servicedesk.offered import Filling
from servicedesk.offers import filling
from servicedesk.outages import at_the_call
from servicedesk.queues import desk_tickets
from servicedesk.services.intake import drawn_up

# So many open questions and last ones of a caller are shown, and conversations that aren't registered yet.
OPEN, LAST, TABS = 6, 5, 9


class Tab(NamedTuple):
    """A conversation that isn't registered yet: its key and who it is with."""

    call: str
    name: str
    current: bool


class Conversation:
    """What the screen shows of a conversation, read once where it is needed. `sent` are the fields as typed."""

    def __init__(self, form: Register, by: User, sent: MultiValueDict[str, str], files: Any = None) -> None:
        self.form, self.by, self.sent, self.files = form, by, sent, files

    @cached_property
    def customer(self) -> User | None:
        return self._chosen("requester")

    @cached_property
    def is_guest(self) -> bool:
        return self.customer is None and bool(self._chosen("guest"))

    @cached_property
    def product(self) -> Product | None:
        return self._chosen("product")

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """What the agent should ask or do, as the chosen offer has it."""
        return self._filled.steps if self._filled else ()

    @property
    def check_list(self) -> tuple[str, tuple[str, ...]] | None:
        """What those steps are called, and the steps: they go along with the question."""
        return (self._filled.title, self._filled.steps) if self._filled and self._filled.steps else None

    @property
    def outage(self) -> Outage | None:
        """The known problem that was chosen."""
        return self._filled.outage if self._filled else None

    @cached_property
    def _filled(self) -> Filling | None:
        return filling(self._value("offer"), by=self.by, customer=self.customer)

    @property
    def is_ready(self) -> bool:
        """Was something chosen that says the question already, so that the product's own questions can wait?"""
        return not self._value("offer").startswith("product:")

    @property
    def label(self) -> str:
        """What was chosen, by its name; a kind alone has none but its own."""
        if self.product:
            return self.product.name
        only_kind = called(self.kind) if self.kind and self._value("offer") else ""
        return self._value("subject") or only_kind

    @property
    def kind(self) -> str:
        kind = self._value("kind") or (self.product.definition.kind if self.product else "")
        return kind if kind in Kind.values else ""

    @property
    def urgency(self) -> str:
        """How urgent it is in words, where that isn't as always."""
        value = self._value("urgency")
        return str(Urgency(value).label) if value in Urgency.values and value != Urgency.NORMAL else ""

    @cached_property
    def open(self) -> list[Ticket]:
        """What the caller still waits for, the first promise first."""
        if self.customer is None:
            return []
        rows = desk_tickets(self.by).filter(requester=self.customer.pk).open().order_by("resolve_by", "pk")
        return list(rows[:OPEN])

    @cached_property
    def last(self) -> list[Ticket]:
        """What the caller asked before and is over, the latest first."""
        if self.customer is None:
            return []
        over = desk_tickets(self.by).filter(requester=self.customer.pk, state__in=["solved", "closed", "cancelled"])
        return list(over.order_by("-pk")[:LAST])

    @cached_property
    def outages(self) -> list[Outage]:
        """What is known to be wrong at this place, or with this product."""
        return at_the_call(self.by, self.customer, place(self._place)[0], self.product)

    @cached_property
    def deputy(self) -> User | None:
        """Who decides for the caller today."""
        if self.customer is None:
            return None
        today = timezone.localdate()
        deputies = self.customer.deputies.filter(starts_on__lte=today, ends_on__gte=today)
        found = deputies.select_related("deputy").first()
        return found.deputy if found else None

    @cached_property
    def intake(self) -> IntakeForm | None:
        """The product's questions, with what was answered so far; an agent may leave some open."""
        if self.product is None or not self.product.definition.questions:
            return None
        about, questions = self.customer or self.by, self.product.definition.questions
        names = {*self.sent, *(self.files or ())}
        if any(names & {f"q-{question.key}", f"q-{question.key}-kept"} for question in questions):
            return IntakeForm(self.sent, self.files, questions=questions, user=about, complete=False)
        return IntakeForm(questions=questions, user=about, complete=False)

    @cached_property
    def tabs(self) -> list[Tab]:
        """The conversations of this agent that aren't registered yet; the one on the screen among them."""
        now, unknown = self._value("call"), gettext("Unknown caller")
        kept = [(draft.call, draft.fields) for draft in Draft.objects.visible_to(self.by).calls()[:TABS]]
        chosen = [str(fields.get("requester") or "") for _call, fields in kept]
        ids = [int(pk) for pk in chosen if pk.isdecimal() and len(pk) < 10]
        people = User.objects.visible_to(self.by).filter(pk__in=ids) if ids else []
        names = {str(one.pk): one.name for one in people}
        tabs = [
            Tab(call, names.get(fields.get("requester", "")) or fields.get("guest_name") or unknown, call == now)
            for call, fields in kept
        ]
        if any(tab.current for tab in tabs):
            return tabs
        return [*tabs, Tab(now, str(self.customer or gettext("New conversation")), True)]

    @cached_property
    def sentence(self) -> str:
        """What can be read to the caller: who does it, and by when, as `open_ticket` would have it."""
        if self.customer is None and not self.is_guest:
            return gettext("Choose who it is and what it is about. Then you can read here what we promise.")
        if not (self.product or self.kind or self._value("subject") or self._value("description")):
            return gettext("Choose what it is about. Then you can read here what we promise.")
        try:
            ticket = drawn_up(by=self.by, **self._question())
        except Refused as refusal:
            return str(refusal)
        except PermissionDenied:
            return ""
        return _promised(ticket)

    def _question(self) -> dict[str, Any]:
        location, room = place(self._place)
        questions = self.product.definition.questions if self.product else ()
        answers = cleaned(questions, {q.key: self.sent.get(f"q-{q.key}", "") for q in questions})
        wrong = faults(questions, answers)
        kinds = {q.key for q in questions if q.kind in ("yes_no", "choice")}
        return {
            "requester": self.customer or User(name=gettext("Unknown caller"), group=guest_group()),
            "subject": "—",
            "channel": "phone",
            "kind": self.kind,
            "product": self.product,
            # What is picked decides which parts there are; what is typed can't change the promise.
            "answers": {key: value for key, value in answers.items() if key in kinds and key not in wrong},
            "location": location,
            "room": room,
            "urgency": self._value("urgency") if self._value("urgency") in Urgency.values else "normal",
        }

    @property
    def _place(self) -> str:
        return self._value("place")[:60].replace("\0", "")

    def _value(self, name: str) -> str:
        return str(self.form[name].value() or "")

    def _chosen(self, field: str) -> Any:
        """Return what was chosen so far, whatever is wrong with the rest; None when it can't be read."""
        try:
            return self.form.fields[field].clean(self.form[field].value())
        except ValidationError:
            return None


def _promised(ticket: Ticket) -> str:
    now, zone = timezone.now(), timezone.get_current_timezone()
    words = gettext("“I pass this on to %(unit)s. You hear from us by %(respond)s. It is done by %(ready)s.”")
    return words % {
        "unit": ticket.executing_unit.name,
        "respond": wording.promise(ticket.respond_by, now=now, zone=zone),
        "ready": wording.promise(ticket.resolve_by, now=now, zone=zone),
    }


def choose(pick: str, sent: MultiValueDict[str, str], *, by: User) -> MultiValueDict[str, str]:
    """Return the fields of the form after choosing `person:12`, `person:new`, `person:` (nobody) or an offer."""
    fields: MultiValueDict[str, str] = MultiValueDict({name: list(values) for name, values in sent.lists()})
    source, _, key = pick.partition(":")
    before = _person(fields.get("requester", ""), by)
    changes = _who(key, fields, before, by) if source == "person" else _what(pick, fields, before, by)
    for name, value in changes.items():
        fields[name] = value
    return fields


def _who(key: str, fields: MultiValueDict[str, str], before: User | None, by: User) -> Mapping[str, str]:
    """A room that was filled in goes along with whose it is; one that the agent typed stays."""
    person = _person(key, by)
    typed = fields.get("people", "").strip()
    changes = {"requester": str(person.pk) if person else "", "guest": "on" if key == "new" else "", "people": ""}
    if key == "new" and not fields.get("guest_name"):
        changes |= _guessed(typed)
    if fields.get("place", "").strip() in ("", room_of(before)):
        changes["place"] = room_of(person)
    return changes


def _guessed(typed: str) -> dict[str, str]:
    """What was looked for in vain is the stranger's address, number or name."""
    if "@" in typed:
        return {"guest_email": typed}
    return {"guest_number" if typed[:1] in "+0123456789" and typed else "guest_name": typed}


def _what(pick: str, fields: MultiValueDict[str, str], customer: User | None, by: User) -> Mapping[str, str]:
    """What the agent typed stays; what the offer before filled in makes place for this one."""
    filled = filling(pick, by=by, customer=customer)
    gone = filling(fields.get("offer", ""), by=by, customer=customer)
    changes = {
        "what": "",
        "offer": pick if filled else "",
        "product": "",
        "kind": "",
        "urgency": "normal",
        "subject": "",
    }
    for name in ("description", "text"):
        if fields.get(name, "").strip() in ("", getattr(gone, name, "").strip()):
            changes[name] = getattr(filled, name, "")
    if filled is None:
        return changes
    chosen = {"kind": filled.kind, "urgency": filled.urgency, "subject": filled.subject}
    return changes | chosen | {"product": str(filled.product.pk) if filled.product else ""}


def _person(key: str, by: User) -> User | None:
    known = key.isascii() and key.isdigit() and len(key) < 10
    return User.objects.visible_to(by).select_related("location").filter(pk=int(key)).first() if known else None


def room_of(person: User | None) -> str:
    """Return where somebody works, as it is written: `B30 4.12`."""
    if person is None:
        return ""
    return " ".join(filter(None, [person.location.code if person.location else "", person.room]))
