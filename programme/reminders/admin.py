"""Reminders are only looked at."""

from django.contrib import admin

from programme.reminders.models import Reminder
from sme4green.admin import ReadOnlyAdmin


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ("kind", "subject_id", "about_on", "step", "person", "said_at")
    list_filter = ("kind",)
    list_select_related = ("person",)
