"""Addresses of the portal."""

from django.urls import path

from servicedesk.views.entrance import start
from servicedesk.views.portal import answers, approvals, asking, attachments, home, labels, notices, tickets

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("start/", start, name="start"),
    path("search/", home.search, name="search"),
    path("products/", asking.products, name="products"),
    path("products/<slug:code>/", asking.product, name="product"),
    path("ask/", asking.ask, name="ask"),
    path("answers/<slug:slug>/", answers.answer, name="answer"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/<ticket:pk>/", tickets.ticket, name="ticket"),
    path("tickets/<ticket:pk>/<slug:verb>/", tickets.act, name="act"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<int:pk>/", approvals.approval, name="approval"),
    path("notices/", notices.notices, name="notices"),
    path("l/<slug:code>/", labels.label, name="label"),
    path("l/f/<slug:secret>/", labels.visitor, name="visitor"),
    path("attachments/<uuid:pk>/", attachments.download, name="attachment"),
]
