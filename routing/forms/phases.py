"""What a steward fills in about a phase and its sites."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from catalog.labels import KINDS, TYPES
from catalog.models import Product
from core.forms import OnceForm
from organisation.models import Location, Unit, UnitKind, User
from routing import hours
from routing.models import OrganisationModel, Phase, Site, SiteKind

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DAYS = ["%Y-%m-%d", "%d-%m-%Y"]
OPEN, NOBODY = "", "-"


class SeenForm(OnceForm):
    """`seen` is the version that was on the screen."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class PhaseForm(SeenForm):
    """The whole of a phase but its sites. For each unit it asks whether it is closed, and who takes its place."""

    name = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": _("Give it a name.")})
    description = forms.CharField(
        label=_("What changes"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    planned_from = forms.DateField(
        label=_("Planned from"), widget=DAY, input_formats=DAYS, error_messages={"required": _("Fill in a date.")}
    )
    planned_until = forms.DateField(
        label=_("Planned until"),
        required=False,
        widget=DAY,
        input_formats=DAYS,
        help_text=_("Empty: until further notice. Only for the last phase."),
    )
    model = forms.ChoiceField(
        label=_("Organisation model"), choices=OrganisationModel.choices, widget=forms.RadioSelect
    )
    takes_types = forms.MultipleChoiceField(
        label=_("The front office answers itself: products of these types"),
        choices=list(TYPES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    takes_kinds = forms.MultipleChoiceField(
        label=_("The front office answers itself: questions of these kinds"),
        choices=list(KINDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    partners = forms.ModelMultipleChoiceField(
        Unit.objects.filter(kind=UnitKind.PARTNER),
        label=_("Partners"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    introduces = forms.ModelMultipleChoiceField(
        Product.objects.none(),
        label=_("Products offered from this phase on"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(self, data: Any = None, *, by: User, phase: Phase) -> None:
        super().__init__(data, initial=_initial(phase))
        self.hidden = _offer(self, "introduces", by)
        self.units = list(Unit.objects.all())
        everybody = [(OPEN, _("stays open")), (NOBODY, _("closed: the front office takes its place"))]
        closed = {row.unit_id: row.successor for row in phase.closures.all()} if phase.pk else {}
        for unit in self.units:
            if unit.kind == UnitKind.PARTNER and unit.pk not in closed:
                continue
            others = [(other.code, other.name) for other in self.units if other != unit]
            field = forms.ChoiceField(
                label=unit.name, required=False, choices=[*everybody, (_("closed; in its place comes"), others)]
            )
            self.fields[f"closed_{unit.code}"] = field
            successor = closed.get(unit.pk)
            chosen = OPEN if unit.pk not in closed else (successor.code if successor else NOBODY)
            self.initial[f"closed_{unit.code}"] = chosen

    @property
    def closures(self) -> list[forms.BoundField]:
        """The fields that ask who is closed."""
        return [field for field in self if field.name.startswith("closed_")]

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        units = {unit.code: unit for unit in self.units}
        values = {name: value for name, value in self.cleaned_data.items() if not name.startswith("closed_")}
        values.pop("once")
        values["introduces"] = [*values["introduces"], *self.hidden]
        chosen = {
            units[name.removeprefix("closed_")]: code
            for name, code in self.cleaned_data.items()
            if name.startswith("closed_") and code != OPEN
        }
        return values | {"closures": {unit: units.get(code) for unit, code in chosen.items()}}


class SiteForm(SeenForm):
    """Where the front office is, when it is open, who stands there and what is handed out."""

    name = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": _("Give it a name.")})
    kind = forms.ChoiceField(label=_("Kind of place"), choices=SiteKind.choices, widget=forms.RadioSelect)
    location = forms.ModelChoiceField(
        Location.objects.none(), label=_("Building"), error_messages={"required": _("In which building is it?")}
    )
    room = forms.CharField(label=_("Room"), max_length=30, required=False)
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Who stands there"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Who stands there? Choose one unit at least.")},
    )
    products = forms.ModelMultipleChoiceField(
        Product.objects.none(),
        label=_("Handed out here, whoever answers"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(self, data: Any = None, *, by: User, site: Site) -> None:
        super().__init__(data, initial=_initial_site(site))
        self.hidden = _offer(self, "products", by)
        self.fields["location"].queryset = Location.objects.all()  # type: ignore[attr-defined]
        self.fields["units"].queryset = Unit.objects.all()  # type: ignore[attr-defined]
        for day in range(7):
            field = forms.CharField(label=WEEKDAYS[day].capitalize(), max_length=60, required=False)
            self.fields[f"hours_{day}"] = field
            self.initial[f"hours_{day}"] = hours.written((site.hours or {}).get(str(day), ()))

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields with opening hours."""
        return [self[f"hours_{day}"] for day in range(7)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for day in range(7):
            try:
                data[f"hours_{day}"] = hours.parse(data.get(f"hours_{day}") or "")
            except ValueError:
                text = _("Write it as 8:00-12:00, 13:00-17:30. Leave it empty when it is closed that day.")
                self.add_error(f"hours_{day}", text)
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        values = {name: value for name, value in data.items() if name != "once" and not name.startswith("hours_")}
        values["products"] = [*values["products"], *self.hidden]
        return values | {"hours": {str(day): data[f"hours_{day}"] for day in range(7) if data[f"hours_{day}"]}}


def _offer(form: forms.Form, name: str, by: User) -> list[Product]:
    """Offer the products that `by` may know of; return those that were chosen before and `by` may not."""
    rows = Product.objects.visible_to(by)
    form.fields[name].queryset = rows  # type: ignore[attr-defined]
    chosen = form.initial.get(name, [])
    seen = set(rows.filter(pk__in=[one.pk for one in chosen]).values_list("pk", flat=True)) if chosen else set()
    return [one for one in chosen if one.pk not in seen]


def _initial(phase: Phase) -> dict[str, Any]:
    if phase.pk is None:
        return {"model": OrganisationModel.CLUSTER, "planned_from": timezone.localdate()}
    fields = ("name", "description", "planned_from", "planned_until", "model", "takes_types", "takes_kinds")
    return {field: getattr(phase, field) for field in fields} | {
        "seen": phase.version,
        "partners": list(phase.partners.all()),
        "introduces": list(phase.introduces.all()),
    }


def _initial_site(site: Site) -> dict[str, Any]:
    initial: dict[str, Any] = {"seen": site.phase.version, "kind": site.kind}
    if site.pk is None:
        return initial
    return initial | {
        "name": site.name,
        "location": site.location_id,
        "room": site.room,
        "units": list(site.units.all()),
        "products": list(site.products.all()),
    }
