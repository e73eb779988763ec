"""What the parts of a product are called on the editors' pages. The same words in form, history and list."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import ProductState, ProductType

FIELDS = {
    "name": _("Name"),
    "summary": _("In one line"),
    "description": _("Description"),
    "category": _("Shelf"),
    "type": _("Type"),
    "kind": _("Kind of question"),
    "icon": _("Picture"),
    "lead_days": _("Working days until it is ready"),
    "lead_text": _("Short words about the time"),
    "conditions": _("Conditions"),
    "price": _("Price in euros"),
    "charge_unit": _("Unit of the price"),
    "groups": _("Who may ask for it"),
    "locations": _("Where it is offered"),
    "self_service": _("Customers can ask for it themselves on the portal"),
    "face_to_face": _("The customer has to come by in person"),
    "via_front_office": _("The question goes through the front office"),
    "direct_note": _("What the customer reads when it goes straight to the partner"),
    "approvals": _("Who must agree first"),
    "owner": _("Owner: answers the customer"),
    "executing": _("Unit that does the work"),
    "cut": _("What the front office does itself, and where the back office begins"),
    "synonyms": _("Other names"),
    "keywords": _("Words to find it by"),
}
TYPES = dict(ProductType.choices)
STATES = dict(ProductState.choices)
KINDS = {
    "request": pgettext_lazy("kind of question", "Request"),
    "incident": pgettext_lazy("kind of question", "Incident"),
    "information": pgettext_lazy("kind of question", "Information"),
    "wish": pgettext_lazy("kind of question", "Wish"),
    "complaint": pgettext_lazy("kind of question", "Complaint"),
}
QUESTION_KINDS = {
    "text": _("One line of text"),
    "paragraph": _("More lines of text"),
    "number": _("A number"),
    "date": _("A date"),
    "choice": _("A choice from answers"),
    "location": _("A building"),
    "person": _("A colleague"),
    "file": _("A file"),
    "yes_no": _("Yes or no"),
}
QUESTION = {
    "label": _("Question"),
    "kind": _("Kind of answer"),
    "required": _("Must be answered"),
    "help": _("Help"),
    "choices": _("Answers"),
    "shown_if": _("Only ask when"),
}
PART = {
    "name": _("What is done"),
    "unit": _("By whom"),
    "lead_days": _("Working days"),
    "after": _("Starts after"),
    "only_if": _("Only when"),
    "except_if": _("Not when"),
}
APPROVAL = {
    "manager": _("The manager of who asks"),
    "unit_head": _("The head of a unit"),
    "person": _("One person"),
}
ICONS = {
    "list": _("list"), "room": _("meeting table"), "parking": _("parking"), "bulb": _("lamp"),
    "broom": _("broom"), "info": _("information"), "train": _("train"), "cup": _("cup"),
    "projector": _("projector"), "bicycle": _("bicycle"), "plane": _("plane"), "passport": _("passport"),
    "stamp": _("stamp"), "card": _("business card"), "book": _("book"), "printer": _("printer"),
    "envelopes": _("envelopes"), "mail": _("letter"), "layout": _("layout"), "desk": _("desk"),
    "truck": _("truck"), "building": _("building"), "cart": _("shopping cart"), "euro": _("money"),
    "ticket": _("ticket"), "pass": _("access pass"), "car": _("car"), "ball": _("ball"),
    "party": _("party"), "enter": _("coming in"), "leave": _("going out"), "box": _("box"),
    "key": _("key"), "leaf": _("leaf"), "wrench": _("wrench"), "phone": _("telephone"),
    "users": _("people"), "question": _("question mark"),
}  # fmt: skip
