"""The desk: where agents answer customers."""

from servicedesk.views.desk.bulk import bulk, merge
from servicedesk.views.desk.drafts import draft
from servicedesk.views.desk.held import held
from servicedesk.views.desk.labels import label, labels, sheet
from servicedesk.views.desk.library import entry, library, new_entry, texts
from servicedesk.views.desk.lists import queue, queues
from servicedesk.views.desk.live import live
from servicedesk.views.desk.outages import (
    edit_outage,
    join_outage,
    new_outage,
    outage,
    outages,
    solve_outage,
    take_back_outage,
    tell_outage,
)
from servicedesk.views.desk.register import new, people
from servicedesk.views.desk.start import home
from servicedesk.views.desk.tickets import act, ticket
from servicedesk.views.desk.undoing import undo
from servicedesk.views.desk.views import views
from servicedesk.views.desk.watching import watch

__all__ = [
    "act", "bulk", "draft", "edit_outage", "entry", "held", "home", "join_outage", "label", "labels", "library",
    "live", "merge", "new", "new_entry", "new_outage", "outage", "outages", "people", "queue", "queues", "sheet",
    "solve_outage", "take_back_outage", "tell_outage", "texts", "ticket", "undo", "views", "watch",
]  # fmt: skip
