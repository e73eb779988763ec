"""The organisation for administrators: people, what they may do, units, departments, buildings."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from organisation.models import CustomerGroup, Department, Deputy, Location, Membership, RoleGrant, Unit, User
from organisation.site import ForAdministrators

# Rights come from roles and memberships; Django's own groups are not used.
admin.site.unregister(Group)


class RoleGrants(ForAdministrators, admin.TabularInline):
    model = RoleGrant
    extra = 0


class Memberships(ForAdministrators, admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("user", "unit")


class Deputies(ForAdministrators, admin.TabularInline):
    model = Deputy
    fk_name = "person"
    extra = 0
    autocomplete_fields = ("deputy",)


@admin.register(User)
class PersonAdmin(ForAdministrators, SimpleHistoryAdmin, UserAdmin):
    """People. Who left is made inactive: what they asked and did stays in their name."""

    fieldsets = (
        (None, {"fields": ("username", "password", "name", "email", "language")}),
        (_("Place"), {"fields": ("department", "group", "manager", "location", "room", "extension")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "usable_password", "password1", "password2", "name", "email")}),)
    readonly_fields = ("last_login",)
    list_display = ("name", "username", "department", "location", "is_active")
    list_filter = ("is_active", "role_grants__role", "department")
    list_select_related = ("department", "location")
    search_fields = ("name", "username", "email")
    ordering = ("name",)
    autocomplete_fields = ("department", "manager", "location")
    filter_horizontal = ()
    inlines = (RoleGrants, Memberships, Deputies)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A superuser's password is not for others to set.
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Unit)
class UnitAdmin(ForAdministrators, SimpleHistoryAdmin):
    list_display = ("name", "code", "kind", "head", "email")
    list_filter = ("kind",)
    list_select_related = ("head",)
    search_fields = ("name", "code")
    autocomplete_fields = ("head", "location")
    inlines = (Memberships,)


@admin.register(Department)
class DepartmentAdmin(ForAdministrators, SimpleHistoryAdmin):
    list_display = ("name", "code", "group", "cost_centre")
    list_filter = ("group",)
    list_select_related = ("group",)
    search_fields = ("name", "code")


@admin.register(Location)
class LocationAdmin(ForAdministrators, SimpleHistoryAdmin):
    list_display = ("name", "code", "valid_from", "valid_until")
    search_fields = ("name", "code")


@admin.register(CustomerGroup)
class CustomerGroupAdmin(ForAdministrators, admin.ModelAdmin):
    list_display = ("name", "code", "charged")
