"""What lists of questions can be narrowed down by. A value that means nothing narrows nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from core.forms import OnceForm
from organisation.models import Department, Location, Unit, UnitKind, User
from servicedesk.forms.desk import front_desk
from servicedesk.lifecycle import Channel, Kind, Urgency
from servicedesk.queues import COLUMNS, SORTS

STATES = [
    ("new", _("New")),
    ("in_progress", _("In progress")),
    ("waiting", _("Waiting")),
    ("solved", _("Solved")),
    ("closed", _("Closed")),
    ("cancelled", _("Stopped")),
]
# What says how a list looks, not what is in it.
LOOK = ("sort", "columns")


class QueueFilter(forms.Form):
    """What can be chosen; `chosen` holds what could be read. The first three are always on the screen."""

    building = forms.ChoiceField(label=_("Building"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)
    assignee = forms.ChoiceField(label=_("In the name of"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False)
    late = forms.ChoiceField(label=_("Promise"), required=False)
    since = forms.DateField(
        label=_("Opened from"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Opened until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    sort = forms.ChoiceField(label=_("Order"), required=False)
    columns = forms.MultipleChoiceField(
        label=_("Columns"), required=False, choices=list(COLUMNS.items()), widget=forms.CheckboxSelectMultiple
    )
    q = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self._choose("building", _("Every building"), _buildings)
        self._choose("kind", _("Every kind"), lambda: [*Kind.choices, ("none", _("no kind yet"))])
        self._choose("unit", _("Every unit"), lambda: Unit.objects.values_list("code", "name"))
        self._choose("state", _("Open"), lambda: STATES)
        products = Product.objects.visible_to(user).published()
        self._choose("product", _("Every product"), lambda: products.values_list("code", "name"))
        self._choose("assignee", _("Anybody"), _people)
        self._choose("department", _("Every department"), _departments)
        self._choose("channel", _("Every channel"), lambda: Channel.choices)
        self._choose("urgency", _("Every urgency"), lambda: Urgency.choices)
        self._choose("late", _("Late or not"), lambda: [("late", _("Late"))])
        self._choose("sort", _("As the list is"), lambda: [(slug, sort.label) for slug, sort in SORTS.items()])

    def _choose(self, name: str, empty: Any, choices: Callable[[], Iterable[tuple[str, Any]]]) -> None:
        # Asked for when they are shown or when something was chosen: most pages show three of these fields.
        self.fields[name].choices = cache(lambda: [("", empty), *choices()])  # type: ignore[attr-defined]

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What was asked for and can be read, empty otherwise."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    @property
    def kept(self) -> dict[str, Any]:
        """What was chosen, as it stands in an address."""
        said = {name: value for name, value in self.chosen.items() if value}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}

    @property
    def is_narrowed(self) -> bool:
        """Is anything left out of the list?"""
        return any(name not in LOOK for name in self.kept)

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that are unfolded on demand."""
        return [self[name] for name in self.fields if name not in ("building", "kind", "unit", "state", "q")]

    @property
    def shows_more(self) -> bool:
        """Are those fields there: asked for, or is something chosen in one?"""
        return "more" in self.data or any(field.name in self.kept for field in self.more)


def _buildings() -> list[tuple[str, str]]:
    places = Location.objects.in_use(timezone.localdate()).values_list("code", "name")
    return [(code, f"{code} {name}") for code, name in places]


def _people() -> list[tuple[str, Any]]:
    people = User.objects.filter(front_desk(), is_active=True).values_list("username", "name")
    return [("me", _("Me")), ("none", _("Nobody")), *people]


def _departments() -> list[tuple[str, str]]:
    return [(code, f"{code} {name}") for code, name in Department.objects.values_list("code", "name")]


class ViewForm(OnceForm):
    """Keeps a list under a name."""

    name = forms.CharField(
        label=_("Name of the list"), max_length=60, error_messages={"required": _("Give it a name.")}
    )
    shared = forms.ModelChoiceField(
        Unit.objects.none(), label=_("For whom?"), required=False, empty_label=_("Only for me")
    )
    slug = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    query = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)

    def __init__(self, data: Any = None, *, user: User, **more: Any) -> None:
        super().__init__(data, **more)
        headed = Unit.objects.filter(pk__in=user.standing.head_of, kind=UnitKind.FRONT_OFFICE)
        self.fields["shared"].queryset = headed  # type: ignore[attr-defined]
        self.fields["shared"].label_from_instance = (  # type: ignore[attr-defined]
            lambda unit: _("Everybody at the desk (%(unit)s)") % {"unit": unit}
        )
        if not headed:
            del self.fields["shared"]
