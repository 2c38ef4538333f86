"""Tutors are entered here, beside the role that is granted to them; assignments are only looked at."""

from django.contrib import admin

from programme.tutors.models import Assignment, Tutor
from sme4green.admin import ReadOnlyAdmin, SuperuserAdmin


@admin.register(Tutor)
class TutorAdmin(SuperuserAdmin):
    list_display = ("user", "organisation", "expertise", "most_companies")
    list_select_related = ("user",)
    autocomplete_fields = ("user",)
    search_fields = ("user__name", "organisation", "expertise")


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ("tutor", "participation", "assigned_at", "ended_at")
    list_select_related = ("tutor__user", "participation__company", "participation__programme")
