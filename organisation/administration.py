"""Django's admin, on a site that only administrators enter."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "organisation.site.AdministratorsSite"
