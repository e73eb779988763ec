"""All addresses of the house; each app brings its own."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from fbo import health
from fbo.bell import bell

urlpatterns = [
    path("", include("servicedesk.urls.portal")),
    path("", include("organisation.urls")),
    path("desk/", include("servicedesk.urls.desk")),
    path("work/", include("servicedesk.urls.work")),
    path("catalog/", include("catalog.urls")),
    path("routing/", include("routing.urls")),
    path("routing/", include("servicedesk.urls.routing")),
    path("api/v1/", include("fbo.api")),
    path("bell/", bell, name="bell"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
if settings.ADMIN_ENABLED:
    urlpatterns.append(path("admin/", admin.site.urls))

handler400 = "core.problems.bad_request"
handler403 = "core.problems.forbidden"
handler404 = "core.problems.not_found"
handler500 = "core.problems.server_error"
