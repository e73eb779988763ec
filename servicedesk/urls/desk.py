"""Addresses of the desk."""

from django.urls import path

from servicedesk.views import desk
from servicedesk.views.desk.answers import make_answer
from servicedesk.views.desk.call_backs import answered, call_back, calls
from servicedesk.views.desk.macros import macros
from servicedesk.views.desk.ready import checks
from servicedesk.views.desk.search import search
from servicedesk.views.desk.sharing import access

app_name = "desk"
urlpatterns = [
    path("", desk.home, name="home"),
    path("queues/", desk.queues, name="queues"),
    path("queues/<slug:slug>/", desk.queue, name="queue"),
    path("tickets/<ticket:pk>/", desk.ticket, name="ticket"),
    path("tickets/<ticket:pk>/<slug:verb>/", desk.act, name="act"),
    path("views/", desk.views, name="views"),
    path("bulk/", desk.bulk, name="bulk"),
    path("merge/", desk.merge, name="merge"),
    path("live/<ticket:pk>/", desk.live, name="live"),
    path("watch/<ticket:pk>/", desk.watch, name="watch"),
    path("access/<ticket:pk>/", access, name="access"),
    path("checks/<ticket:pk>/", checks, name="checks"),
    path("macros/<ticket:pk>/", macros, name="macros"),
    path("undo/<int:pk>/", desk.undo, name="undo"),
    path("held/<int:pk>/", desk.held, name="held"),
    path("search/", search, name="search"),
    path("new/", desk.new, name="new"),
    path("drafts/<slug:key>/", desk.draft, name="draft"),
    path("answers/new/<ticket:pk>/", make_answer, name="make-answer"),
    path("calls/", calls, name="calls"),
    path("calls/answered/", answered, name="answered"),
    path("calls/<int:pk>/", call_back, name="call-back"),
    path("labels/", desk.labels, name="labels"),
    path("labels/sheet/", desk.sheet, name="label-sheet"),
    path("labels/<int:pk>/", desk.label, name="label"),
    path("people/", desk.people, name="people"),
    path("texts/", desk.texts, name="texts"),
    path("library/<slug:kind>/", desk.library, name="library"),
    path("library/<slug:kind>/new/", desk.new_entry, name="new-entry"),
    path("library/<slug:kind>/<int:pk>/", desk.entry, name="entry"),
    path("outages/", desk.outages, name="outages"),
    path("outages/new/", desk.new_outage, name="new-outage"),
    path("outages/<int:pk>/", desk.outage, name="outage"),
    path("outages/<int:pk>/edit/", desk.edit_outage, name="edit-outage"),
    path("outages/<int:pk>/tell/", desk.tell_outage, name="tell-outage"),
    path("outages/<int:pk>/solve/", desk.solve_outage, name="solve-outage"),
    path("outages/<int:pk>/take-back/", desk.take_back_outage, name="take-back-outage"),
    path("outages/<int:pk>/join/", desk.join_outage, name="join-outage"),
]
