"""What an agent fills in to do something with a question."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.dates import read_date
from catalog.models import Product
from core.forms import OnceForm
from organisation.access import FRONT_DESK
from organisation.models import Location, Membership, MembershipRole, Unit, UnitKind, User
from organisation.opening import house_calendar
from routing.known import Level
from routing.models import KnowHow
from servicedesk.forms.acts import Act, ActWithFiles, words
from servicedesk.forms.texts import offer_texts
from servicedesk.lifecycle import Kind, Urgency, Wakes
from servicedesk.models import Event, Ticket, WorkOrder
from servicedesk.models.tickets import LinkKind
from servicedesk.queues import desk_tickets
from servicedesk.services.linking import SPLITS
from servicedesk.wording import entry

CHOOSE = _("Choose one from the list.")


class Reply(ActWithFiles, OnceForm):
    """Words for the customer, or a note that stays inside; with files, or files only.

    `instead_of` names what came back earlier and is in these words: keys with commas between.
    """

    instead_of = forms.RegexField(r"^[0-9,]{0,200}$", required=False, widget=forms.HiddenInput)

    text = words(_("Text"), "", required=False, widget=forms.Textarea(attrs={"rows": 4, "data-texts": ""}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_texts(self.fields["text"], self.thing)

    def clean_instead_of(self) -> list[int]:
        keys = self.cleaned_data["instead_of"].split(",")
        return [int(key) for key in keys if key and len(key) < 18]


class Reopen(Act):
    text = words(_("What is not right yet?"), _("Write what is not right yet."))


class Cancel(Act):
    text = words(
        _("Why is it no longer needed?"),
        _("Say in a few words why."),
        help_text=_("The customer reads this. Work orders and approvals that are open are taken back."),
    )


class ByKnowHow(forms.ModelChoiceField):
    """Colleagues, with what they know of the question at hand."""

    def label_from_instance(self, person: User) -> str:
        level = getattr(person, "knows", None)
        return f"{person} · {Level(level).label}" if level else str(person)


class Assign(Act):
    to = ByKnowHow(User.objects.none(), label=_("Colleague"), error_messages={"required": CHOOSE})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = known_first(self.thing, colleagues(self.thing))  # type: ignore[attr-defined]


class Forward(Act):
    """What goes to a back office. Without a unit: what the catalogue says."""

    note = words(
        _("Note for who does the work"), "", required=False, help_text=_("The customer doesn't see this note.")
    )
    unit = forms.ModelChoiceField(
        Unit.objects.all(), required=False, label=_("Unit"), empty_label=_("As the catalogue has it")
    )
    task = forms.CharField(
        required=False, max_length=200, label=_("Task"), help_text=_("Only if it differs from the subject.")
    )


class Merge(Act):
    into = forms.CharField(
        max_length=20,
        label=_("Number of the other question"),
        help_text=_("This question goes on in that one. For example M-10482."),
        error_messages={"required": _("Fill in the number of the other question, for example M-10482.")},
    )

    def clean_into(self) -> Ticket:
        return _numbered(self.user, self.cleaned_data["into"])


class Link(Act):
    other = forms.CharField(
        max_length=20,
        label=_("Number of the other question"),
        help_text=_("Both questions stay open. For example M-10482."),
        error_messages={"required": _("Fill in the number of the other question, for example M-10482.")},
    )
    kind = forms.ChoiceField(choices=LinkKind.choices, label=_("This question …"))

    def clean_other(self) -> Ticket:
        return _numbered(self.user, self.cleaned_data["other"])


class Unlink(Act):
    other = forms.CharField(max_length=20)

    def clean_other(self) -> Ticket:
        return _numbered(self.user, self.cleaned_data["other"])


class Split(Act):
    """A message that becomes a question of its own."""

    event = forms.ChoiceField(label=_("Which message?"), error_messages={"required": CHOOSE})
    subject = forms.CharField(
        max_length=200,
        label=_("In a few words"),
        error_messages={"required": _("Write in a few words what it is about.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.events = {
            str(event.pk): event
            for event in self.thing.events.filter(public=True, verb__in=SPLITS).for_display()
            if event.text or event.verb == "opened"
        }
        choices = [(key, Truncator(_words(event, self.thing)).chars(70)) for key, event in self.events.items()]
        self.fields["event"].choices = choices  # type: ignore[attr-defined]

    def clean_event(self) -> Event:
        return self.events[self.cleaned_data["event"]]


class SolveParts(Act):
    """The answer for the parts that waited for this question."""

    parts = forms.ModelMultipleChoiceField(
        Ticket.objects.none(),
        label=_("The parts"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": CHOOSE},
    )
    text = words(_("Answer"), _("Write what the customer should read."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = open_parts(self.thing, self.user)
        self.fields["parts"].queryset = parts  # type: ignore[attr-defined]
        self.initial["parts"] = parts
        solved = self.thing.events.filter(verb="solve").last()
        self.initial["text"] = solved.text if solved else ""


class Snooze(Act):
    """For how long the question is out of sight of the queues; it comes back at the opening of a day."""

    wakes_on = forms.ChoiceField(label=_("When does it come back?"), choices=Wakes.choices, widget=forms.RadioSelect)
    until = forms.CharField(
        required=False,
        max_length=30,
        label=_("Until which day?"),
        help_text=_("For example 22-11. With something else than a date: at the latest then."),
        widget=forms.TextInput(attrs={"class": "input--short", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wakes_on"].choices = [(one.value, capfirst(str(one.label))) for one in Wakes]  # type: ignore[attr-defined]
        self.initial["wakes_on"] = Wakes.DATE

    def clean_until(self) -> datetime | None:
        text = self.cleaned_data["until"].strip()
        day = read_date(text, today=timezone.localdate()) if text else None
        if text and day is None:
            raise forms.ValidationError(gettext("Fill in a date, for example 22-11-2027."))
        return house_calendar().add(timezone.make_aware(datetime.combine(day, time.min)), timedelta(0)) if day else None


class Classify(Act):
    """What a question is about. What is left empty stays as it is."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    product = forms.ModelChoiceField(
        Product.objects.none(),
        label=_("Product"),
        required=False,
        empty_label=_("No product"),
        help_text=_("Another product asks other questions: the answers begin anew."),
    )
    urgency = forms.ChoiceField(choices=Urgency.choices, label=_("Urgency"))
    location = forms.ModelChoiceField(
        Location.objects.none(), label=_("Building"), required=False, empty_label=_("Not known")
    )
    room = forms.CharField(label=_("Room"), required=False, max_length=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticket: Ticket = self.thing
        self.fields["kind"].choices = [*([] if ticket.kind else [("", _("Not chosen yet"))]), *Kind.choices]  # type: ignore[attr-defined]
        self.fields["product"].queryset = _products(ticket)  # type: ignore[attr-defined]
        places = Location.objects.in_use(timezone.localdate()) | Location.objects.filter(
            pk__in=[ticket.location_id or 0]
        )
        self.fields["location"].queryset = places  # type: ignore[attr-defined]
        for field in ("kind", "product", "urgency", "location", "room"):
            self.initial[field] = getattr(ticket, f"{field}_id", None) or getattr(ticket, field)


class OrderAct(Act):
    """Acts upon one work order of the question; `seen` is the version of the order."""

    order = forms.ModelChoiceField(WorkOrder.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].queryset = self.thing.work_orders.all()  # type: ignore[attr-defined]


class Resend(OrderAct):
    note = words(_("What was missing"), _("Write what was missing."), required=False)
    unit = forms.ModelChoiceField(Unit.objects.all(), required=False, label=_("Unit"), empty_label=_("The same unit"))


class CancelOrder(OrderAct):
    reason = words(_("Why is it no longer needed?"), _("Say why, so that the unit knows."))


def open_parts(ticket: Ticket, user: User) -> QuerySet[Ticket]:
    """Return the parts of a question that have not ended."""
    parts = ticket.linked_from.filter(kind=LinkKind.PART_OF)
    return desk_tickets(user).open().filter(pk__in=parts.values("ticket")).order_by("pk")


def _words(event: Event, ticket: Ticket) -> str:
    said = entry(event, ticket)
    return f"{said.speaker or ''}: {ticket.description or ticket.subject if event.verb == 'opened' else event.text}"


def front_desk() -> Q:
    """Return who answers customers at a front office."""
    able = Q()
    for role, kind in FRONT_DESK:
        able |= Q(unit__kind=kind, role=role)
    return Q(pk__in=Membership.objects.filter(able).values("user"))


def colleagues(ticket: Ticket) -> QuerySet[User]:
    """Return who can answer the customer of this question."""
    able = Q(unit=ticket.lead_unit_id, role=MembershipRole.HEAD)
    for role, kind in FRONT_DESK:
        able |= Q(unit__kind=kind, role=role)
    members = Membership.objects.filter(able).values("user")
    heads = Unit.objects.filter(Q(pk=ticket.lead_unit_id) | Q(kind=UnitKind.FRONT_OFFICE), head__isnull=False)
    return User.objects.filter(Q(pk__in=members) | Q(pk__in=heads.values("head")), is_active=True)


def known_first(ticket: Ticket, people: QuerySet[User]) -> QuerySet[User]:
    """Put who knows this group of products first, the ablest above, and say so. Costs no query of its own."""
    group = ticket.skill_id or (ticket.product.category_id if ticket.product else None)
    if group is None:
        return people
    able = KnowHow.objects.able(timezone.localdate(), Level.SHOWN).filter(person=OuterRef("pk"), category=group)
    known = people.annotate(knows=Subquery(able.values("level")[:1]))
    return known.order_by(F("knows").desc(nulls_last=True), "name")


def _products(ticket: Ticket) -> QuerySet[Product]:
    offered = Product.objects.offered_to(ticket.requester) if ticket.requester else Product.objects.published()
    return offered | Product.objects.filter(pk__in=[ticket.product_id or 0])


def _numbered(user: User, number: str) -> Ticket:
    found = desk_tickets(user).numbered(number).first()
    if found is None:
        raise forms.ValidationError(gettext("There is no question with the number %(number)s.") % {"number": number})
    return found
