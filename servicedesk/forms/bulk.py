"""What is filled in to do something with many questions at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import OnceForm
from organisation.models import User
from servicedesk.forms.acts import words
from servicedesk.forms.desk import front_desk
from servicedesk.models import Ticket
from servicedesk.queues import desk_tickets
from servicedesk.services.merging import CHOICES

CHOOSE = _("Choose one from the list.")


class Bulk(OnceForm):
    """The questions that were ticked, and what is to be done with them."""

    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, tickets: Sequence[Ticket], user: User, **more: Any) -> None:
        super().__init__(data, **more)
        self.tickets = tickets
        self.user = user


class BulkAssign(Bulk):
    to = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), error_messages={"required": CHOOSE})

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to"].queryset = User.objects.filter(front_desk(), is_active=True)  # type: ignore[attr-defined]


class BulkReply(Bulk):
    """Words that the customer of each question reads."""

    text = words(_("Text"), _("Write what the customer should read."))


class MergeAll(Bulk):
    """In which question the others go on, and from which each field is taken."""

    into = forms.ModelChoiceField(Ticket.objects.none(), error_messages={"required": _("Choose where it goes on.")})

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        mine = desk_tickets(self.user).filter(pk__in=[ticket.pk for ticket in self.tickets])
        self.fields["into"].queryset = mine  # type: ignore[attr-defined]
        for name in CHOICES:
            self.fields[name] = forms.ModelChoiceField(mine, required=False)

    @property
    def choose(self) -> dict[str, Ticket]:
        """From which question each field is taken."""
        return {name: self.cleaned_data[name] for name in CHOICES if self.cleaned_data.get(name)}
