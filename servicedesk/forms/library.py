"""What one fills in about something that is ready for use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from core.forms import OnceForm
from organisation.models import Unit, User
from servicedesk.forms.acts import words
from servicedesk.lifecycle import Kind, Urgency
from servicedesk.models.library import CheckList, Entry, Says

PERSONAL = "own"


class EntryForm(OnceForm):
    """The fields that all share. Heads say whether it is their unit's or personal; for others it is personal."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Give it a name.")})
    keywords = forms.CharField(
        label=_("Other words for it"), max_length=400, required=False, help_text=_("With commas in between.")
    )
    whose = forms.ChoiceField(label=_("For whom?"), required=False)
    is_on = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, data: Any = None, *, by: User, entry: Entry) -> None:
        super().__init__(data, initial=self._initial(entry) if entry.pk else None)
        units = Unit.objects.filter(pk__in=by.standing.head_of)
        choices = [(str(unit.pk), str(unit)) for unit in units] + [(PERSONAL, _("only me"))]
        self.fields["whose"].choices = choices  # type: ignore[attr-defined]
        if entry.pk or len(choices) == 1:
            del self.fields["whose"]

    def _initial(self, entry: Entry) -> dict[str, Any]:
        fields = [name for name in self.base_fields if hasattr(entry, name)]
        return {name: getattr(entry, name) for name in fields} | {"seen": entry.version}

    @property
    def unit_id(self) -> int | None:
        """The unit it is for; None for a personal one."""
        whose = self.cleaned_data.get("whose") or PERSONAL
        return None if whose == PERSONAL else int(whose)

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("once", "whose")}


class TextForm(EntryForm):
    code = forms.CharField(
        label=_("Short code"),
        max_length=20,
        help_text=_("Type :: and this code to put the text in your answer."),
        error_messages={"required": _("Give it a short code.")},
    )
    text_nl = words(
        _("Text in Dutch"),
        _("Write what the customer should read."),
        help_text=_(
            "Filled in by itself: {{ klant }}, {{ nummer }}, {{ onderwerp }}, {{ datum }}, {{ klaar }}, {{ agent }}."
        ),
    )
    text_en = words(_("Text in English"), "", required=False, help_text=_("Empty: everybody gets the Dutch text."))
    field_order = ("name", "code", "text_nl", "text_en", "keywords", "whose", "is_on")


class Lines(forms.CharField):
    """One a line; a list of them."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return str(super().clean(value)).splitlines()


class ListForm(EntryForm):
    product = forms.ModelChoiceField(
        Product.objects.none(),
        label=_("Product or service"),
        required=False,
        help_text=_("Every question about it gets this check-list by itself."),
    )
    steps = Lines(
        label=_("Steps"),
        help_text=_("One a line, in the order in which they are done."),
        error_messages={"required": _("Write one step at least.")},
    )
    field_order = ("name", "steps", "product", "keywords", "whose", "is_on")

    def __init__(self, data: Any = None, *, by: User, entry: Entry) -> None:
        super().__init__(data, by=by, entry=entry)
        self.fields["product"].queryset = Product.objects.visible_to(by).published()  # type: ignore[attr-defined]


class MacroForm(EntryForm):
    takes = forms.BooleanField(label=_("Put it in the name of who does this"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Leave as it is")), *Kind.choices], required=False)
    product = forms.ModelChoiceField(
        Product.objects.none(), label=_("Product or service"), required=False, empty_label=_("Leave as it is")
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=[("", _("Leave as it is")), *Urgency.choices], required=False
    )
    check_list = forms.ModelChoiceField(
        CheckList.objects.none(), label=_("Check-list"), required=False, empty_label=_("None")
    )
    forward_to = forms.ModelChoiceField(
        Unit.objects.all(),
        label=_("Pass the work on to"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("With this the macro can't be undone in one go."),
    )
    note = words(_("Internal note"), "", required=False, help_text=_("It goes along with the work that is passed on."))
    says = forms.ChoiceField(label=_("The customer gets"), choices=Says.choices, required=False)
    text_nl = words(
        _("Text in Dutch"),
        "",
        required=False,
        help_text=_(
            "Filled in by itself: {{ klant }}, {{ nummer }}, {{ onderwerp }}, {{ datum }}, {{ klaar }}, {{ agent }}."
        ),
    )
    text_en = words(_("Text in English"), "", required=False, help_text=_("Empty: everybody gets the Dutch text."))
    field_order = (
        "name", "takes", "kind", "product", "urgency", "check_list", "forward_to", "note", "says", "text_nl", "text_en",
        "keywords", "whose", "is_on",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, by: User, entry: Entry) -> None:
        super().__init__(data, by=by, entry=entry)
        self.fields["product"].queryset = Product.objects.visible_to(by).published()  # type: ignore[attr-defined]
        self.fields["check_list"].queryset = CheckList.objects.visible_to(by).in_use()  # type: ignore[attr-defined]


class CallForm(EntryForm):
    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        error_messages={"required": _("Say in a few words what it is about, in 200 characters at most.")},
    )
    description = words(_("Description"), "", required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    product = forms.ModelChoiceField(Product.objects.none(), label=_("Product or service"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL)
    answer = words(_("Answer"), "", required=False, help_text=_("For what can be answered at once."))
    steps = Lines(label=_("Steps"), required=False, help_text=_("One a line: what to ask, what to do."))
    field_order = (
        "name", "keywords", "subject", "description", "kind", "product", "urgency", "answer", "steps", "whose", "is_on",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, by: User, entry: Entry) -> None:
        super().__init__(data, by=by, entry=entry)
        self.fields["product"].queryset = Product.objects.visible_to(by).published()  # type: ignore[attr-defined]
