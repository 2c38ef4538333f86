"""Ready steps are configured here; the milestones of companies are only looked at."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from programme.milestones.models import DueMove, Milestone, MilestoneTemplate
from sme4green.admin import ReadOnlyAdmin, SuperuserAdmin


@admin.register(MilestoneTemplate)
class MilestoneTemplateAdmin(SuperuserAdmin, TranslationAdmin):
    list_display = ("title", "code", "indicator", "due_after_days", "in_use", "position")
    list_select_related = ("indicator",)
    list_filter = ("in_use",)


@admin.register(Milestone)
class MilestoneAdmin(ReadOnlyAdmin):
    list_display = ("title", "participation", "due_on", "planned_at", "dropped_at")
    list_select_related = ("participation__company", "participation__programme")
    search_fields = ("title", "participation__company__search")


@admin.register(DueMove)
class DueMoveAdmin(ReadOnlyAdmin):
    list_display = ("milestone", "former_due_on", "moved_at", "moved_by")
    list_select_related = ("milestone", "moved_by")
