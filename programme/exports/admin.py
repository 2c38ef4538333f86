"""Exports are only looked at; their files are for those who asked."""

from django.contrib import admin

from programme.exports.models import Export
from sme4green.admin import ReadOnlyAdmin


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin):
    list_display = ("what", "format", "asked_by", "asked_at", "state", "done_rows", "expires_at")
    list_filter = ("state", "what", "format")
    list_select_related = ("asked_by",)
    exclude = ("stored_as",)
