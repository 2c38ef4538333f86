"""Editions and targets are configured here; participations come from answered applications."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin, TranslationTabularInline

from programme.editions.models import Participation, Programme, Target
from sme4green.admin import ReadOnlyAdmin, SuperuserAdmin


class TargetInline(TranslationTabularInline):
    """The promises of an edition; whoever may change the edition may change them."""

    model = Target
    extra = 0

    def has_view_permission(self, request: object, obj: object = None) -> bool:
        return bool(request.user.is_superuser)

    has_change_permission = has_add_permission = has_delete_permission = has_view_permission


@admin.register(Programme)
class ProgrammeAdmin(SuperuserAdmin, TranslationAdmin):
    list_display = ("name", "code", "starts_on", "ends_on", "grant_code")
    filter_horizontal = ("territories",)
    inlines = (TargetInline,)


@admin.register(Target)
class TargetAdmin(SuperuserAdmin, TranslationAdmin):
    list_display = ("title", "programme", "counter", "territory", "value", "position")
    list_select_related = ("programme", "territory")
    list_filter = ("programme", "territory")


@admin.register(Participation)
class ParticipationAdmin(ReadOnlyAdmin):
    list_display = ("company", "programme", "territory", "admitted_at", "ended_at")
    list_select_related = ("company", "programme", "territory")
    list_filter = ("programme", "territory")
    search_fields = ("company__search",)
