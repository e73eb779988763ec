"""The catalogue for administrators: its shelves. Products are read here, and written on the editors' own pages."""

from __future__ import annotations

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from catalog.models import Category, Product
from organisation.site import ForAdministrators, ReadOnly


@admin.register(Category)
class CategoryAdmin(ForAdministrators, admin.ModelAdmin):
    list_display = ("name", "code", "icon", "order")


@admin.register(Product)
class ProductAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("name", "code", "state", "category", "owner", "executing")
    list_filter = ("state", "category", "owner")
    list_select_related = ("category", "owner", "executing")
    search_fields = ("name", "code")
