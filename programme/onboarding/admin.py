"""Applications are only looked at."""

from django.contrib import admin

from programme.onboarding.models import Application, ApplicationStep
from sme4green.admin import ReadOnlyAdmin


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = ("name", "tax_number", "state", "territory", "saved_at")
    list_select_related = ("territory",)
    list_filter = ("state", "territory")
    search_fields = ("name", "tax_number")


@admin.register(ApplicationStep)
class ApplicationStepAdmin(ReadOnlyAdmin):
    list_display = ("application", "state", "at", "by")
    list_select_related = ("application", "by")
    list_filter = ("state",)
