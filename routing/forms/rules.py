"""What one fills in about rules: a draft, a rule, a question to try, the moment from which a set holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Product
from core.forms import OnceForm, replaced
from organisation.models import CustomerGroup, Department, Location, Unit, UnitKind, User
from routing.decide import CONDITIONS
from routing.labels import CHANNELS, URGENCIES
from routing.labels import CONDITIONS as CONDITION_LABELS
from routing.models import Phase, RoutingRule, RuleSet
from routing.sentences import Labels
from routing.services.rules import Values

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M"]
LEAVE = _("Leave it open")
NAMELESS = {"required": _("Give it a name, of 120 characters at most.")}


class Seen(OnceForm):
    """`seen` is the version of the set that was on the screen."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def renew(self, version: int) -> None:
        """Let what was typed be sent again, now that what is new was shown."""
        self.data = replaced(self.data, "seen", [str(version)])


class DraftForm(OnceForm):
    """A new draft: what it is called, and of which set it is a copy."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages=NAMELESS)
    source = forms.ModelChoiceField(
        RuleSet.objects.none(), label=_("Begin with a copy of"), required=False, empty_label=_("nothing: an empty set")
    )

    def __init__(self, data: Any = None, *, by: User, in_force: RuleSet | None = None) -> None:
        super().__init__(data, initial={"source": in_force})
        self.fields["source"].queryset = RuleSet.objects.visible_to(by)  # type: ignore[attr-defined]


class NameForm(Seen):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages=NAMELESS)


class MoveForm(Seen):
    """One place up or down."""

    step = forms.TypedChoiceField(choices=[("-1", "-1"), ("1", "1")], coerce=int)


class ActivateForm(Seen):
    at = forms.DateTimeField(
        label=_("From which moment?"),
        required=False,
        widget=MOMENT,
        input_formats=FORMATS,
        help_text=_("Empty: now, as soon as you press the button."),
        error_messages={"invalid": _("Fill in a day and a time, for example 22-11-2027 08:00.")},
    )


class RuleForm(Seen):
    """A rule: what it asks, in choices by name, and what it decides."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Everybody reads this as the reason. Say in a few words what goes how."),
        error_messages=NAMELESS,
    )
    answered_by = forms.ModelChoiceField(
        Unit.objects.exclude(kind=UnitKind.PARTNER),
        label=_("Who answers the customer?"),
        required=False,
        empty_label=LEAVE,
    )
    carried_out_by = forms.ModelChoiceField(
        Unit.objects.all(), label=_("Who does the work?"), required=False, empty_label=LEAVE
    )
    via_front_office = forms.ChoiceField(
        label=_("Which way does it go?"),
        required=False,
        choices=[("", LEAVE), ("yes", _("Through the front office")), ("no", _("Straight to who does the work"))],
    )
    skill = forms.ModelChoiceField(
        Category.objects.all(), label=_("Who knows about what?"), required=False, empty_label=LEAVE
    )
    approval = forms.ChoiceField(
        label=_("Must a superior agree?"),
        required=False,
        choices=[("", LEAVE), ("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))],
    )

    def __init__(self, data: Any = None, *, labels: Labels, rule: RoutingRule | None = None, seen: int) -> None:
        super().__init__(data, initial={"seen": seen, **(_initial(rule) if rule else {})})
        for name in CONDITIONS:
            self.fields[_asks(name)] = forms.MultipleChoiceField(
                label=capfirst(str(CONDITION_LABELS[name])),
                required=False,
                choices=_choices(labels, name, rule),
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Each condition with its field and what is chosen, for the page."""
        fields = [self[_asks(name)] for name in CONDITIONS]
        return [
            {
                "field": field,
                "label": field.label,
                "chosen": _chosen(field),
                "open": bool(field.value() or field.errors),
            }
            for field in fields
            if field.field.choices or field.errors  # type: ignore[attr-defined]
        ]

    @property
    def values(self) -> Values:
        """What the service takes."""
        data = self.cleaned_data
        return Values(
            name=data["name"],
            conditions={name: data[_asks(name)] for name in CONDITIONS if data[_asks(name)]},
            answered_by=data["answered_by"],
            carried_out_by=data["carried_out_by"],
            via_front_office=_answer(data["via_front_office"]),
            skill=data["skill"],
            approval=_answer(data["approval"]),
        )


class TryForm(forms.Form):
    """A question as it might come in. What is left open is unknown."""

    use_required_attribute = False
    product = forms.ModelChoiceField(
        Product.objects.none(), label=_("Product or service"), required=False, empty_label=_("None chosen")
    )
    kind = forms.ChoiceField(label=_("Kind of question"), required=False)
    phase = forms.ModelChoiceField(
        Phase.objects.none(),
        label=_("Phase"),
        required=False,
        empty_label=_("The one in force"),
        to_field_name="number",
    )
    location = forms.ModelChoiceField(Location.objects.all(), label=_("Location"), required=False, empty_label="—")
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[*URGENCIES.items()], initial="normal")
    group = forms.ModelChoiceField(
        CustomerGroup.objects.all(), label=_("Customer group"), required=False, empty_label="—"
    )
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department"), required=False, empty_label="—"
    )

    def __init__(self, data: Any = None, *, by: User, labels: Labels) -> None:
        super().__init__(data, initial={"urgency": "normal"}, auto_id="try-%s")
        self.fields["product"].queryset = (  # type: ignore[attr-defined]
            Product.objects.visible_to(by).published().select_related("current")
        )
        self.fields["phase"].queryset = Phase.objects.visible_to(by)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "—"), *labels["kind"].items()]  # type: ignore[attr-defined]
        self.fields["channel"].choices = [("", "—"), *CHANNELS.items()]  # type: ignore[attr-defined]


def _asks(condition: str) -> str:
    """Return the name of the field in which a rule says what it asks."""
    return f"when_{condition}"


def _choices(labels: Labels, name: str, rule: RoutingRule | None) -> list[tuple[str, Any]]:
    """All that there are; what a rule names that isn't there any more can still be taken away."""
    known = list(labels[name].items())
    codes = {code for code, _label in known}
    gone = [code for code in (rule.conditions.get(name, ()) if rule else ()) if code not in codes]
    return [*known, *((code, gettext("%(code)s (is gone)") % {"code": code}) for code in gone)]


def _chosen(field: forms.BoundField) -> str:
    chosen = {str(value) for value in field.value() or ()}
    return ", ".join(str(label) for code, label in field.field.choices if code in chosen)  # type: ignore[attr-defined]


def _initial(rule: RoutingRule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "answered_by": rule.answered_by_id,
        "carried_out_by": rule.carried_out_by_id,
        "via_front_office": _said(rule.via_front_office),
        "skill": rule.skill_id,
        "approval": _said(rule.approval),
        **{_asks(name): codes for name, codes in rule.conditions.items()},
    }


def _said(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _answer(said: str) -> bool | None:
    return None if not said else said == "yes"
