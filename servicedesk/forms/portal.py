"""What a customer fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import OnceForm
from organisation.models import Location, User
from servicedesk.forms.acts import TOO_LONG, words
from servicedesk.forms.files import WithFiles
from servicedesk.lifecycle import Kind, Urgency

# What one comes to say: the words of the page, and the kind it becomes. A compliment is no kind of KWIS of its own.
PURPOSES: dict[str, Kind | None] = {
    "question": None,
    "incident": Kind.INCIDENT,
    "information": Kind.INFORMATION,
    "wish": Kind.WISH,
    "complaint": Kind.COMPLAINT,
    "thanks": Kind.INFORMATION,
}


class RequestForm(OnceForm, WithFiles):
    """What goes with a product besides its own questions."""

    subject = forms.CharField(
        label=_("In a few words"),
        help_text=_("You find your question back under these words. Empty: the name of the product."),
        required=False,
        max_length=200,
        error_messages={"max_length": _("Use 200 characters at most.")},
    )
    description = words(_("Is there anything else we should know?"), "", required=False)

    field_order = ("description", "subject", "new_files", "kept", "once")


class AskForm(OnceForm, WithFiles):
    """Anything at all: a free question, a fault, a wish, a complaint or thanks."""

    subject = forms.CharField(
        label=_("What is it about?"),
        help_text=_("A few words are enough."),
        max_length=200,
        error_messages={
            "required": _("Say in a few words what it is about."),
            "max_length": _("Use 200 characters at most."),
        },
    )
    description = words(_("Tell us more"), "", required=False)
    location = forms.ModelChoiceField(
        Location.objects.none(),
        label=_("Which building?"),
        required=False,
        empty_label=_("Where I work, or it doesn't matter"),
        error_messages={"invalid_choice": _("Choose a building from the list.")},
    )
    room = forms.CharField(
        label=_("Which room?"), required=False, max_length=30, error_messages={"max_length": TOO_LONG}
    )
    urgent = forms.BooleanField(label=_("Nobody can work like this, or somebody is in danger"), required=False)

    field_order = ("subject", "description", "location", "room", "urgent", "new_files", "kept", "once")

    def __init__(self, *args: Any, by: User, purpose: str, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.fields["location"].queryset = Location.objects.in_use(timezone.localdate())  # type: ignore[attr-defined]
        if purpose not in ("question", "incident"):
            for name in ("location", "room", "urgent"):
                del self.fields[name]

    @property
    def urgency(self) -> str:
        return Urgency.HIGH if self.cleaned_data.get("urgent") else Urgency.NORMAL


class RemarkForm(OnceForm, WithFiles):
    """Something to add, in words, in files or in both."""

    text = words(_("Your message"), _("Write your message."))


class ReasonForm(OnceForm):
    """Why: read by whoever goes on with it."""

    text = words(_("What is not right yet?"), _("Write what is not right yet."))


class WithdrawForm(OnceForm):
    """Why it is no longer needed."""

    text = words(_("Why is it no longer needed?"), _("Say in a few words why."))


class CloseForm(OnceForm):
    """It is right: nothing to say."""
