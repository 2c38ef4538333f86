"""Territories are configured here: their office, language, currency, and which municipalities belong to them."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from companies.territories.models import Territory, TerritoryMunicipality


@admin.register(Territory)
class TerritoryAdmin(TranslationAdmin):
    list_display = ["name", "code", "country", "language", "currency", "office_name"]
    search_fields = ["name", "code"]


@admin.register(TerritoryMunicipality)
class TerritoryMunicipalityAdmin(admin.ModelAdmin):
    list_display = ["municipality", "territory"]
    list_filter = ["territory"]
    list_select_related = ["municipality", "territory"]
    autocomplete_fields = ["municipality", "territory"]
    search_fields = ["municipality__name"]
    list_per_page = 50
