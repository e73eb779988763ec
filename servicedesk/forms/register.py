"""What an agent fills in to register a question of somebody at the phone, at the counter or in a letter."""

from __future__ import annotations

from datetime import datetime
from textwrap import shorten
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from core.forms import OnceForm
from organisation.models import Location, User
from servicedesk.forms.acts import words
from servicedesk.lifecycle import Channel, Kind, Urgency

# So much of a description stands for a subject.
FIRST_WORDS = 80
CHANNELS = [(channel.value, channel.label) for channel in (Channel.PHONE, Channel.DESK, Channel.EMAIL)]


class PeopleSearch(forms.Form):
    """Looks somebody up in the staff directory."""

    people = forms.CharField(label=_("Name, number, e-mail or room"), required=False, max_length=100)

    @property
    def words(self) -> str:
        """What can be looked for; nothing when it can't be read."""
        self.is_valid()
        return str(self.cleaned_data.get("people") or "").strip()


class ProductSearch(forms.Form):
    """Looks something up in the catalogue."""

    products = forms.CharField(label=_("Product or service"), required=False, max_length=100)

    @property
    def words(self) -> str:
        """What can be looked for; nothing when it can't be read."""
        self.is_valid()
        return str(self.cleaned_data.get("products") or "").strip()


class Register(OnceForm):
    """One question of one contact. Without a subject, the first words or the product say what it is about."""

    began = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    channel = forms.ChoiceField(choices=CHANNELS, label=_("How did it reach us?"), widget=forms.RadioSelect)
    requester = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Customer"),
        error_messages={
            "required": _("Who asks this? Search and choose somebody."),
            "invalid_choice": _("We don't know this person. Search and choose somebody."),
        },
    )
    product = forms.ModelChoiceField(Product.objects.none(), label=_("Product or service"), required=False)
    subject = forms.CharField(
        max_length=200,
        required=False,
        label=_("In a few words"),
        help_text=_("Empty: the first words of what is below."),
    )
    description = words(_("In the customer's own words"), "", required=False)
    kind = forms.ChoiceField(choices=[("", _("As the product has it")), *Kind.choices], required=False, label=_("Kind"))
    urgency = forms.ChoiceField(choices=Urgency.choices, label=_("Urgency"), initial=Urgency.NORMAL)
    location = forms.ModelChoiceField(
        Location.objects.none(), required=False, label=_("Building"), empty_label=_("Where the customer works")
    )
    room = forms.CharField(required=False, max_length=30, label=_("Room"))
    text = words(
        _("Your answer"), "", required=False, help_text=_("Only if you can answer now. The customer reads this.")
    )

    def __init__(self, data: Any = None, *, by: User, initial: Any = None) -> None:
        fresh = {"began": timezone.now().isoformat(), "channel": Channel.PHONE}
        super().__init__(data, initial=fresh | {key: value for key, value in (initial or {}).items() if value})
        self.fields["requester"].queryset = User.objects.visible_to(by)  # type: ignore[attr-defined]
        self.fields["product"].queryset = Product.objects.visible_to(by).published()  # type: ignore[attr-defined]
        self.fields["location"].queryset = Location.objects.in_use(timezone.localdate())  # type: ignore[attr-defined]

    def clean_began(self) -> datetime | None:
        """Read when the conversation began; anything that can't be read is now."""
        try:
            began = datetime.fromisoformat(self.cleaned_data["began"])
        except ValueError:
            return None
        return began if began.tzinfo and began <= timezone.now() else None

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("subject", "").strip():
            product = data.get("product")
            first = shorten(data.get("description", ""), FIRST_WORDS, placeholder="…")
            data["subject"] = first or (product.name if product else "")
        return data
