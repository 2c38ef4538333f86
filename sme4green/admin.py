"""The two kinds of pages in the admin: tables that configure the portal, and records that it only shows."""

from django.contrib import admin
from django.http import HttpRequest


class SuperuserAdmin(admin.ModelAdmin):
    """For superusers alone, whatever single permissions somebody else was given."""

    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_module_permission(request)

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission


class ReadOnlyAdmin(SuperuserAdmin):
    """Records change by actions, which check the rules and write the journal; here they are only looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
