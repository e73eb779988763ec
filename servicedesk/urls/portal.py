"""Addresses of the portal."""

from django.urls import path

from servicedesk.views import approvals, attachments, notices

app_name = "portal"
urlpatterns = [
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<int:pk>/", approvals.approval, name="approval"),
    path("notices/", notices.notices, name="notices"),
    path("attachments/<uuid:pk>/", attachments.download, name="attachment"),
]
