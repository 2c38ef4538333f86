"""Companies, to look up: they change through the pages of the portal, which write the journal."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from companies.directory.models import Company, Identifier, Membership


class Numbers(admin.TabularInline):
    model = Identifier
    extra = 0


class People(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):
    list_display = ["name", "territory", "municipality", "source", "created_at"]
    list_filter = ["territory", "source"]
    list_select_related = ["territory", "municipality"]
    search_fields = ["search"]
    inlines = [Numbers, People]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
