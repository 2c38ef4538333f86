"""People and their roles, for those who run the portal."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from companies.people.models import RoleGrant, User


@admin.register(User)
class PersonAdmin(UserAdmin):
    """A person who leaves is not deleted (the history names the person) but may no longer sign in."""

    add_form = AdminUserCreationForm
    ordering = ["name", "email"]
    list_display = ["name", "email", "language", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff", "is_superuser", "language"]
    search_fields = ["name", "email"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "phone", "language", "zone_name"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "language", "usable_password", "password1", "password2"]})]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin):
    """A role that is over gets an end; it is not deleted."""

    list_display = ["user", "role", "territory", "company", "granted_at", "ends_at"]
    list_filter = ["role", "territory"]
    list_select_related = ["user", "territory", "company"]
    search_fields = ["user__name", "user__email"]
    autocomplete_fields = ["user", "territory", "company"]
    readonly_fields = ["granted_by"]

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        if not change:
            obj.granted_by = request.user
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
