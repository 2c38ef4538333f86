"""Feedback, to look at: it is answered on its page."""

from django.contrib import admin

from programme.feedback.models import Feedback
from sme4green.admin import ReadOnlyAdmin


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    list_display = ("sent_at", "language", "page_address", "answered_at", "answered_by")
    list_select_related = ("answered_by",)
