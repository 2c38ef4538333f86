"""Notices and mails are only looked at; the texts of codes and links for signing in are not shown."""

from django.contrib import admin

from programme.notices.models import Mail, MailHold, Notice
from sme4green.admin import ReadOnlyAdmin


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("event", "person", "told_at", "read_at")
    list_select_related = ("event", "person")


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    list_display = ("to", "subject", "state", "due_at", "sent_at", "attempts")
    list_filter = ("state", "urgent")
    search_fields = ("to", "subject")

    def get_exclude(self, request: object, obj: Mail | None = None) -> tuple[str, ...]:
        """A code that has not left yet would open somebody's account."""
        return ("text",) if obj and obj.secret else ()


@admin.register(MailHold)
class MailHoldAdmin(ReadOnlyAdmin):
    list_display = ("held_at", "copy_of")
