"""Tables of the desk: contacts, tickets, work orders, approvals, the log of events and its deliveries, the library."""

from servicedesk.models.accesses import Access
from servicedesk.models.attachments import Attachment
from servicedesk.models.batches import Batch, BatchRow
from servicedesk.models.bypasses import Bypass
from servicedesk.models.checks import Check
from servicedesk.models.contacts import Contact
from servicedesk.models.drafts import Draft
from servicedesk.models.events import Delivery, Event, Notice
from servicedesk.models.going_over import HandedOver, HandOver
from servicedesk.models.held import Held, HeldFor
from servicedesk.models.labels import Label, VisitorReport
from servicedesk.models.library import CannedText, CheckList, Macro, StandardCall
from servicedesk.models.orders import WorkOrder
from servicedesk.models.outages import Outage
from servicedesk.models.telephony import CallBack, PhoneCall
from servicedesk.models.tickets import Approval, Link, Ticket
from servicedesk.models.views import SavedView
from servicedesk.models.watches import Watch
from servicedesk.models.words import TicketWords

__all__ = [
    "Access",
    "Approval",
    "Attachment",
    "Batch",
    "BatchRow",
    "Bypass",
    "CallBack",
    "CannedText",
    "Check",
    "CheckList",
    "Contact",
    "Delivery",
    "Draft",
    "Event",
    "HandOver",
    "HandedOver",
    "Held",
    "HeldFor",
    "Label",
    "Link",
    "Macro",
    "Notice",
    "Outage",
    "PhoneCall",
    "SavedView",
    "StandardCall",
    "Ticket",
    "TicketWords",
    "VisitorReport",
    "Watch",
    "WorkOrder",
]  # fmt: skip
