"""What an agent fills in to register a question of somebody at the phone, at the counter or in a letter."""

from __future__ import annotations

from datetime import datetime
from textwrap import shorten
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from core.forms import KEY, OnceForm
from organisation.models import Location, User
from servicedesk.forms.acts import words
from servicedesk.lifecycle import Channel, Kind, Urgency

# So much of a description stands for a subject.
FIRST_WORDS = 80
# As many characters as the column holds.
ROOM = 30
CHANNELS = [(channel.value, channel.label) for channel in (Channel.PHONE, Channel.DESK, Channel.EMAIL)]


class Search(forms.Form):
    """Looks somebody up in the staff directory, and something in what is on offer."""

    people = forms.CharField(label=_("Name, number, e-mail or room"), required=False, max_length=100)

    what = forms.CharField(label=_("What is it about?"), required=False, max_length=100)

    @property
    def about(self) -> str:
        """What is looked for among products and what else is on offer."""
        self.is_valid()
        return str(self.cleaned_data.get("what") or "").strip()

    @property
    def words(self) -> str:
        """What can be looked for; nothing when it can't be read."""
        self.is_valid()
        return str(self.cleaned_data.get("people") or "").strip()


class Register(OnceForm):
    """One question of one conversation. Without a subject, the first words or the product say what it is about."""

    call = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    began = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    channel = forms.ChoiceField(choices=CHANNELS, label=_("How did it reach us?"), widget=forms.RadioSelect)
    requester = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=_("Customer"),
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("We don't know this person. Search and choose somebody.")},
    )
    guest = forms.BooleanField(required=False, widget=forms.HiddenInput)
    guest_name = forms.CharField(max_length=150, required=False, label=_("Name"))
    guest_number = forms.CharField(max_length=20, required=False, label=_("Telephone number"))
    guest_email = forms.EmailField(required=False, label=_("E-mail"))
    offer = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    product = forms.ModelChoiceField(
        Product.objects.none(), label=_("Product or service"), required=False, widget=forms.HiddenInput
    )
    subject = forms.CharField(
        max_length=200,
        required=False,
        label=_("In a few words"),
        help_text=_("Empty: the first words of what is below."),
    )
    description = words(_("In the customer's own words"), "", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(choices=[("", _("As the product has it")), *Kind.choices], required=False, label=_("Kind"))
    urgency = forms.ChoiceField(choices=Urgency.choices, label=_("Urgency"), initial=Urgency.NORMAL)
    place = forms.CharField(required=False, max_length=60, label=_("Where is it?"))
    text = words(
        _("Your answer"),
        "",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only if you can answer now. The customer reads this."),
    )

    def __init__(self, data: Any = None, *, by: User, initial: Any = None) -> None:
        fresh = {"began": timezone.now().isoformat(), "channel": Channel.PHONE, "call": uuid4().hex}
        super().__init__(data, initial=fresh | {key: value for key, value in (initial or {}).items() if value})
        self.fields["requester"].queryset = (  # type: ignore[attr-defined]
            User.objects.visible_to(by).select_related("department__group", "location", "manager")
        )
        self.fields["product"].queryset = (  # type: ignore[attr-defined]
            Product.objects.visible_to(by).published().for_display()
        )

    def clean_began(self) -> datetime | None:
        """Read when the conversation began; anything that can't be read is now."""
        try:
            began = datetime.fromisoformat(self.cleaned_data["began"])
        except ValueError:
            return None
        return began if began.tzinfo and began <= timezone.now() else None

    def clean_call(self) -> str:
        """Return the key of the conversation; a new one for what we never gave out."""
        call = self.cleaned_data["call"]
        return call if KEY.fullmatch(call) else uuid4().hex

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["location"], data["room"] = place(data.get("place", ""))
        if data.get("guest"):
            if not data.get("guest_name", "").strip() and "guest_name" not in self.errors:
                self.add_error("guest_name", gettext("What is the caller's name?"))
        elif not data.get("requester") and "requester" not in self.errors:
            self.add_error("requester", gettext("Who asks this? Search and choose somebody."))
        if not data.get("subject", "").strip():
            product = data.get("product")
            first = shorten(data.get("description", ""), FIRST_WORDS, placeholder="…")
            data["subject"] = first or (product.name if product else "")
        return data

    @property
    def caller(self) -> dict[str, str] | None:
        """What is known of a caller who isn't in the directory; nothing for a colleague."""
        data = self.cleaned_data
        if not data.get("guest"):
            return None
        names = (("name", "guest_name"), ("extension", "guest_number"), ("email", "guest_email"))
        return {key: data.get(name, "") for key, name in names}


def place(text: str) -> tuple[Location | None, str]:
    """Read a place as people write it: `B30 4.12`, `B30`, or a room of the own building: `4.12`."""
    code, _blank, room = " ".join(text.split()).partition(" ")
    building = Location.objects.in_use(timezone.localdate()).filter(code__iexact=code).first() if code else None
    return (building, room[:ROOM]) if building else (None, " ".join(text.split())[:ROOM])
