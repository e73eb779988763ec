"""The admin site and what all its pages share: the role of administrator decides, not Django's own permissions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy


def is_administrator(user: Any) -> bool:
    """Has `user` the role, or is it the superuser that was made by command?"""
    return bool(user.is_active and (user.is_superuser or (user.is_authenticated and user.standing.is_administrator)))


class AdministratorsSite(admin.AdminSite):
    """Open to whoever has the role today; the staff flag alone is not enough."""

    site_header = site_title = gettext_lazy("Administration")
    index_title = gettext_lazy("The organisation and the catalogue")

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and is_administrator(request.user)


class ForAdministrators:
    """An administrator sees and changes what is registered; what others hang on can't be deleted."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request.user)


class ReadOnly(ForAdministrators):
    """Shown in the admin, changed elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
