"""The form of an answer, and how the editors' list of answers is narrowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.answering import LONGEST_BODY
from catalog.forms.fields import Phrases
from catalog.models import Answer, Audience, Language, Product, ProductState
from core.forms import OnceForm
from organisation.models import Role, User

REVIEW = "review"
VIEWS = {
    "": _("All"),
    ProductState.PUBLISHED: _("Published"),
    ProductState.DRAFT: _("Drafts and proposals"),
    ProductState.WITHDRAWN: _("Withdrawn"),
    REVIEW: _("To read again"),
}
DAYS = ["%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y"]
FIELDS = ("name", "body", "keywords", "language", "audience", "products", "owner", "review_on")


class AnswerForm(OnceForm):
    """What an editor fills in, and who proposes one without the last two."""

    name = forms.CharField(
        label=_("Question, as a customer would ask it"),
        max_length=120,
        error_messages={"required": _("Write the question in a few words.")},
    )
    body = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("An empty line begins a paragraph, “- ” an item of a list. A link is [words](address)."),
        error_messages={"required": _("Write the answer.")},
    )
    keywords = Phrases(
        label=_("Other words for it"), required=False, help_text=_("Words by which people look for it, one a line.")
    )
    audience = forms.ChoiceField(label=_("For whom?"), choices=Audience.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=forms.RadioSelect)
    products = forms.ModelMultipleChoiceField(
        Product.objects.none(), label=_("Products it is about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Owner"), empty_label=None, error_messages={"required": _("Choose an owner.")}
    )
    review_on = forms.DateField(
        label=_("Read again on"), input_formats=DAYS,
        error_messages={"required": _("Say when it has to be read again."), "invalid": _("Write a day as 22-11-2027.")},
    )  # fmt: skip
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, answer: Answer | None = None, **kwargs: Any) -> None:
        initial = {"audience": Audience.CUSTOMERS, "language": Language.DUTCH, "owner": by.pk}
        if answer:
            initial = {name: getattr(answer, name) for name in FIELDS if name != "products"} | {
                "products": [product.pk for product in answer.products.all()],
                "review_on": answer.review_on.strftime(DAYS[0]),
                "seen": answer.version,
            }
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["keywords"].widget.attrs["rows"] = 3
        self.fields["products"].queryset = Product.objects.visible_to(by).published()  # type: ignore[attr-defined]
        owners = Q(role_grants__role=Role.CATALOGUE_EDITOR, is_active=True) | Q(pk=answer.owner_id if answer else by.pk)
        self.fields["owner"].queryset = User.objects.filter(owners).distinct()  # type: ignore[attr-defined]
        if not by.standing.is_editor:
            del self.fields["owner"], self.fields["review_on"]
        elif not answer:
            self.fields["review_on"].required = False

    @property
    def values(self) -> dict[str, Any]:
        """What was filled in, as the services take it."""
        values = {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}
        return values | {"keywords": list(values["keywords"])}
