"""Reports, what was sent of them, and the answers are only looked at."""

from django.contrib import admin

from programme.reports.models import Decision, ProgressReport, Sending, SentFigure
from sme4green.admin import ReadOnlyAdmin


@admin.register(ProgressReport)
class ProgressReportAdmin(ReadOnlyAdmin):
    list_display = ("milestone", "state", "started_at", "saved_at")
    list_select_related = ("milestone",)
    list_filter = ("state",)


@admin.register(Sending)
class SendingAdmin(ReadOnlyAdmin):
    list_display = ("report", "number", "completes", "sent_at", "sent_by")
    list_select_related = ("report__milestone", "sent_by")


@admin.register(SentFigure)
class SentFigureAdmin(ReadOnlyAdmin):
    list_display = ("sending", "indicator", "value", "unit")
    list_select_related = ("sending__report__milestone", "indicator")


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("sending", "verdict", "decided_at", "decided_by")
    list_select_related = ("sending__report__milestone", "decided_by")
    list_filter = ("verdict",)
