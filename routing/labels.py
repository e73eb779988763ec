"""What the parts of a rule are called, and the codes that aren't rows. The same words in form, sentence and finding."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalog.labels import KINDS, TYPES

CONDITIONS = {
    "product": _("product"),
    "category": _("shelf"),
    "type": _("type of product"),
    "kind": _("kind of question"),
    "customer_group": _("customer group"),
    "department": _("department"),
    "location": _("location"),
    "channel": _("channel"),
    "urgency": _("urgency"),
    "phase": _("phase"),
}
OUTCOMES = {
    "answered_by": _("who answers"),
    "carried_out_by": _("who does the work"),
    "via_front_office": _("whether it goes through the front office"),
    "skill": _("what somebody must know about"),
    "approval": _("whether a superior must agree"),
}
CHANNELS = {
    "portal": _("portal"),
    "phone": _("phone"),
    "desk": _("desk"),
    "email": _("e-mail"),
    "api": _("another system"),
}
URGENCIES = {"low": _("low"), "normal": _("normal"), "high": _("high")}
# The labels of codes that aren't rows, by condition.
FIXED = {"kind": KINDS, "type": TYPES, "channel": CHANNELS, "urgency": URGENCIES}
