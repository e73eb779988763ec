"""The desk: where agents answer customers."""

from servicedesk.views.desk.lists import home, queue
from servicedesk.views.desk.register import new, people
from servicedesk.views.desk.tickets import act, ticket

__all__ = ["act", "home", "new", "people", "queue", "ticket"]
