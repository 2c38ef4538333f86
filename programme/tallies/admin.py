"""Tallies are only looked at; `manage.py recount --check` says whether they are right."""

from django.contrib import admin

from programme.tallies.models import Contribution, Counted, Tally
from sme4green.admin import ReadOnlyAdmin


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin):
    list_display = ("participation", "counter", "level", "from_on", "until_on", "value")
    list_select_related = ("participation__company", "participation__programme")
    show_full_result_count = False


@admin.register(Tally)
class TallyAdmin(ReadOnlyAdmin):
    list_display = ("programme", "territory", "counter", "level", "stretch", "day", "companies", "value")
    list_select_related = ("programme", "territory")
    list_filter = ("programme", "territory", "stretch")
    show_full_result_count = False


@admin.register(Counted)
class CountedAdmin(ReadOnlyAdmin):
    list_display = ("participation", "counted_at")
    list_select_related = ("participation__company", "participation__programme")
    show_full_result_count = False
