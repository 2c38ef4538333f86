"""Files are only looked at, by name; the file itself is opened in the portal."""

from django.contrib import admin

from programme.evidence.models import EvidenceFile
from sme4green.admin import ReadOnlyAdmin


@admin.register(EvidenceFile)
class EvidenceFileAdmin(ReadOnlyAdmin):
    list_display = ("name", "company", "kind", "audience", "uploaded_at", "removed_at")
    list_select_related = ("company",)
    list_filter = ("kind", "audience")
    search_fields = ("name", "company__search")
