"""What a customer fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.definition import Definition
from core.forms import OnceForm
from organisation.models import Location
from servicedesk.asking import asks_for
from servicedesk.forms.acts import words
from servicedesk.forms.files import WithFiles
from servicedesk.lifecycle import Kind, Urgency

# What one comes for, and the kind it becomes. A free question gets its kind at the desk. KWIS has no compliment: it
# comes in as information that can wait, and its subject tells it apart.
PURPOSES: dict[str, Kind | None] = {
    "question": None,
    "incident": Kind.INCIDENT,
    "information": Kind.INFORMATION,
    "wish": Kind.WISH,
    "complaint": Kind.COMPLAINT,
    "thanks": Kind.INFORMATION,
}
# Not translated: figures look for it, and it is the same word in Dutch and English.
COMPLIMENT = "Compliment: "
SUBJECT = 200 - len(COMPLIMENT)
# These are about something at a place; the others are about how one was helped.
AT_A_PLACE = ("question", "incident")


class RequestForm(OnceForm, WithFiles):
    """What goes with a product besides its own questions; what those ask already, is not asked twice."""

    description = words(_("Is there anything else we should know?"), "", required=False)

    field_order = ("description", "new_files", "kept", "once")

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_for(definition, "paragraph"):
            del self.fields["description"]
        if asks_for(definition, "file"):
            del self.fields["new_files"]


class AskForm(OnceForm, WithFiles):
    """Anything at all: a free question, a fault, a wish, a complaint or thanks."""

    subject = forms.CharField(
        label=_("In a few words"),
        max_length=SUBJECT,
        error_messages={
            "required": _("Say in a few words what it is about."),
            "max_length": _("This is too long. Use a few words here, and tell the rest below."),
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
        label=_("Which room or place?"),
        required=False,
        max_length=30,
        error_messages={"max_length": _("This is too long. Use 30 characters at most, and tell the rest above.")},
    )
    urgent = forms.BooleanField(label=_("I can't work like this, or somebody is in danger"), required=False)

    field_order = ("subject", "description", "location", "room", "urgent", "new_files", "kept", "once")

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose = purpose
        self.fields["location"].queryset = Location.objects.in_use(timezone.localdate())  # type: ignore[attr-defined]
        if purpose not in AT_A_PLACE:
            for name in ("location", "room", "urgent"):
                del self.fields[name]

    @property
    def question(self) -> dict[str, Any]:
        """What was asked, as the service takes it."""
        data = self.cleaned_data
        thanks = self.purpose == "thanks"
        return {
            "subject": f"{COMPLIMENT if thanks else ''}{data['subject']}",
            "description": data["description"],
            "kind": PURPOSES[self.purpose] or "",
            "location": data.get("location"),
            "room": data.get("room", ""),
            "urgency": Urgency.LOW if thanks else Urgency.HIGH if data.get("urgent") else Urgency.NORMAL,
        }


class CustomerAct(OnceForm):
    """Does something with one's own question; `seen` is the version of it that was on the screen."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class Remark(CustomerAct, WithFiles):
    """Something to add; files go with words, so that everybody knows what they are for."""

    text = words(_("Your message"), _("Write your message."))


class Close(CustomerAct):
    """It is right: nothing to say."""


class Reopen(CustomerAct):
    text = words(_("What is not right yet?"), _("Write what is not right yet."))


class Cancel(CustomerAct):
    text = words(_("Why is it no longer needed?"), _("Say in a few words why."))


class Decision(OnceForm):
    """Yes or no, and why; a no needs its reason."""

    comment = words(
        _("What do you want to say?"), "", required=False, help_text=_("If you don't agree, your colleague reads why.")
    )
