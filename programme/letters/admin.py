"""Mails of the week are only looked at."""

from django.contrib import admin

from programme.letters.models import Digest
from sme4green.admin import ReadOnlyAdmin


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    list_display = ("person", "week_on", "written_at")
    list_select_related = ("person",)
