"""The journal, to read: it is written by actions only and never changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from companies.journal.models import Event


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    list_display = ["at", "kind", "title", "company", "by"]
    list_filter = ["kind", "territory"]
    list_select_related = ["company", "by"]
    date_hierarchy = "at"
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
