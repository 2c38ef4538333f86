"""What can be measured is configured here."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from programme.indicators.models import Indicator
from sme4green.admin import SuperuserAdmin


@admin.register(Indicator)
class IndicatorAdmin(SuperuserAdmin, TranslationAdmin):
    list_display = ("name", "code", "unit", "evidence_needed", "adds_up", "in_use", "position")
    list_filter = ("in_use",)
    search_fields = ("code", "name")
