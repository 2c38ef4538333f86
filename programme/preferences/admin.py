"""What people chose is only looked at."""

from django.contrib import admin

from programme.preferences.models import NoticePreference
from sme4green.admin import ReadOnlyAdmin


@admin.register(NoticePreference)
class NoticePreferenceAdmin(ReadOnlyAdmin):
    list_display = ("person", "topic", "delivery")
    list_filter = ("topic", "delivery")
    list_select_related = ("person",)
