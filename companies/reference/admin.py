"""The reference tables, to look things up: they come from files and are never typed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from companies.reference.models import LegalForm, Municipality, NutsRegion, Sector


class LookUp(admin.ModelAdmin):
    """A table that can be searched and not changed."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Sector)
class SectorAdmin(LookUp):
    list_display = ["code", "scheme", "level", "title_it", "title_en"]
    list_filter = ["scheme", "level"]
    search_fields = ["code", "title_it", "title_ro", "title_en"]


@admin.register(Municipality)
class MunicipalityAdmin(LookUp):
    list_display = ["name", "country", "province", "code", "nuts3"]
    list_filter = ["country"]
    search_fields = ["name", "code", "search"]


@admin.register(LegalForm)
class LegalFormAdmin(LookUp):
    list_display = ["title", "country", "code", "common"]
    list_filter = ["country", "common"]
    search_fields = ["title", "code"]


@admin.register(NutsRegion)
class NutsRegionAdmin(LookUp):
    list_display = ["code", "name", "country", "level"]
    list_filter = ["country", "level"]
    search_fields = ["code", "name"]
